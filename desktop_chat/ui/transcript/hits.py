"""What a search found, in its places on screen: which strips hold hits, and how one is reached.

Owns the way from hits to strips and positions. What was found, and which hit is the current one, is
told to it. Must not know queries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from desktop_chat.app.finding import Hit, HitPlace, Section
from desktop_chat.core.message import Role
from desktop_chat.ui.transcript.alignment import Alignment
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.piece import HitRange, Piece
from desktop_chat.ui.transcript.cards.strips import FoldPiece
from desktop_chat.ui.transcript.cards.user import UserPiece
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.seen import FOLD_LINE, SOURCES, TEXT
from desktop_chat.ui.transcript.selection import Position
from desktop_chat.ui.transcript.turn import Turn

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_MARGIN_LINES = 1.5
_MAX_PASSES = 5

HitsOf = Callable[[str], tuple[Hit, ...]]
"""Gives the hits in a message, by its id."""


def _nothing(_message_id: str) -> tuple[Hit, ...]:
    return ()


@dataclass(slots=True)
class _ShownHits:
    """The hits of one message by the strips that hold them, as long as both stay the same."""

    hits: tuple[Hit, ...]
    pieces: list[Piece]
    by_piece: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reader is: a place in what is seen of a message."""

    message_id: str
    part: str = TEXT
    index: int = 0
    start: int = 0

    def number_among(self, hits: tuple[Hit, ...]) -> int:
        """Return the number of the first hit of the message that is not above this place."""
        place = (self.index, self.start)
        for number, hit in enumerate(hits):
            section = hit.section
            if section.part == self.part and (section.index, hit.start) >= place:
                return number
        return len(hits)


class TranscriptHits:
    """Shows hits in one view."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._hits_of: HitsOf = _nothing
        self._current: HitPlace | None = None
        self._shown: dict[str, _ShownHits] = {}
        self._alignments: dict[int, tuple[Piece, Section, Alignment]] = {}
        self._stop_waiting: Callable[[], None] = lambda: None

    def spot(self, place: HitPlace | None) -> Spot | None:
        """Return where a hit is; without one, what stands at the view's upper edge."""
        hits = self._hits_of(place.message_id) if place is not None else ()
        if place is not None and place.number < len(hits):
            hit = hits[place.number]
            return Spot(place.message_id, hit.section.part, hit.section.index, hit.start)
        layout = self._view.layout_
        top = layout.place_at(self._view.top)
        if top is None:
            return None
        turn = layout.turns[top.turn]
        return Spot(turn.row.message_id, index=top.piece - _pieces_of(turn, TEXT).start)

    def follow(self, hits_of: HitsOf, current: HitPlace | None) -> None:
        """Mark these hits from now on, one of them as the current one."""
        self._hits_of, self._current = hits_of, current
        self._view.viewport().update()

    def clear(self) -> None:
        """Mark nothing."""
        self._stop_waiting()
        self._shown.clear()
        self._alignments.clear()
        self.follow(_nothing, None)

    def ranges_in(self, place: Place) -> tuple[HitRange, ...]:
        """Return the hits in a strip."""
        if self._hits_of is _nothing:
            return ()
        turn = self._view.layout_.turns[place.turn]
        shown = self._shown_hits(turn)
        numbers = shown.by_piece.get(place.piece, ()) if shown is not None else ()
        if shown is None or not numbers:
            return ()
        current = self._current
        is_here = current is not None and current.message_id == turn.row.message_id
        return tuple(
            HitRange(
                *self._span(turn.pieces[place.piece], shown.hits[number]),
                is_current=is_here and current is not None and current.number == number,
            )
            for number in numbers
        )

    def reveal(self, place: HitPlace) -> None:
        """Bring a hit into sight: open what hides it, and scroll no further than needed."""
        layout = self._view.layout_
        number = layout.number_of(place.message_id)
        hits = self._hits_of(place.message_id)
        if number < 0 or place.number >= len(hits):
            return
        hit = hits[place.number]
        self._stop_waiting()
        if layout.turns[number].is_waiting:
            self._await(place, number)
            return
        self._open_card(number, hit.section)
        piece_number = _piece_number(layout.turns[number], hit.section)
        if piece_number is None:
            return
        at = Place(number, piece_number)
        piece = layout.piece(at)
        layout.refresh(number)
        layout.turns[number].measure(piece_number, layout.width)
        piece.reveal(self._span(piece, hit)[0])
        if not piece.is_measured(layout.width):
            self._view.piece_changed(at)
        self._scroll_to(at, piece, hit)

    def _await(self, place: HitPlace, number: int) -> None:
        """Go to a turn whose row is still to be read, and on to its hit when it was."""
        source = self._view.source

        def arrive(numbers: range) -> None:
            number = self._view.layout_.number_of(place.message_id)
            if number in numbers:
                self._stop_waiting()
                self.reveal(place)

        self._stop_waiting = source.loaded.connect(arrive)
        self._view.scroll_to(self._view.layout_.top_of_turn(number))
        source.want(number, number + 1)

    def select(self, place: HitPlace) -> None:
        """Select a hit's text, where it is on screen."""
        layout = self._view.layout_
        number = layout.number_of(place.message_id)
        hits = self._hits_of(place.message_id)
        if number < 0 or place.number >= len(hits):
            return
        piece_number = _piece_number(layout.turns[number], hits[place.number].section)
        if piece_number is None:
            return
        at = Place(number, piece_number)
        piece = layout.piece(at)
        if piece.is_text:
            start, end = self._span(piece, hits[place.number])
            self._view.selection.select(Position(at, start), Position(at, end))

    def _scroll_to(self, at: Place, piece: Piece, hit: Hit) -> None:
        view = self._view
        start, end = self._span(piece, hit)
        margin = round(_MARGIN_LINES * view.look.line_px)
        for _ in range(_MAX_PASSES):
            rect = _united(piece.position_rect(start), piece.position_rect(end))
            top = view.layout_.top_of(at) + round(rect.top())
            bottom = top + min(round(rect.height()), view.viewport().height() // 2)
            above = max(margin, piece.sticky_px + view.look.line_px // 2)
            height = view.viewport().height()
            if view.top + above <= top and bottom + margin <= view.top + height:
                return
            before = view.top
            view.scroll_to(top - height // 3)
            # What came into sight was measured, and may have moved the hit.
            if view.top == before and view.layout_.top_of(at) + round(rect.top()) == top:
                return

    def _open_card(self, number: int, section: Section) -> None:
        turn = self._view.layout_.turns[number]
        line = _fold_line(turn, section.part)
        if line is None or section.index == FOLD_LINE:
            return
        piece = turn.pieces[line]
        if isinstance(piece, FoldPiece) and not piece.is_open:
            self._view.pointer.toggle_card(Place(number, line))

    def _shown_hits(self, turn: Turn) -> _ShownHits | None:
        message_id = turn.row.message_id
        hits = self._hits_of(message_id)
        if not hits:
            return None
        shown = self._shown.get(message_id)
        if shown is None or shown.hits is not hits or shown.pieces is not turn.pieces:
            shown = self._shown[message_id] = _ShownHits(hits, turn.pieces)
            section, piece_number = None, None
            for number, hit in enumerate(hits):
                if hit.section is not section:
                    section = hit.section
                    piece_number = _piece_number(turn, section)
                if piece_number is not None:
                    shown.by_piece.setdefault(piece_number, []).append(number)
        return shown

    def _span(self, piece: Piece, hit: Hit) -> tuple[int, int]:
        """Return the positions of a hit in a strip."""
        section, text = hit.section, piece.shown_text
        known = self._alignments.get(id(piece))
        if known is None or known[0] is not piece or known[1] is not section:
            known = None
        if known is None or known[2].shown != text:
            alignment = Alignment(section.text, text, section.formulas)
            known = self._alignments[id(piece)] = (piece, section, alignment)
        return known[2].span(hit.start, hit.end)


def _united(one: QRectF, other: QRectF) -> QRectF:
    return one.united(other) if one.top() <= other.top() else one


def _fold_line(turn: Turn, part: str) -> int | None:
    """Return the number of the strip that opens a part, None where there is none."""
    lines = (number for number in range(len(turn.pieces)) if turn.fold_key(number) == part)
    return next(lines, None)


def _pieces_of(turn: Turn, part: str) -> range:
    """Return the numbers of the strips that show a part."""
    pieces, text = turn.pieces, turn.text_pieces
    if part == TEXT and turn.row.role is Role.USER:
        numbers = [n for n, piece in enumerate(pieces) if isinstance(piece, UserPiece)]
        return range(numbers[0], numbers[-1] + 1) if numbers else range(0)
    if part == TEXT:
        return text
    end = len(pieces) if part == SOURCES else text.start
    start = text.stop if part == SOURCES else end
    line = _fold_line(turn, part)
    if line is not None:
        start = line + 1
    stop = start
    while stop < end and isinstance(pieces[stop], LeafPiece):
        stop += 1
    return range(start, stop)


def _piece_number(turn: Turn, section: Section) -> int | None:
    """Return the number of the strip that shows a section, None while its card is closed."""
    if section.index == FOLD_LINE:
        return _fold_line(turn, section.part)
    numbers = _pieces_of(turn, section.part)
    if not numbers:
        return None
    guess = numbers.start + section.index
    starts = [_start_of(turn.pieces[number]) for number in numbers]
    if guess in numbers and starts[section.index] in (None, section.start):
        return guess
    # A text that grows, or that was too intricate to parse in time, has other strips.
    before = [n for n, start in zip(numbers, starts, strict=True) if (start or 0) <= section.start]
    return before[-1] if before else numbers.start


def _start_of(piece: Piece) -> int | None:
    return piece.leaf.block.start if isinstance(piece, LeafPiece) else None
