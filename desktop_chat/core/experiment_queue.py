"""Which cell of an experiment begins next: fair between those who answer, patient with each.

Owns who runs and who waits. Knows neither a clock nor a task: times are seconds of any clock.

Cells with the same lane ask the same model of the same endpoint. A lane that is told to wait holds
its cells back and nobody else's, and has half as many at once afterwards; with every answer that
ends well it may have one more, up to the whole concurrency.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Lane:
    limit: int
    queued: deque[int] = field(default_factory=deque[int])
    returning: deque[int] = field(default_factory=deque[int])
    running: set[int] = field(default_factory=set[int])
    held_until_s: float = 0.0

    def is_ready(self, now_s: float) -> bool:
        """Return whether one of its cells may begin now."""
        has_some = bool(self.returning or self.queued)
        return has_some and len(self.running) < self.limit and self.held_until_s <= now_s


class CellQueue:
    """The cells of one run.

    Args:
        concurrency: How many cells may run at once, 1 or more.
    """

    def __init__(self, concurrency: int) -> None:
        self._concurrency = concurrency
        self._lanes: dict[Hashable, _Lane] = {}
        self._turns: deque[Hashable] = deque()
        self._lane_of: dict[int, Hashable] = {}

    def __len__(self) -> int:
        """Return how many cells have not begun, those told to wait not counted."""
        return sum(len(lane.queued) for lane in self._lanes.values())

    @property
    def running(self) -> tuple[int, ...]:
        """The cells that run now, those told to wait not counted."""
        return tuple(index for lane in self._lanes.values() for index in lane.running)

    @property
    def waiting(self) -> tuple[int, ...]:
        """The cells that have begun and were told to wait."""
        return tuple(index for lane in self._lanes.values() for index in lane.returning)

    def add(self, index: int, lane: Hashable) -> None:
        """Put a cell at the end of its lane."""
        if lane not in self._lanes:
            self._lanes[lane] = _Lane(self._concurrency)
            self._turns.append(lane)
        self._lane_of[index] = lane
        self._lanes[lane].queued.append(index)

    def next(self, now_s: float, *, only_returning: bool = False) -> int | None:
        """Return the cell that begins or goes on now, as running; None where none may.

        Lanes take turns; in a lane, those told to wait go on before others begin.

        Args:
            now_s: The time.
            only_returning: Whether no cell may begin that has not begun.
        """
        if len(self.running) >= self._concurrency:
            return None
        for _ in range(len(self._turns)):
            lane = self._lanes[self._turns[0]]
            self._turns.rotate(-1)
            if lane.is_ready(now_s) and (lane.returning or not only_returning):
                index = (lane.returning or lane.queued).popleft()
                lane.running.add(index)
                return index
        return None

    def peek(self, now_s: float) -> int | None:
        """Return the cell that `next` would return; nothing changes."""
        if len(self.running) >= self._concurrency:
            return None
        for name in self._turns:
            lane = self._lanes[name]
            if lane.is_ready(now_s):
                return (lane.returning or lane.queued)[0]
        return None

    def hold(self, index: int, until_s: float) -> None:
        """Have a running cell wait, and its lane with it."""
        lane = self._lanes[self._lane_of[index]]
        lane.running.discard(index)
        lane.returning.append(index)
        lane.held_until_s = max(lane.held_until_s, until_s)
        lane.limit = max(1, lane.limit // 2)

    def end(self, index: int, *, is_well: bool = True) -> None:
        """Take out a cell that has ended, and let its lane have one more where it ended well."""
        lane = self._lanes[self._lane_of[index]]
        lane.running.discard(index)
        if index in lane.returning:
            lane.returning.remove(index)
        if is_well:
            lane.limit = min(self._concurrency, lane.limit + 1)

    def clear(self) -> tuple[int, ...]:
        """Take out the cells that have not begun, and return them."""
        taken = tuple(index for lane in self._lanes.values() for index in lane.queued)
        for lane in self._lanes.values():
            lane.queued.clear()
        return taken

    def next_due_s(self, now_s: float) -> float | None:
        """Return when a lane that is told to wait may go on; None where none is."""
        due = [
            lane.held_until_s
            for lane in self._lanes.values()
            if lane.held_until_s > now_s and (lane.returning or lane.queued)
        ]
        return min(due, default=None)
