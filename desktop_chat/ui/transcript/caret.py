"""Where a selection's end goes when a key moves it: by letters, words, lines, pages.

Owns the way from one position to another, through strips and turns. Must not know keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QTextBoundaryFinder

from desktop_chat.ui.transcript.access.places import lay_out
from desktop_chat.ui.transcript.blocks.code import CodePiece
from desktop_chat.ui.transcript.blocks.flow import text_direction
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.selection import Position

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_LINE_ENDS = re.compile("[\n\t\u2028\u2029]")


class Move(Enum):
    """How far, and where to."""

    LEFT = auto()
    RIGHT = auto()
    WORD_LEFT = auto()
    WORD_RIGHT = auto()
    UP = auto()
    DOWN = auto()
    BLOCK_UP = auto()
    BLOCK_DOWN = auto()
    LINE_START = auto()
    LINE_END = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    START = auto()
    END = auto()


class Caret:
    """Moves positions in one view; keeps to a column while it goes up and down."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._column: float | None = None
        self._moves: dict[Move, Callable[[Position], Position]] = {
            Move.LEFT: lambda at: self._sideways(at, -1),
            Move.RIGHT: lambda at: self._sideways(at, 1),
            Move.WORD_LEFT: lambda at: self._sideways(at, -1, by_words=True),
            Move.WORD_RIGHT: lambda at: self._sideways(at, 1, by_words=True),
            Move.UP: lambda at: self._by_lines(at, -1),
            Move.DOWN: lambda at: self._by_lines(at, 1),
            Move.BLOCK_UP: self._block_up,
            Move.BLOCK_DOWN: self._block_down,
            Move.LINE_START: lambda at: self._in_line(at, to_end=False),
            Move.LINE_END: lambda at: self._in_line(at, to_end=True),
            Move.PAGE_UP: lambda at: self._by_page(at, -1),
            Move.PAGE_DOWN: lambda at: self._by_page(at, 1),
            Move.START: lambda _: self._first(),
            Move.END: lambda _: self._last(),
        }

    def moved(self, at: Position, move: Move) -> Position:
        """Return where a move leads from a position; at either end it stays."""
        if move not in (Move.UP, Move.DOWN, Move.PAGE_UP, Move.PAGE_DOWN):
            self._column = None
        self._piece(at.place)
        return self._moves[move](at)

    def start_of_turn(self, number: int) -> Position:
        """Return where a turn's text begins."""
        turn = self._view.layout_.turns[number]
        texts = [n for n, piece in enumerate(turn.pieces) if piece.is_text]
        own = [n for n in texts if n in turn.text_pieces]
        return Position(Place(number, next(iter(own or texts), 0)), 0)

    def show(self, at: Position) -> None:
        """Bring a position into sight."""
        piece = self._piece(at.place)
        piece.reveal(at.offset)
        rect = piece.position_rect(at.offset)
        top = self._view.layout_.top_of(at.place) + round(rect.top())
        margin = self._view.look.line_px // 2
        above = max(margin, piece.sticky_px)
        self._view.show_band(top - above, top + round(rect.height()) + margin)

    def _piece(self, place: Place) -> Piece:
        """Return a strip, laid out."""
        lay_out(self._view, place)
        return self._view.layout_.piece(place)

    def _texts_from(self, place: Place, step: int) -> Iterator[Place]:
        """Give the strips with text beyond a place."""
        layout = self._view.layout_
        following = layout.after if step > 0 else layout.before
        found = following(place)
        while found is not None:
            piece = layout.piece(found)
            if piece.is_text and self._piece(found).length:
                yield found
            found = following(found)

    def _sideways(self, at: Position, side: int, *, by_words: bool = False) -> Position:
        piece = self._piece(at.place)
        text = piece.shown_text
        step = -side if _runs_left(piece, text, at.offset) else side
        offset = _beside(text, at.offset, step, by_words=by_words)
        if offset is not None:
            return Position(at.place, offset)
        place = next(self._texts_from(at.place, step), None)
        if place is None:
            return at
        return Position(place, 0 if step > 0 else self._piece(place).length)

    def _by_lines(self, at: Position, step: int) -> Position:
        piece = self._piece(at.place)
        rect = piece.position_rect(at.offset)
        column = rect.x() if self._column is None else self._column
        self._column = column
        y = rect.center().y() + step * max(rect.height(), self._view.look.line_px)
        if 0 <= y <= piece.height:
            offset = piece.position_at(QPointF(column, y))
            other = piece.position_rect(offset).center().y()
            if (other - rect.center().y()) * step > 1:
                return Position(at.place, offset)
        place = next(self._texts_from(at.place, step), None)
        if place is None:
            return self._last() if step > 0 else self._first()
        piece = self._piece(place)
        edge = piece.position_rect(0 if step > 0 else piece.length).center().y()
        return Position(place, piece.position_at(QPointF(column, edge)))

    def _block_up(self, at: Position) -> Position:
        if at.offset > 0:
            return Position(at.place, 0)
        place = next(self._texts_from(at.place, -1), None)
        return Position(place, 0) if place is not None else at

    def _block_down(self, at: Position) -> Position:
        length = self._piece(at.place).length
        if at.offset < length:
            return Position(at.place, length)
        place = next(self._texts_from(at.place, 1), None)
        return Position(place, self._piece(place).length) if place is not None else at

    def _in_line(self, at: Position, *, to_end: bool) -> Position:
        piece = self._piece(at.place)
        y = piece.position_rect(at.offset).center().y()
        to_right = to_end != _runs_left(piece, piece.shown_text, at.offset)
        return Position(at.place, piece.position_at(QPointF(1e6 if to_right else -1e6, y)))

    def _by_page(self, at: Position, step: int) -> Position:
        layout, view = self._view.layout_, self._view
        rect = self._piece(at.place).position_rect(at.offset)
        if self._column is None:
            self._column = rect.x()
        page = view.viewport().height() - 2 * view.look.line_px
        y = layout.top_of(at.place) + round(rect.center().y()) + step * page
        place = layout.place_at(y)
        if place is None or not 0 < y < layout.total:
            return self._last() if step > 0 else self._first()
        if not layout.piece(place).is_text:
            place = next(self._texts_from(place, step), at.place)
        piece = self._piece(place)
        inside = min(max(1, y - layout.top_of(place)), piece.height - 1)
        return Position(place, piece.position_at(QPointF(self._column, inside)))

    def _first(self) -> Position:
        return Position(Place(0, 0), 0)

    def _last(self) -> Position:
        layout = self._view.layout_
        number = len(layout.turns) - 1
        last = Place(number, len(layout.turns[number].pieces) - 1)
        place = next(self._texts_from(last, -1), last)
        return Position(place, self._piece(place).length)


def line_around(piece: Piece, offset: int) -> tuple[int, int]:
    """Return where the line, cell or paragraph of the source that holds a position is."""
    units = piece.shown_text.encode("utf-16-le", "surrogatepass")
    before = units[: 2 * offset].decode("utf-16-le", "surrogatepass")
    after = units[2 * offset :].decode("utf-16-le", "surrogatepass")
    start = max((match.end() for match in _LINE_ENDS.finditer(before)), default=0)
    end = _LINE_ENDS.search(after)
    length = len(after[: end.start() if end else None].encode("utf-16-le", "surrogatepass")) // 2
    return len(before[:start].encode("utf-16-le", "surrogatepass")) // 2, offset + length


def _runs_left(piece: Piece, text: str, offset: int) -> bool:
    """Tell whether the line at a position runs from right to left."""
    if isinstance(piece, CodePiece):
        return False
    start, end = line_around(piece, offset)
    line = text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end]
    direction = text_direction(line.decode("utf-16-le", "replace"))
    return piece.is_rtl if direction is None else direction


def _beside(text: str, offset: int, step: int, *, by_words: bool) -> int | None:
    """Return the next place for a caret, None beyond the text."""
    kind = QTextBoundaryFinder.BoundaryType
    finder = QTextBoundaryFinder(kind.Word if by_words else kind.Grapheme, text)
    finder.setPosition(offset)
    while True:
        found = finder.toNextBoundary() if step > 0 else finder.toPreviousBoundary()
        if found < 0:
            length = len(text.encode("utf-16-le", "surrogatepass")) // 2
            edge = length if step > 0 else 0
            return edge if offset != edge else None
        wanted = (
            QTextBoundaryFinder.BoundaryReason.EndOfItem
            if step > 0
            else QTextBoundaryFinder.BoundaryReason.StartOfItem
        )
        if not by_words or finder.boundaryReasons() & wanted:
            return found
