"""Where everything in the conversation stands: turns under one another, strips in them.

Only what comes into sight is measured; heights of the rest are estimates. Owns the arithmetic
between the two. Must not know the widget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.heights import HeightIndex
from desktop_chat.ui.transcript.turn import Turn

_KEPT_BUILT = 80


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A strip: the number of its turn, and its number in the turn."""

    turn: int
    piece: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """What stands at the upper edge: a message's strip, and which share of it is above the edge."""

    message_id: str
    piece: int
    share: float


class TranscriptLayout:
    """The turns of a conversation in a column.

    Attributes:
        turns: From above.
        width: Of the column in pixels.
        margin: Space above the first and below the last turn.
    """

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.width = 600
        self.margin = 0
        self._index = HeightIndex()
        self._numbers: dict[str, int] = {}
        self._built: dict[str, Turn] = {}

    def set_turns(self, turns: Sequence[Turn]) -> None:
        """Show these turns."""
        self.turns = list(turns)
        self._numbers = {turn.row.message_id: n for n, turn in enumerate(turns)}
        self._index = HeightIndex(turn.height for turn in turns)

    def clear(self) -> None:
        """Let go of all turns, and with them of their documents, at once and on this thread.

        Documents left in a cycle might be collected, and so deleted, on another thread.
        """
        self._built.clear()
        self.set_turns(())

    @property
    def total(self) -> int:
        """Height of everything."""
        return self._index.total + 2 * self.margin

    def number_of(self, message_id: str) -> int:
        """Return the number of a message's turn, -1 where it is not shown."""
        return self._numbers.get(message_id, -1)

    def refresh(self, number: int) -> None:
        """Take over the height of a turn that changed."""
        if self._index[number] != self.turns[number].height:
            self._index[number] = self.turns[number].height

    def top_of_turn(self, number: int) -> int:
        """Return where a turn begins; for their number, where the last one ends."""
        return self._index.top_of(number) + self.margin

    def top_of(self, place: Place) -> int:
        """Return where a strip begins."""
        return self.top_of_turn(place.turn) + self.turns[place.turn].top_of(place.piece)

    def piece(self, place: Place) -> Piece:
        """Return the strip at a place."""
        return self.turns[place.turn].pieces[place.piece]

    def place_at(self, y: int) -> Place | None:
        """Return the strip at a height, or the nearest one; None for an empty conversation."""
        if not self.turns:
            return None
        number = self._index.index_at(y - self.margin)
        return Place(number, self.turns[number].piece_at(y - self.top_of_turn(number)))

    def places_between(self, top: int, bottom: int) -> Iterator[tuple[Place, int]]:
        """Return the strips that touch a band, from above, each with where it begins."""
        place = self.place_at(top)
        if place is None:
            return
        y = self.top_of(place)
        while True:
            piece = self.piece(place)
            if y - piece.gap >= bottom:
                return
            yield place, y
            y += piece.height
            following = self.after(place)
            if following is None:
                return
            place = following
            y += self.piece(place).gap

    def after(self, place: Place) -> Place | None:
        """Return the next strip."""
        if place.piece + 1 < len(self.turns[place.turn].pieces):
            return Place(place.turn, place.piece + 1)
        if place.turn + 1 < len(self.turns):
            return Place(place.turn + 1, 0)
        return None

    def before(self, place: Place) -> Place | None:
        """Return the strip above."""
        if place.piece > 0:
            return Place(place.turn, place.piece - 1)
        if place.turn > 0:
            return Place(place.turn - 1, len(self.turns[place.turn - 1].pieces) - 1)
        return None

    def measure(self, top: int, bottom: int) -> tuple[int, bool]:
        """Measure the strips that touch a band.

        Returns:
            By how much what was measured before has moved down, and whether anything changed.
        """
        shift, changed, has_anchor = 0, False, False
        number = self._index.index_at(top - self.margin) if self.turns else 0
        y = self.top_of_turn(number) if self.turns else 0
        while number < len(self.turns) and y < bottom:
            grown, met = self._measure_turn(number, top - y, bottom - y)
            changed = changed or grown[0] != 0 or grown[1] != 0
            if not has_anchor:
                shift += grown[0]
            has_anchor = has_anchor or met
            y += self._index[number]
            number += 1
        return shift, changed

    def _measure_turn(self, number: int, top: int, bottom: int) -> tuple[tuple[int, int], bool]:
        """Measure the strips of a turn in a band.

        Returns:
            The growth above the first strip that was measured before, the growth below it, and
            whether there is one.
        """
        turn = self.turns[number]
        above = below = 0
        # Strips may also have been built for a screen reader; the index knows only the estimate.
        if turn.pieces and turn.height != self._index[number]:
            above += turn.height - self._index[number]
            top += above if top > 0 else 0
        self._remember(turn)
        has_anchor = False
        first = turn.piece_at(top) if top > 0 else 0
        y = turn.top_of(first) - turn.pieces[first].gap if turn.pieces else 0
        for index, piece in enumerate(turn.pieces[first:], first):
            y += piece.gap
            if y >= bottom:
                break
            change = 0
            if piece.is_measured(self.width):
                has_anchor = True
            else:
                change = turn.measure(index, self.width)
            if has_anchor:
                below += change
            else:
                above += change
            y += piece.height
        self.refresh(number)
        return (above, below), has_anchor

    def _remember(self, turn: Turn) -> None:
        """Keep the strips of the turns seen last; of others, only the height."""
        key = turn.row.message_id
        self._built.pop(key, None)
        self._built[key] = turn
        if len(self._built) > _KEPT_BUILT:
            oldest = next(iter(self._built))
            self._built.pop(oldest).invalidate()

    def is_kept(self, message_id: str) -> bool:
        """Tell whether a turn is among those whose strips are kept."""
        return message_id in self._built

    def anchor_at(self, top: int) -> Anchor | None:
        """Return what stands at a height."""
        place = self.place_at(top)
        if place is None:
            return None
        piece = self.piece(place)
        share = (top - self.top_of(place)) / max(1, piece.height)
        return Anchor(self.turns[place.turn].row.message_id, place.piece, share)

    def top_at(self, anchor: Anchor) -> int | None:
        """Return the height at which an anchor stands now, None where its message is gone."""
        number = self.number_of(anchor.message_id)
        if number < 0:
            return None
        piece = min(anchor.piece, len(self.turns[number].pieces) - 1)
        self.turns[number].measure(piece, self.width)
        self.refresh(number)
        place = Place(number, piece)
        return round(self.top_of(place) + anchor.share * self.piece(place).height)
