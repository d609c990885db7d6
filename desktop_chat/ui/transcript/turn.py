"""One turn of the conversation: which strips show a row, and how they follow its changes.

Owns the order of strips in a turn. Must not know where the turn stands in the view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import QCoreApplication

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState, Role, ToolCall
from desktop_chat.markup.blocks import CodeBlock
from desktop_chat.markup.parser import normalised
from desktop_chat.markup.plain_text import plain_pieces
from desktop_chat.ui.transcript.blocks.flow import REASONING, Gap, Indent, Leaf
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.blocks.plain import PlainPiece
from desktop_chat.ui.transcript.body import TurnBody, Workshop
from desktop_chat.ui.transcript.cards.actions import actions_of
from desktop_chat.ui.transcript.cards.carried import (
    call_state,
    citation_leaves,
    image_leaves,
    pretty_json,
)
from desktop_chat.ui.transcript.cards.notice import NoticePiece
from desktop_chat.ui.transcript.cards.strips import (
    ActionsPiece,
    Branches,
    CaretPiece,
    DayPiece,
    FoldPiece,
    FoldState,
    HeaderPiece,
)
from desktop_chat.ui.transcript.cards.user import UserPiece
from desktop_chat.ui.transcript.heights import HeightIndex
from desktop_chat.ui.transcript.row_changes import head_changed, tail_changed

translate = QCoreApplication.translate

_UNDER_HEADER = 8
_OPEN_TOOL_LINES = 6

_versions = count(1)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands before a turn.

    Attributes:
        day: The date that begins with the turn, "" where it is that of the turn above.
        above: Who wrote the turn above, None for the first one.
    """

    day: str = ""
    above: Role | None = None


class Turn:
    """One row and its strips, which are made when they are first asked for.

    Attributes:
        row: What is shown.
        height: Of the whole turn in pixels; as it was given as long as there are no strips.
        folds: Which cards are open or closed, by their names; others are as they are at first.
        version: Another number whenever there may be other strips, or strips that say more; no two
            turns share one.
    """

    is_waiting = False  # is the row still being read?
    is_behind = False  # has more of a growing text come than is shown? Another update shows more.

    def __init__(
        self,
        row: TurnRow,
        surroundings: Surroundings,
        workshop: Workshop,
        *,
        height: int = 0,
        folds: dict[str, bool] | None = None,
    ) -> None:
        """Show a row; height and folds are what a turn of its message left when it was let go."""
        self.row = row
        self.version = next(_versions)
        self.surroundings = surroundings
        self._workshop = workshop
        self._body: TurnBody | None = None
        self._reasoning: TurnBody | None = None
        self.folds = folds or {}
        self._head: list[Piece] = []
        self._tail: list[Piece] = []
        self._pieces: list[Piece] = []
        self._heights = HeightIndex()
        self._last_height = height

    @property
    def is_built(self) -> bool:
        """Whether the strips have been made."""
        return self._body is not None

    @property
    def height(self) -> int:
        """Height of the whole turn in pixels; strips are estimated where they are not measured."""
        if self._body is None:
            return self._last_height
        return self._heights.total

    @property
    def pieces(self) -> list[Piece]:
        """The strips from above."""
        if self._body is None:
            self._build()
        return self._pieces

    @property
    def caret_piece(self) -> int:
        """Number of the strip at whose end a growing answer goes on, -1 for none."""
        if self._body is not None and self._body.pieces:
            return len(self._head) + len(self._body.pieces) - 1
        carets = (n for n, piece in enumerate(self._pieces) if isinstance(piece, CaretPiece))
        return next(carets, -1)

    @property
    def text_pieces(self) -> range:
        """Numbers of the strips that show the message's text."""
        body = len(self._body.pieces) if self._body is not None else 0
        return range(len(self._head), len(self._head) + body)

    def top_of(self, number: int) -> int:
        """Return where a strip begins, its gap left out."""
        return self._heights.top_of(number) + self.pieces[number].gap

    def piece_at(self, y: int) -> int:
        """Return the number of the strip at a height; its gap belongs to it."""
        return self._heights.index_at(y) if self.pieces else 0

    def measure(self, number: int, width: int) -> int:
        """Lay a strip out, unless it is; return by how much it became higher."""
        piece = self.pieces[number]
        if piece.is_measured(width):
            return 0
        piece.measure(width)
        height = piece.height + piece.gap
        change = height - self._heights[number]
        if change:
            self._heights[number] = height
        return change

    def update(self, row: TurnRow) -> int:
        """Show a newer row of the same message; return the first strip that changed."""
        old, self.row = self.row, row
        if self._body is None:
            return 0
        first = len(self._pieces)
        if head_changed(old, row) or self._reasoning_changed(old, row):
            self._head = self._new_head()
            first = 0
        if row.text != old.text or row.state != old.state or self.is_behind:
            first = min(first, len(self._head) + self._update_body())
        if tail_changed(old, row):
            self._tail = self._new_tail()
            first = min(first, len(self._head) + len(self._body.pieces))
        self._join(first)
        return first

    def taking(self, text: str) -> Iterator[None] | None:
        """Make the strips of a text that was waited for, in steps; None for any other text."""
        for body, own in ((self._body, self.row.text), (self._reasoning, self.row.reasoning)):
            if body is not None and body.is_waiting and text == own:
                return body.taking()
        return None

    def take(self) -> int:
        """Show the strips that were made in steps; return the first that changed, -1 for none."""
        first = self._body.take() if self._body is not None else -1
        first += len(self._head) if first >= 0 else 0
        if self._reasoning is not None and self._reasoning.take() >= 0:
            self._head, first = self._new_head(), 0
        if first >= 0:
            self._join(first)
        return first

    def render_anyway(self, number: int) -> None:
        """Lay out what a strip shows as it was written, or stop where that is under way."""
        piece = self.pieces[number]
        body = self._body if number in self.text_pieces else self._reasoning
        if body is not None and isinstance(piece, PlainPiece):
            if piece.is_waiting:
                body.stop_rendering(piece.start)
            else:
                body.render_anyway(piece.start)

    def fold_key(self, number: int) -> str:
        """Return which card a strip is the line of, "" for a strip that is no such line."""
        return self._fold_keys.get(id(self.pieces[number]), "")

    def toggle_fold(self, number: int) -> None:
        """Open or close the card whose line is this strip."""
        key = self.fold_key(number)
        if not key:
            return
        self.folds[key] = not self._is_open(key)
        self._head = self._new_head()
        self._join(0)

    def invalidate(self, workshop: Workshop | None = None) -> None:
        """Forget all strips, for a new look where one is given; the height stays as an estimate."""
        self._last_height = self.height
        if workshop is not None:
            self._workshop = workshop
        self._body = self._reasoning = None
        self._pieces = []
        self.version = next(_versions)

    def _join(self, first: int) -> None:
        body = self._body.pieces if self._body else []
        self._pieces = [*self._head, *body, *self._tail]
        self.version = next(_versions)
        changed = self._pieces[first:]
        self._heights.replace_from(first, (piece.height + piece.gap for piece in changed))

    def _build(self) -> None:
        self._body = TurnBody(self._workshop)
        self._head = self._new_head()
        self._update_body()
        self._tail = self._new_tail()
        self._heights = HeightIndex()
        self._join(0)

    def _update_body(self) -> int:
        body = self._body
        if body is None or self.row.role in (Role.USER, Role.TOOL):
            return 0
        is_growing = self.row.state is MessageState.STREAMING
        changed = body.follow(self.row.text) if is_growing else body.show(self.row.text)
        self.is_behind = body.is_behind
        return changed

    def _new_head(self) -> list[Piece]:
        look, row = self._workshop.look, self.row
        self._fold_keys: dict[int, str] = {}
        head: list[Piece] = []
        if self.surroundings.day:
            head.append(DayPiece(look, self.surroundings.day))
        if row.role is Role.USER:
            return self._with_gap([*head, *self._user_pieces()])
        branches = Branches(row.branch_index, row.branch_count)
        head.append(HeaderPiece(look, row.author, row.via, row.caption, branches))
        first_text = len(head)
        if row.reasoning:
            head += self._reasoning_pieces()
        for number, call in enumerate(row.tool_calls):
            head += self._tool_pieces(number, call)
        if row.role is Role.TOOL:
            head += self._tool_result()
        head += [self._workshop.piece(leaf) for leaf in image_leaves(row.images)]
        if len(head) > first_text:
            head[first_text].gap = look.px(_UNDER_HEADER)
        return self._with_gap(head)

    def _with_gap(self, head: list[Piece]) -> list[Piece]:
        if head:
            head[0].gap = self._workshop.look.px(_gap_below(self.surroundings.above))
        return head

    def _user_pieces(self) -> list[Piece]:
        blocks = plain_pieces(normalised(self.row.text).strip("\n"), 0)
        last = len(blocks) - 1
        pieces: list[Piece] = [
            UserPiece(
                self._workshop.look,
                block.text.removesuffix("\n"),
                self._workshop.images,
                is_first=number == 0,
                is_last=number == last,
            )
            for number, block in enumerate(blocks)
        ]
        return pieces + [self._workshop.piece(leaf) for leaf in image_leaves(self.row.images)]

    def _reasoning_pieces(self) -> list[Piece]:
        row = self.row
        title = translate("Transcript", "Thought")
        if row.reasoning_s is not None:
            seconds = f"{row.reasoning_s:.0f}"
            title = translate("Transcript", "Thought for {0} s").format(seconds)
        elif row.state is MessageState.STREAMING and not row.text:
            title = translate("Transcript", "Thinking…")
        pieces: list[Piece] = [self._fold(REASONING, title, "", "brain", "reasoning")]
        if not self._is_open(REASONING):
            self._reasoning = None
            return pieces
        if self._reasoning is None:
            level = Indent(REASONING, is_first=True)
            self._reasoning = TurnBody(self._workshop, (level,))
        if row.state is MessageState.STREAMING:
            self._reasoning.follow(row.reasoning)
        else:
            self._reasoning.show(row.reasoning)
        return pieces + list(self._reasoning.pieces)

    def _tool_pieces(self, number: int, call: ToolCall) -> list[Piece]:
        arguments = pretty_json(call.arguments)
        key = f"tool{number}"
        self.folds.setdefault(key, arguments.count("\n") < _OPEN_TOOL_LINES)
        note = "" if self._is_open(key) else " ".join(arguments.split())
        state = call_state(self.row.state)
        pieces: list[Piece] = [self._fold(key, call.name, note, "wrench", "text_3", state)]
        if self._is_open(key):
            block = CodeBlock(0, 0, "json", arguments + "\n", is_closed=True)
            pieces.append(self._workshop.piece(Leaf(block, gap=Gap.ITEM)))
        return pieces

    def _tool_result(self) -> list[Piece]:
        note = self.row.text[:200]
        title = translate("Transcript", "Result")
        pieces: list[Piece] = [self._fold("result", title, note, "wrench", "text_3")]
        if self._is_open("result"):
            block = CodeBlock(0, 0, "", self.row.text + "\n", is_closed=True)
            pieces.append(self._workshop.piece(Leaf(block, gap=Gap.ITEM)))
        return pieces

    def _fold(
        self,
        key: str,
        title: str,
        note: str,
        icon: str,
        token: str,
        state: FoldState | None = None,
    ) -> FoldPiece:
        look, is_open = self._workshop.look, self._is_open(key)
        piece = FoldPiece(look, title, note, icon, token, is_open=is_open, state=state)
        self._fold_keys[id(piece)] = key
        return piece

    def _is_open(self, key: str) -> bool:
        return self._workshop.look.is_paper or self.folds.get(key, False)

    def _reasoning_changed(self, old: TurnRow, row: TurnRow) -> bool:
        if old.reasoning_s != row.reasoning_s or bool(old.text) != bool(row.text):
            return bool(row.reasoning)
        is_shown = self._is_open(REASONING) or not old.reasoning
        return old.reasoning != row.reasoning and is_shown

    def _new_tail(self) -> list[Piece]:
        look, row = self._workshop.look, self.row
        tail: list[Piece] = []
        if row.citations:
            tail += [self._workshop.piece(leaf) for leaf in citation_leaves(row)]
        if row.notice is not None:
            tail.append(NoticePiece(look, row.notice, self._workshop.images))
        is_waiting = row.state is MessageState.STREAMING and not row.text and row.notice is None
        if is_waiting and row.role is Role.ASSISTANT:
            caret = CaretPiece(look)
            caret.gap = look.px(_UNDER_HEADER)
            tail.append(caret)
        branches = Branches(row.branch_index, row.branch_count)
        is_user = row.role is Role.USER
        tail.append(ActionsPiece(look, actions_of(row), branches, is_at_end=is_user))
        return tail


def _gap_below(above: Role | None) -> int:
    """Return the distance to a turn above, whose row of actions looks like distance too."""
    if above is None:
        return 0
    return 0 if above is Role.USER else 12
