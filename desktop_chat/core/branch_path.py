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
        self._nodes: array[int] = array("i")
        self._positions: array[int] = array("i")
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
        for first, stop in self.runs():
            yield from range(first, stop)

    def position_of(self, node: int) -> int:
        """Return where a node stands, -1 where the branch does not hold it."""
        run = bisect_right(self._nodes, node) - 1
        if run < 0:
            return -1
        position = self._positions[run] + node - self._nodes[run]
        return position if position < self._end(run) else -1

    def runs(self) -> Iterator[tuple[int, int]]:
        """Give the first node and the stop of each run."""
        ends = [*self._positions[1:], self._length]
        for node, position, end in zip(self._nodes, self._positions, ends, strict=False):
            yield node, node + end - position

    def extended(self, node: int) -> BranchPath:
        """Return the branch that goes on with one node more, which is above all of its nodes."""
        longer = BranchPath()
        longer._nodes, longer._positions = self._nodes[:], self._positions[:]
        longer._length = self._length + 1
        if self._length == 0 or self[self._length - 1] != node - 1:
            longer._nodes.append(node)
            longer._positions.append(self._length)
        return longer

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
