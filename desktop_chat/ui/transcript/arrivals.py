"""The view and where its rows come from: rows that change, that arrive, and that will be needed.

Owns what of the screen stays where it is meanwhile. Must not know how turns look.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_chat.app.row_source import RowSource
from desktop_chat.ui.transcript.layout import WHOLE, Anchor, Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_LEAST_AHEAD = 12
_MOST_AHEAD = 64
_MOST_ROUNDS = 4


class Arrivals:
    """Keeps one view in step with its source.

    A place that was jumped to before its rows were there is held: it stands where it was put, until
    the rows have come or the reader scrolls.
    """

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._disconnects: list[Callable[[], None]] = []
        self._held: tuple[Anchor, int] | None = None
        self._wanted = (0, 0)
        self._last_top = 0
        view.destroyed.connect(self.leave)

    def listen(self, source: RowSource) -> None:
        """Follow a source, and no other."""
        self.leave()
        self._disconnects = [
            source.changed.connect(self._change),
            source.grown.connect(self._grow),
            source.loaded.connect(self._arrive),
        ]

    def leave(self) -> None:
        """Follow nothing."""
        for disconnect in self._disconnects:
            disconnect()
        self._disconnects = []
        self._held = None
        self._wanted = (0, 0)

    def hold(self, anchor: Anchor) -> None:
        """Have a place stay where it stands, if its rows are still to come."""
        number = self._view.layout_.number_of(anchor.message_id)
        top = self._view.layout_.top_at(anchor)
        if top is not None and self._view.layout_.turns[number].is_waiting:
            self._held = anchor, top - self._view.top

    def bring(self, number: int) -> None:
        """Bring a turn that is out of sight to the upper edge, where nothing above can move it."""
        first, last = self._view.turns_in_sight()
        if not first <= number <= last:
            self._view.scroll_to(self._view.layout_.top_of_turn(number))

    def hold_turn(self, message_id: str) -> None:
        """Have the beginning of a turn stay where it stands, if rows are still to come."""
        top = self._view.layout_.top_at(Anchor(message_id, WHOLE, 0.0))
        if top is not None and self._is_waiting():
            self._held = Anchor(message_id, WHOLE, 0.0), top - self._view.top

    def let_go(self) -> None:
        """Hold nothing: the reader scrolls."""
        self._held = None

    def want(self) -> None:
        """Ask for the rows in sight and near it, further in the direction of travel."""
        view = self._view
        first, last = view.turns_in_sight()
        count = last - first + 1
        ahead = min(max(2 * count, _LEAST_AHEAD), _MOST_AHEAD)
        is_upwards = view.top < self._last_top
        self._last_top = view.top
        wanted = (first - ahead, last + count) if is_upwards else (first - count, last + ahead)
        if wanted != self._wanted:
            self._wanted = wanted
            # The row above the first tells whether a day begins with that one.
            view.source.want(max(0, wanted[0] - 1), min(len(view.source), wanted[1] + 1))

    # What the source tells ---------------------------------------------------------------------

    def _change(self, first: int) -> None:
        view = self._view
        anchor = view.scroll_anchor()
        view.frames.clear()
        view.layout_.renumber(first)
        self._wanted = (0, 0)
        view.rows_renumbered()
        if anchor is None or view.layout_.number_of(anchor.message_id) >= 0:
            view.restore_anchor(anchor)
        else:
            # What stood at the edge is gone; what stands before it has not moved.
            view.scroll_to(view.top)

    def _grow(self, above: int) -> None:
        view = self._view
        view.layout_.grow_above(above)
        view.pointer.forget()
        self._wanted = (0, 0)
        view.rows_renumbered()
        view.scroll_by(view.layout_.top_of_turn(above) - view.layout_.top_of_turn(0))

    def _arrive(self, numbers: range) -> None:
        """Put rows in the place of those that waited for them, without moving what is in sight."""
        view = self._view
        first, last = view.turns_in_sight()
        standing, held = self.standing(), self._held
        # A turn waits for the row above it too.
        if not view.layout_.renew(range(numbers.start, numbers.stop + 1)):
            return
        view.access.turns_came()
        if last < numbers.start or first > numbers.stop:
            return
        if view.scroll_anchor() is None:
            view.settle()
        elif held is not None:
            # It is what the reader asked for, whatever else was in sight already.
            view.settle(is_jump=True)
            self._keep(*held)
        elif standing is not None:
            self.let_stand(*standing)
        else:
            view.settle(is_jump=True)
        if not self._is_waiting():
            self._held = None
        view.viewport().update()

    def standing(self) -> tuple[Place, int] | None:
        """Return the first strip in sight that does not wait, and where it is in the viewport."""
        view, layout = self._view, self._view.layout_
        for place, y in layout.places_between(view.top, view.top + view.viewport().height()):
            if not layout.turns[place.turn].is_waiting:
                return place, y - view.top
        return None

    def let_stand(self, place: Place, offset: int) -> None:
        """Measure what came, and bring a strip back to where it was."""
        view = self._view
        view.settle(is_jump=True)
        for _ in range(_MOST_ROUNDS):
            top = view.layout_.top_of(place) - offset
            if top == view.top:
                return
            view.move_to(top)

    def _keep(self, anchor: Anchor, offset: int) -> None:
        top = self._view.layout_.top_at(anchor)
        if top is not None:
            self._view.move_to(top - offset)
            self._held = anchor, offset

    def _is_waiting(self) -> bool:
        first, last = self._view.turns_in_sight()
        turns = self._view.layout_.turns
        return any(turns[number].is_waiting for number in range(first, min(last + 1, len(turns))))
