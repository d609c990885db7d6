"""Where everything in the conversation stands: turns under one another, strips in them.

Only what comes into sight is measured; heights of the rest are estimates. Owns the arithmetic
between the two. Must not know the widget.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_chat.app.row_source import RowSource
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.body import Workshop
from desktop_chat.ui.transcript.heights import TurnHeights
from desktop_chat.ui.transcript.look import Look
from desktop_chat.ui.transcript.sequence import Turns
from desktop_chat.ui.transcript.turn import Turn

_KEPT_BUILT = 80
# Heights of what surrounds the text, of the user's turns and of others.
_ASKED = 76
_ANSWERED = 96


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


WHOLE = -1
"""The piece of an anchor that is a share of a whole turn."""


class TranscriptLayout:
    """The turns of a conversation in a column.

    Attributes:
        turns: From above.
        width: Of the column in pixels.
        margin: Space above the first and below the last turn.
    """

    def __init__(self) -> None:
        self.turns = Turns(self._height_of)
        self.width = 600
        self.margin = 0
        self._index = TurnHeights(0, self._estimate)
        self._look: Look | None = None
        self._built: dict[str, Turn] = {}

    # What is shown -----------------------------------------------------------------------------

    def show(self, source: RowSource, workshop: Workshop) -> None:
        """Show the rows of a source; turns and heights that it shares with the one before stay."""
        before = self.turns.source
        same, most = 0, min(len(before), len(source))
        while same < most and before.stub(same).message_id == source.stub(same).message_id:
            same += 1
        self._look = workshop.look
        self.turns.show(source, workshop)
        self._index.replace_from(same, len(source))
        self._forget_lost()

    def set_workshop(self, workshop: Workshop) -> None:
        """Make all strips anew with another look; heights become estimates."""
        self._look = workshop.look
        self.turns.set_workshop(workshop)
        self._index.replace_from(0, len(self.turns))

    def renumber(self, first: int) -> None:
        """Take over that the rows from a number on are others, and that any may have changed."""
        self.turns.renumber(first)
        self._index.replace_from(first, len(self.turns))
        self.renew()
        self._forget_lost()

    def grow_above(self, above: int) -> None:
        """Take over that so many rows came in above the first."""
        self.turns.shift(above)
        self._index.grow_above(above)
        self.renew()

    def renew(self, numbers: range | None = None) -> bool:
        """Take over newer states of rows, of all or of some; tell whether a turn changed."""
        changed = self.turns.renew(numbers)
        for number in changed:
            self.refresh(number)
        return bool(changed)

    def clear(self) -> None:
        """Let go of all turns, and with them of their documents, at once and on this thread.

        Documents left in a cycle might be collected, and so deleted, on another thread.
        """
        self._built.clear()
        self.turns.clear()
        self._index = TurnHeights(0, self._estimate)

    def _forget_lost(self) -> None:
        lost = [message_id for message_id in self._built if self.number_of(message_id) < 0]
        for message_id in lost:
            del self._built[message_id]

    def _height_of(self, number: int) -> int:
        return self._index[number]

    def _estimate(self, first: int, last: int) -> int:
        """Return a height of some turns that is roughly right without looking at their texts."""
        look = self._look
        if look is None:
            return 0
        weight = self.turns.source.weight(first, last)
        frames = weight.asked * look.px(_ASKED) + (last - first - weight.asked) * look.px(_ANSWERED)
        return frames + look.line_px * weight.lines

    # Where things are --------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """Height of everything."""
        return self._index.total + 2 * self.margin

    def number_of(self, message_id: str) -> int:
        """Return the number of a message's turn, -1 where it is not shown."""
        return self.turns.source.index_of(message_id)

    def refresh(self, number: int) -> None:
        """Take over the height of a turn that changed."""
        height = self.turns[number].height
        if self._index[number] != height:
            self._index[number] = height

    def top_of_turn(self, number: int) -> int:
        """Return where a turn begins; for their number, where the last one ends."""
        return self._index.top_of(number) + self.margin

    def turns_between(self, top: int, bottom: int) -> tuple[int, int]:
        """Return the numbers of the first and the last turn that touch a band."""
        return self._index.index_at(top - self.margin), self._index.index_at(bottom - self.margin)

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
            # A strip whose gap alone is in the band is painted too.
            if y >= bottom:
                break
            y += piece.gap
            change = 0
            if piece.is_measured(self.width):
                has_anchor = has_anchor or not turn.is_waiting
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
        turn = self.turns[place.turn]
        if turn.is_waiting:
            share = (top - self.top_of_turn(place.turn)) / max(1, turn.height)
            return Anchor(turn.row.message_id, WHOLE, share)
        piece = self.piece(place)
        share = (top - self.top_of(place)) / max(1, piece.height)
        return Anchor(turn.row.message_id, place.piece, share)

    def top_at(self, anchor: Anchor) -> int | None:
        """Return the height at which an anchor stands now, None where its message is gone."""
        number = self.number_of(anchor.message_id)
        if number < 0:
            return None
        if anchor.piece == WHOLE:
            return round(self.top_of_turn(number) + anchor.share * self._index[number])
        piece = min(anchor.piece, len(self.turns[number].pieces) - 1)
        self.turns[number].measure(piece, self.width)
        self.refresh(number)
        place = Place(number, piece)
        return round(self.top_of(place) + anchor.share * self.piece(place).height)
