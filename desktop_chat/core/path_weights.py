"""How much the messages of a branch fill, added up along it: any stretch is weighed at once.

Owns two columns of sums, eight bytes a message. Must not know texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import accumulate


class PathWeights:
    """Sums over the nodes of a branch; never changes.

    Args:
        runs: The first node and the stop of each run of the branch, from its start.
        kinds: A byte for each node.
        lines: How many lines each node fills, roughly.
        counted: The kind that is counted.
    """

    def __init__(
        self,
        runs: Iterable[tuple[int, int]],
        kinds: bytes | bytearray,
        lines: array[int],
        counted: int,
    ) -> None:
        is_counted = bytes(kind == counted for kind in range(256))
        flags = bytearray()
        along: array[int] = array("i")
        for first, stop in runs:
            flags += kinds[first:stop]
            along += lines[first:stop]
        self._lines: array[int] = array("i", accumulate(along, initial=0))
        self._counts: array[int] = array("i", accumulate(flags.translate(is_counted), initial=0))

    def between(self, first: int, last: int) -> tuple[int, int]:
        """Return how many of the nodes from `first` to before `last` are counted, and the lines."""
        counts, lines = self._counts, self._lines
        return counts[last] - counts[first], lines[last] - lines[first]
