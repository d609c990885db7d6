"""A branch as runs of nodes that follow each other: short where the conversation hardly branches.

Owns arithmetic only. Must not know what the nodes are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator


class BranchPath:
    """The nodes of a branch from its start, by position; nodes ascend along it. Never changes.

    Args:
        runs: The first and the last node of each run, from the start.
    """

    def __init__(self, runs: Iterable[tuple[int, int]] = ()) -> None:
        self._nodes = array("i")
        self._positions = array("i")
        self._length = 0
        for first, last in runs:
            self._nodes.append(first)
            self._positions.append(self._length)
            self._length += last - first + 1

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, position: int) -> int:
        if not 0 <= position < self._length:
            raise IndexError(position)
        run = bisect_right(self._positions, position) - 1
        return self._nodes[run] + position - self._positions[run]

    def __iter__(self) -> Iterator[int]:
        for first, stop in self.runs(0, self._length):
            yield from range(first, stop)

    def position_of(self, node: int) -> int:
        """Return where a node stands, -1 where the branch does not hold it."""
        run = bisect_right(self._nodes, node) - 1
        if run < 0:
            return -1
        position = self._positions[run] + node - self._nodes[run]
        return position if position < self._end(run) else -1

    def runs(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Give the runs from position `first` to before `last`: the first node, and the stop."""
        run = max(0, bisect_right(self._positions, first) - 1)
        while run < len(self._nodes) and self._positions[run] < last:
            shift = self._nodes[run] - self._positions[run]
            start = max(first, self._positions[run])
            yield start + shift, min(last, self._end(run)) + shift
            run += 1

    def shared_with(self, other: BranchPath) -> int:
        """Return how many nodes at the start are the same in both."""
        runs = min(len(self._nodes), len(other._nodes))
        for run in range(runs):
            if self._nodes[run] != other._nodes[run]:
                return self._positions[run]
            if self._end(run) != other._end(run):
                return min(self._end(run), other._end(run))
        return min(self._length, other._length)

    def _end(self, run: int) -> int:
        return self._positions[run + 1] if run + 1 < len(self._positions) else self._length
