"""Heights of many things under one another, and what stands where: sums kept in buckets.

Owns arithmetic only; must not know what the things are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate

_BUCKET = 256
_TURNS = 128


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


class TurnHeights:
    """A column of very many heights, most of which are estimates that nobody has asked for.

    A bucket's sum is estimated at once; its single heights only when one of them is asked for or
    set. Heights that were set are remembered.

    Args:
        count: How many things there are.
        estimate: Gives the height of the things from one number to before another, together; the
            sum of its answers for parts is its answer for the whole.
    """

    def __init__(self, count: int, estimate: Callable[[int, int], int]) -> None:
        self._count = 0
        self._estimate = estimate
        self._sums: list[int] = []
        self._known: dict[int, array[int]] = {}
        self._ends: list[int] | None = None
        self.replace_from(0, count)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> int:
        return self._bucket(number // _TURNS)[number % _TURNS]

    def __setitem__(self, number: int, height: int) -> None:
        bucket = self._bucket(number // _TURNS)
        self._sums[number // _TURNS] += height - bucket[number % _TURNS]
        bucket[number % _TURNS] = height
        self._ends = None

    @property
    def total(self) -> int:
        """The height of all."""
        ends = self._bucket_ends()
        return ends[-1] if ends else 0

    def top_of(self, number: int) -> int:
        """Return where the thing of a number begins; for the count, where the last one ends."""
        bucket, inside = divmod(number, _TURNS)
        top = self._bucket_ends()[bucket - 1] if bucket else 0
        if inside == 0:
            return top
        return top + sum(self._bucket(bucket)[:inside])

    def index_at(self, y: int) -> int:
        """Return which thing covers `y`: the first above all, the last below all; 0 when empty."""
        ends = self._bucket_ends()
        if not ends:
            return 0
        bucket = min(bisect_right(ends, y), len(ends) - 1)
        inside = y - (ends[bucket] - self._sums[bucket])
        inner = list(accumulate(self._bucket(bucket)))
        return bucket * _TURNS + min(bisect_right(inner, inside), len(inner) - 1)

    def replace_from(self, number: int, count: int) -> None:
        """Keep the heights before a number; the things from there on are others, `count` in all."""
        bucket, inside = divmod(min(number, self._count), _TURNS)
        kept = self._known[bucket][:inside] if inside and bucket in self._known else None
        self._known = {n: heights for n, heights in self._known.items() if n < bucket}
        self._count = count
        del self._sums[bucket:]
        for first in range(bucket * _TURNS, count, _TURNS):
            self._sums.append(self._estimate(first, min(first + _TURNS, count)))
        self._ends = None
        for n, height in enumerate(kept or ()):
            if bucket * _TURNS + n < count:
                self[bucket * _TURNS + n] = height

    def grow_above(self, above: int) -> None:
        """Take over that so many things came in above the first; what was set stays."""
        known = [
            (bucket * _TURNS + n + above, height)
            for bucket, heights in self._known.items()
            for n, height in enumerate(heights)
        ]
        self.replace_from(0, self._count + above)
        for number, height in known:
            self[number] = height

    def _bucket(self, bucket: int) -> array[int]:
        """Return the single heights of a bucket."""
        heights = self._known.get(bucket)
        if heights is None:
            first = bucket * _TURNS
            last = min(first + _TURNS, self._count)
            heights = array("i", (self._estimate(n, n + 1) for n in range(first, last)))
            self._known[bucket] = heights
            if (total := sum(heights)) != self._sums[bucket]:
                # Estimates may have become others since the sum was taken.
                self._sums[bucket], self._ends = total, None
        return heights

    def _bucket_ends(self) -> list[int]:
        if self._ends is None:
            self._ends = list(accumulate(self._sums))
        return self._ends
