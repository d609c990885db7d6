"""Heights of many things under one another, and what stands where: sums kept in buckets.

Owns arithmetic only; must not know what the things are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

_BUCKET = 256


class HeightIndex:
    """A column of heights in pixels; one is found and changed at the cost of two buckets."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._sums = [sum(self._heights[i : i + _BUCKET]) for i in self._bucket_starts()]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def __setitem__(self, index: int, height: int) -> None:
        self._sums[index // _BUCKET] += height - self._heights[index]
        self._heights[index] = height

    @property
    def total(self) -> int:
        """The height of all."""
        return sum(self._sums)

    def top_of(self, index: int) -> int:
        """Return where the thing at `index` begins; for the length, where the last one ends."""
        bucket = index // _BUCKET
        return sum(self._sums[:bucket]) + sum(self._heights[bucket * _BUCKET : index])

    def index_at(self, y: int) -> int:
        """Return which thing covers `y`: the first above all, the last below all; 0 when empty."""
        if not self._heights:
            return 0
        ends = list(accumulate(self._sums))
        bucket = min(bisect_right(ends, y), len(ends) - 1)
        inside = y - (ends[bucket] - self._sums[bucket])
        first = bucket * _BUCKET
        ends = list(accumulate(self._heights[first : first + _BUCKET]))
        return first + min(bisect_right(ends, inside), len(ends) - 1)

    def replace_from(self, index: int, heights: Iterable[int]) -> None:
        """Put other heights in the place of all from `index` on."""
        self._heights[index:] = heights
        bucket = index // _BUCKET
        self._sums[bucket:] = [
            sum(self._heights[i : i + _BUCKET])
            for i in range(bucket * _BUCKET, len(self._heights), _BUCKET)
        ]

    def _bucket_starts(self) -> range:
        return range(0, len(self._heights), _BUCKET)
