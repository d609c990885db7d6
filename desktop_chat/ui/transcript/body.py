"""The strips of a Markdown text: made from its leaves, kept while the text grows.

Owns which strips survive a change. Must not know what else a turn shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from desktop_chat.markup.blocks import (
    Block,
    CodeBlock,
    ListBlock,
    ListItem,
    MathBlock,
    PlainText,
    Rule,
    Table,
)
from desktop_chat.markup.incremental import IncrementalParser
from desktop_chat.markup.parser import Parser
from desktop_chat.ui.transcript.blocks.code import CodePiece
from desktop_chat.ui.transcript.blocks.flow import (
    Indent,
    Leaf,
    direction_of,
    image_of,
    leaves,
    leaves_of,
    leaves_of_item,
)
from desktop_chat.ui.transcript.blocks.formula import FormulaPiece
from desktop_chat.ui.transcript.blocks.highlight import Highlighter
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece, ProsePiece, RulePiece
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.picture import PicturePiece
from desktop_chat.ui.transcript.blocks.plain import PlainPiece
from desktop_chat.ui.transcript.blocks.table import TablePiece
from desktop_chat.ui.transcript.end_first import blocks_for_now
from desktop_chat.ui.transcript.look import Look
from desktop_chat.ui.transcript.parses import Parses
from desktop_chat.ui.transcript.pictures import Pictures

_STRIPS_A_STEP = 32
_FOLLOWED_AT_ONCE = 8_000
_LINES_AT_ONCE = 120
# The parser makes the last items of a growing list anew each time.
_OPEN_ITEMS = 3
# What a leaf keeps while it grows: what its block is, where it begins, a list's marker, which part.
_Place = tuple[type, int, str, int]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What it takes to make strips: one per view and look."""

    look: Look
    parser: Parser
    images: MathImages
    highlighter: Highlighter
    pictures: Pictures
    parses: Parses | None = None
    """Finds the blocks of complete texts, some later; None to wait for all of them."""

    def piece(self, leaf: Leaf) -> LeafPiece:
        """Return the strip for a leaf."""
        image = image_of(leaf)
        if image is not None:
            return PicturePiece(self.look, leaf, image, self.pictures)
        match leaf.block:
            case CodeBlock():
                return CodePiece(self.look, leaf, self.images, self.highlighter)
            case Table():
                return TablePiece(self.look, leaf, self.images)
            case MathBlock():
                return FormulaPiece(self.look, leaf, self.images)
            case Rule():
                return RulePiece(self.look, leaf)
            case PlainText() as block:
                return PlainPiece(self.look, leaf, self.images, block)
            case _:
                return ProsePiece(self.look, leaf, self.images)


@dataclass(frozen=True, slots=True)
class _Settled:
    """The first items of the open list, whose strips stay: how many, and the last of them.

    The parser hands out an item that stays as the same object, and with it all above it.
    """

    count: int
    last: ListItem

    def is_in(self, blocks: Sequence[Block]) -> bool:
        """Tell whether a text goes on with the list that begins with these items."""
        match blocks:
            case [ListBlock(items=items), *_] if len(items) >= self.count:
                return items[self.count - 1] is self.last
            case _:
                return False


class TurnBody:
    """The strips of one text, in `pieces`; `text` is what they show.

    Attributes:
        is_waiting: Whether the blocks of the text follow later; until then it is shown as it was
            when it was growing, or its end as it most likely will be below the rest as written.
        is_behind: Whether more of a growing text has come than is shown.
    """

    def __init__(self, workshop: Workshop, outside: tuple[Indent, ...] = ()) -> None:
        """Take what makes strips, and the levels that surround the whole text."""
        self._workshop = workshop
        self._outside = outside
        self._follower: IncrementalParser | None = None
        # How many strips never change again, and how many of them belong to finished blocks.
        self._final = self._finished = 0
        self._settled: _Settled | None = None
        self._open_items: dict[int, tuple[ListItem, tuple[Leaf, ...]]] = {}
        self._patient_at: frozenset[int] = frozenset()
        self._taken: list[LeafPiece] | None = None
        self.is_waiting = False
        self.is_behind = False
        self.text = ""
        self.pieces: list[LeafPiece] = []

    def show(self, text: str) -> int:
        """Show a text that is complete; return the number of the first strip that changed."""
        is_same = text == self.text and bool(self.pieces)
        if not is_same:
            self._patient_at = frozenset()
        blocks = self._blocks_of(text)
        self.is_waiting = blocks is None
        changed = len(self.pieces)
        if blocks is not None:
            changed = self._show_blocks(blocks)
        elif self._follower is not None and text.startswith(self.text):
            changed = self.follow(text)
        elif not is_same:
            changed = self._show_blocks(blocks_for_now(self._workshop.parser, text))
        self._follower = None
        self._begin_anew()
        self.text = text
        self.is_behind = False
        self._mark_plain()
        return changed

    def _begin_anew(self) -> None:
        """Take no strip for one that never changes again."""
        self._final = self._finished = 0
        self._settled = None

    def _show_blocks(self, blocks: Iterable[Block]) -> int:
        self._begin_anew()
        return self._replace(self._set_in(leaves(blocks)))

    def _mark_plain(self) -> None:
        for piece in self.pieces:
            if isinstance(piece, PlainPiece):
                piece.is_waiting = self.is_waiting and piece.start in self._patient_at

    def taking(self) -> Iterator[None]:
        """Make the strips of a text that was waited for, in steps; `take` shows them."""
        text = self.text
        blocks = self._blocks_of(text)
        pieces: list[LeafPiece] = []
        self._taken = None
        for number, _ in enumerate(self._make(pieces, list(self.pieces), blocks or ())):
            if number % _STRIPS_A_STEP == 0:
                yield
                if not self.is_waiting or text is not self.text:
                    return
        if blocks is not None:
            self._taken = pieces

    def _make(
        self, pieces: list[LeafPiece], shown: Sequence[LeafPiece], blocks: Iterable[Block]
    ) -> Iterator[None]:
        """Add the strips of blocks to a list, those that are shown where they are the same."""
        known: dict[_Place, LeafPiece] = {}
        for piece, (place, _) in zip(shown, _placed(piece.leaf for piece in shown), strict=True):
            known[place] = piece
            yield
        for place, leaf in _placed(self._set_in(leaves(blocks))):
            piece = known.pop(place, None)
            is_same = piece is not None and piece.leaf == leaf
            pieces.append(piece if piece is not None and is_same else self._workshop.piece(leaf))
            yield

    def take(self) -> int:
        """Show the strips that were made; return the first that changed, -1 for none."""
        taken, self._taken = self._taken, None
        if taken is None or not self.is_waiting:
            return -1
        both = enumerate(zip(self.pieces, taken, strict=False))
        changed = next(
            (number for number, (old, new) in both if old is not new),
            min(len(self.pieces), len(taken)),
        )
        is_other = changed < max(len(self.pieces), len(taken))
        self.pieces[changed:] = taken[changed:]
        self.is_waiting = False
        self._mark_plain()
        return changed if is_other else -1

    def render_anyway(self, start: int) -> None:
        """Lay out, however long it takes, what is shown as written from an offset of the text on.

        While the text grows this only counts from its end on.
        """
        self._patient_at |= {start}
        if self._follower is None:
            self.show(self.text)

    def stop_rendering(self, start: int) -> None:
        """Show as written after all what `render_anyway` lays out at an offset."""
        if self._workshop.parses is not None:
            self._workshop.parses.cancel(self.text, self._patient_at)
        self._patient_at -= {start}
        self.show(self.text)

    def _blocks_of(self, text: str) -> tuple[Block, ...] | None:
        parses = self._workshop.parses
        if parses is None:
            return self._workshop.parser.parse(text, patient_at=self._patient_at)
        return parses.blocks(text, self._patient_at)

    def follow(self, text: str) -> int:
        """Show a text that is still growing; return the number of the first strip that changed."""
        if self._follower is None or not text.startswith(self.text):
            self._follower = IncrementalParser(self._workshop.parser)
            self._begin_anew()
            self.text = ""
        # What comes all at once, of an answer found half written, is followed in several frames.
        end = _end_of_step(text, len(self.text))
        self.is_behind = end < len(text)
        progress = self._follower.feed(text[len(self.text) : end])
        self.text = text[:end]
        if self._settled is not None and not self._settled.is_in(progress.blocks):
            self._final, self._settled = self._finished, None
        finished = list(self._set_in(self._leaves_behind(progress.finished)))
        behind = self._leaves_behind(progress.open, has_settled=not progress.finished)
        changed = self._replace([*finished, *self._set_in(behind)])
        if progress.finished:
            self._final += len(finished)
            self._finished, self._settled = self._final, None
        self._settle(progress.open)
        return changed

    def _leaves_behind(
        self, blocks: Iterable[Block], *, has_settled: bool = True
    ) -> Iterator[Leaf]:
        """Return the leaves of open blocks, but for settled items of the first.

        Unchanged items of a list give the same leaves.
        """
        first = self._settled.count if self._settled is not None and has_settled else 0
        for block in blocks:
            if isinstance(block, ListBlock):
                yield from self._list_leaves(block, first)
            else:
                yield from leaves_of(block)
            first = 0

    def _list_leaves(self, block: ListBlock, first: int) -> Iterator[Leaf]:
        is_rtl = direction_of(block)
        known, self._open_items = self._open_items, {}
        for index in range(first, len(block.items)):
            item = block.items[index]
            entry = known.get(id(item))
            if entry is None or entry[0] is not item:
                entry = (item, tuple(leaves_of_item(block, index, is_rtl)))
            self._open_items[id(item)] = entry
            yield from entry[1]

    def _settle(self, blocks: Sequence[Block]) -> None:
        """Let the strips of the open list's items stay, but for the last ones."""
        match blocks:
            case [ListBlock(items=items)]:
                first = self._settled.count if self._settled is not None else 0
                count = len(items) - _OPEN_ITEMS
                if count > first:
                    settled = items[first:count]
                    self._final += sum(len(self._open_items[id(item)][1]) for item in settled)
                    self._settled = _Settled(count, items[count - 1])
            case _:
                pass

    def _set_in(self, found: Iterable[Leaf]) -> Iterator[Leaf]:
        if not self._outside:
            yield from found
            return
        for number, leaf in enumerate(found):
            is_first = number == 0 and self._final == 0
            outside = tuple(Indent(level.kind, is_first) for level in self._outside)
            yield replace(leaf, indents=(*outside, *leaf.indents))

    def _replace(self, found: Iterable[Leaf]) -> int:
        """Put strips for these leaves behind the final ones; return the first that changed."""
        old = self.pieces[self._final :]
        places = (place for place, _ in _placed(piece.leaf for piece in old))
        spare = dict(zip(places, old, strict=True))
        pieces: list[LeafPiece] = []
        first = -1
        for number, (place, leaf) in enumerate(_placed(found)):
            piece = old[number] if number < len(old) else None
            kept = spare.pop(place, None)
            if kept is None or not (kept.leaf is leaf or _still_shows(kept, leaf)):
                kept = self._workshop.piece(leaf)
            if first < 0 and (kept is not piece or not kept.is_measured(kept.width)):
                first = number
            pieces.append(kept)
        self.pieces[self._final :] = pieces
        if first < 0:
            first = len(pieces)
        return self._final + first


def _end_of_step(text: str, start: int) -> int:
    """Return how far a text is followed in one frame: so many characters, or so many lines."""
    limit = min(len(text), start + _FOLLOWED_AT_ONCE)
    end = start
    for _ in range(_LINES_AT_ONCE):
        end = text.find("\n", end, limit) + 1
        if not end:
            return limit
    return end


def _placed(found: Iterable[Leaf]) -> Iterator[tuple[_Place, Leaf]]:
    """Return leaves with what they keep while they grow; the parts of a table are numbered."""
    before: tuple[type, int, str] | None = None
    part = 0
    for leaf in found:
        place = type(leaf.block), leaf.block.start, leaf.marker
        part = part + 1 if place == before else 0
        before = place
        yield (*place, part), leaf


def _still_shows(piece: LeafPiece, leaf: Leaf) -> bool:
    """Tell whether a strip shows a leaf, after growing to it where that is cheap."""
    if piece.leaf == leaf:
        # The same object makes the next comparison short.
        piece.leaf = leaf
        return True
    same_frame = replace(leaf, block=piece.leaf.block) == piece.leaf
    return same_frame and piece.grown(leaf)
