"""What two lists of words share, in order, found at a bounded cost.

Owns the comparison. Must not know what a word is. The work is counted, not timed: equal lists
always give equal matches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_PHRASES = (7, 1)
"""How many words are looked for that stand once: four with their spaces, then a single one."""
_CUTS = 16
"""How often every word may be looked at in search of rare ones."""


class Match(NamedTuple):
    """Words that both texts have: from where in each, and how many."""

    before: int
    after: int
    length: int


class _Gap(NamedTuple):
    """Words between matches: from and to before where, in both texts."""

    before: int
    before_end: int
    after: int
    after_end: int


def matches(before: Sequence[str], after: Sequence[str], effort: int) -> list[Match]:
    """Return what two lists share, in order; no two matches touch in both.

    Args:
        before: The older list.
        after: The newer list.
        effort: How many steps the exact comparison may take, 0 or more; beyond, words that stand
            once on each side are still found.
    """
    return _joined(_Comparison(before, after, effort).found())


class _Comparison:
    """Finds what two lists of words share.

    Every gap loses its equal ends first. What is left is compared exactly (Myers' algorithm), while
    the effort lasts; else it is cut at phrases, or words, that each side has once, in their longest
    common order, and the pieces are compared.
    """

    def __init__(self, before: Sequence[str], after: Sequence[str], effort: int) -> None:
        numbers: dict[str, int] = {}
        self._before = [numbers.setdefault(word, len(numbers)) for word in before]
        self._after = [numbers.setdefault(word, len(numbers)) for word in after]
        self._effort = effort
        # Cutting at rare words is cheap; texts made to be cut again and again are given up.
        self._cutting = _CUTS * (len(before) + len(after))
        self._found: list[Match] = []

    def found(self) -> list[Match]:
        """Return what is shared, in order."""
        gaps = [_Gap(0, len(self._before), 0, len(self._after))]
        while gaps:
            gap = self._without_equal_ends(gaps.pop())
            if gap.before == gap.before_end or gap.after == gap.after_end:
                continue
            exact = self._exact(gap)
            if exact is None:
                gaps.extend(self._between_rare_words(gap))
            else:
                self._found.extend(exact)
        return sorted(self._found)

    def _without_equal_ends(self, gap: _Gap) -> _Gap:
        old, new = self._before, self._after
        first, first_end, second, second_end = gap
        while first < first_end and second < second_end and old[first] == new[second]:
            first, second = first + 1, second + 1
        if first > gap.before:
            self._found.append(Match(gap.before, gap.after, first - gap.before))
        while (
            first < first_end and second < second_end and old[first_end - 1] == new[second_end - 1]
        ):
            first_end, second_end = first_end - 1, second_end - 1
        if first_end < gap.before_end:
            self._found.append(Match(first_end, second_end, gap.before_end - first_end))
        return _Gap(first, first_end, second, second_end)

    def _exact(self, gap: _Gap) -> list[Match] | None:
        """Return the longest that a gap shares, None where that costs more than is left."""
        old = self._before[gap.before : gap.before_end]
        new = self._after[gap.after : gap.after_end]
        # An attempt that fails leaves the greater part to the pieces.
        least = self._effort * 2 // 3
        middle = len(old) + len(new) + 1
        reached = [0] * (2 * middle + 1)
        trace: list[list[int]] = []
        for edits in range(middle):
            for diagonal in range(-edits, edits + 1, 2):
                place = middle + diagonal
                left, right = reached[place - 1], reached[place + 1]
                x = start = (
                    right
                    if diagonal == -edits or (diagonal != edits and left < right)
                    else left + 1
                )
                y = x - diagonal
                while x < len(old) and y < len(new) and old[x] == new[y]:
                    x += 1
                    y += 1
                reached[place] = x
                self._effort -= 1 + x - start
                if x >= len(old) and y >= len(new):
                    return _traced(trace, gap, len(old), len(new))
            if self._effort <= least:
                return None
            trace.append(reached[middle - edits : middle + edits + 1])
        return []

    def _between_rare_words(self, gap: _Gap) -> list[_Gap]:
        """Cut a gap where each side has the same words once; [] where there are none."""
        self._cutting -= gap.before_end - gap.before + gap.after_end - gap.after
        if self._cutting < 0:
            return []
        anchors: list[tuple[int, int]] = []
        for length in _PHRASES:
            old = _unique(self._before, gap.before, gap.before_end, length)
            new = _unique(self._after, gap.after, gap.after_end, length)
            pairs = sorted((place, new[word]) for word, place in old.items() if word in new)
            anchors = _longest_rising(pairs)
            if anchors:
                break
        self._found.extend(Match(first, second, 1) for first, second in anchors)
        if not anchors:
            return []
        starts = [(gap.before, gap.after), *((x + 1, y + 1) for x, y in anchors)]
        ends = [*anchors, (gap.before_end, gap.after_end)]
        return [
            _Gap(start[0], end[0], start[1], end[1])
            for start, end in zip(reversed(starts), reversed(ends), strict=True)
        ]


def _traced(trace: Sequence[Sequence[int]], gap: _Gap, x: int, y: int) -> list[Match]:
    """Return the matches on the way that ends at (x, y), walked from its end.

    Args:
        trace: How far each number of edits reached, on the diagonals from its negative on.
        gap: Where the compared words stand.
        x: How many words of the older text the way leads over.
        y: The same of the newer text.
    """
    found: list[Match] = []
    for edits in range(len(trace), -1, -1):
        diagonal = x - y
        previous_x = previous_y = start = 0
        if edits:
            last, middle = trace[edits - 1], edits - 1 + diagonal
            is_down = diagonal == -edits or (
                diagonal != edits and last[middle - 1] < last[middle + 1]
            )
            previous_x = last[middle + 1 if is_down else middle - 1]
            previous_y = previous_x - (diagonal + 1 if is_down else diagonal - 1)
            start = previous_x if is_down else previous_x + 1
        if x > start:
            found.append(Match(gap.before + start, gap.after + start - diagonal, x - start))
        x, y = previous_x, previous_y
    return found


def _unique(
    numbers: Sequence[int], start: int, end: int, length: int
) -> dict[tuple[int, ...], int]:
    """Return the phrases of so many words that stand once between two places, and where."""
    places: dict[tuple[int, ...], int] = {}
    seen: set[tuple[int, ...]] = set()
    for place in range(start, end - length + 1):
        phrase = tuple(numbers[place : place + length])
        if phrase in seen:
            places.pop(phrase, None)
        else:
            seen.add(phrase)
            places[phrase] = place
    return places


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most pairs whose second values rise as the first do (patience sorting)."""
    tops: list[int] = []
    heads: list[int] = []
    below: list[int] = []
    for index, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        below.append(heads[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(second)
            heads.append(index)
        else:
            tops[pile] = second
            heads[pile] = index
    chain: list[tuple[int, int]] = []
    index = heads[-1] if heads else -1
    while index >= 0:
        chain.append(pairs[index])
        index = below[index]
    return chain[::-1]


def _joined(matches: Iterable[Match]) -> list[Match]:
    """Return the matches with those as one that follow each other in both lists."""
    joined: list[Match] = []
    for match in matches:
        last = joined[-1] if joined else None
        if last and (last.before + last.length, last.after + last.length) == match[:2]:
            joined[-1] = last._replace(length=last.length + match.length)
        else:
            joined.append(match)
    return joined
