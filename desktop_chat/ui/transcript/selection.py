"""The selected part of the conversation: from where to where, held by messages, not by numbers.

Owns positions. Must not know pointers, keys or the clipboard.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.layout import Place, TranscriptLayout
from desktop_chat.ui.transcript.turn import Turn


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters: which strip, and how many UTF-16 units into its text."""

    place: Place
    offset: int


@dataclass(frozen=True, slots=True)
class _End:
    """One end, in terms that hold while rows come and answers grow.

    Attributes:
        strip: Number of the strip, counted from the first one of the message's text.
    """

    message_id: str
    strip: int
    offset: int


class Selection:
    """What is selected: from `anchor` to `head`, in either order.

    It holds while answers grow, because text only grows at its end, and while rows come and go, as
    long as the messages at its ends stay.
    """

    def __init__(self, layout: TranscriptLayout) -> None:
        self._layout = layout
        self._anchor: _End | None = None
        self._head: _End | None = None

    @property
    def anchor(self) -> Position | None:
        """Where it began, None where nothing is selected."""
        return self._position(self._anchor)

    @property
    def head(self) -> Position | None:
        """Where it was last drawn to; a place to go on from, even where nothing is selected."""
        return self._position(self._head)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self.bounds() is None

    def begin(self, position: Position) -> None:
        """Start a selection."""
        self._anchor = self._head = self._end(position)

    def extend(self, position: Position) -> None:
        """Move the selection's head."""
        self._head = self._end(position)
        if self.anchor is None:
            self._anchor = self._head

    def select(self, start: Position, end: Position) -> None:
        """Select from one position to another."""
        self._anchor, self._head = self._end(start), self._end(end)

    def select_all(self) -> None:
        """Select the whole conversation."""
        turns = self._layout.turns
        if turns:
            last = Place(len(turns) - 1, len(turns[-1].pieces) - 1)
            end = Position(last, self._layout.piece(last).length)
            self.select(Position(Place(0, 0), 0), end)

    def clear(self) -> None:
        """Select nothing."""
        self._anchor = self._head = None

    def forget_turn(self, number: int) -> None:
        """Select nothing if an end is above the text of a turn, where its strips have changed."""
        message_id = self._layout.turns[number].row.message_id
        ends = (self._anchor, self._head)
        if any(end is not None and end.message_id == message_id and end.strip < 0 for end in ends):
            self.clear()

    def forget_lost(self) -> None:
        """Select nothing if a message at an end is gone."""
        if self.anchor is None or self.head is None:
            self.clear()

    def bounds(self) -> tuple[Position, Position] | None:
        """Return the earlier and the later end, None where nothing is selected."""
        if self._anchor is None or self._head is None or self._anchor == self._head:
            return None
        anchor, head = self.anchor, self.head
        if anchor is None or head is None or anchor == head:
            return None
        return min(anchor, head), max(anchor, head)

    def range_in(self, place: Place, piece: Piece) -> tuple[int, int] | None:
        """Return which part of a strip's text is selected."""
        bounds = self.bounds()
        if bounds is None or not piece.is_text:
            return None
        start, end = bounds
        if not start.place <= place <= end.place:
            return None
        first = start.offset if place == start.place else 0
        last = end.offset if place == end.place else piece.length
        return (first, last) if last > first else None

    def text(self) -> str:
        """Return what is selected as it is seen, "" where nothing is or it spans strips."""
        bounds = self.bounds()
        if bounds is None or bounds[0].place != bounds[1].place:
            return ""
        piece = self._layout.piece(bounds[0].place)
        return piece.text_between(bounds[0].offset, bounds[1].offset)

    def _end(self, position: Position) -> _End:
        turn = self._layout.turns[position.place.turn]
        strip = position.place.piece - _text_start(turn)
        return _End(turn.row.message_id, strip, position.offset)

    def _position(self, end: _End | None) -> Position | None:
        number = self._layout.number_of(end.message_id) if end is not None else -1
        if end is None or number < 0:
            return None
        turn = self._layout.turns[number]
        piece = min(max(0, end.strip + _text_start(turn)), len(turn.pieces) - 1)
        return Position(Place(number, piece), end.offset)


def _text_start(turn: Turn) -> int:
    """Return the number of the first strip of a turn's text, once its strips are made."""
    return turn.text_pieces.start if turn.pieces else 0
