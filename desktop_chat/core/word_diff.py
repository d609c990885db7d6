"""Word by word, what two texts have in common and what only one of them has.

Owns what a word is, in every script, and the comparison of two runs of words. Must not know how a
difference is shown. The work is counted, not timed: equal texts always give equal runs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

import regex

EFFORT = 100_000
"""Steps that the exact comparison may take in all, some microseconds each."""
_PHRASES = (7, 1)
"""How many words are looked for that stand once: four with their spaces, then a single one."""
_CUTS = 16
"""How often every word may be looked at in search of rare ones."""

# Scripts that set no space between words: a character is a word there. Of all others a word is
# letters, digits and what joins them; each line's end stands alone; so does every other sign.
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]\p{M}*+"
    r"|(?:[\w--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]]"
    r"[\p{M}\u200c\u200d]*+)++"
    r"|\r\n|\n|[^\S\r\n]++|\X",
    regex.VERSION1,
)
_LETTER = regex.compile(r"\w")


class RunKind(StrEnum):
    """Which of the two texts a run stands in."""

    EQUAL = "equal"
    REMOVED = "removed"
    ADDED = "added"


class Run(NamedTuple):
    """Consecutive words of one kind; the text is not empty."""

    kind: RunKind
    text: str


class _Match(NamedTuple):
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


def words(text: str) -> list[str]:
    """Return the words, spaces and signs of a text; joined they are the text."""
    return _WORD.findall(text)


def word_diff(before: str, after: str, *, effort: int = EFFORT) -> tuple[Run, ...]:
    """Return the runs of two texts: equal and removed are `before`, equal and added are `after`.

    Between two equal runs what was removed stands before what was added, each at most once. Where
    the texts are too different for the effort allowed, what rare words they share is found still,
    and the rest is shown as replaced.

    Args:
        before: The older text.
        after: The newer text.
        effort: How many steps the exact comparison may take, 0 or more.
    """
    old, new = words(before), words(after)
    matches = _Comparison(old, new, effort).matches()
    return tuple(_runs(old, new, _without_lonely_signs(old, new, matches)))


def changed_words(runs: Sequence[Run]) -> tuple[int, int]:
    """Return how many words were removed, and how many added; spaces and signs do not count."""
    counts = dict.fromkeys(RunKind, 0)
    for run in runs:
        if run.kind is not RunKind.EQUAL:
            counts[run.kind] += sum(1 for word in words(run.text) if _LETTER.search(word))
    return counts[RunKind.REMOVED], counts[RunKind.ADDED]


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
        self._found: list[_Match] = []

    def matches(self) -> list[_Match]:
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
            self._found.append(_Match(gap.before, gap.after, first - gap.before))
        while (
            first < first_end and second < second_end and old[first_end - 1] == new[second_end - 1]
        ):
            first_end, second_end = first_end - 1, second_end - 1
        if first_end < gap.before_end:
            self._found.append(_Match(first_end, second_end, gap.before_end - first_end))
        return _Gap(first, first_end, second, second_end)

    def _exact(self, gap: _Gap) -> list[_Match] | None:
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
        self._found.extend(_Match(first, second, 1) for first, second in anchors)
        if not anchors:
            return []
        starts = [(gap.before, gap.after), *((x + 1, y + 1) for x, y in anchors)]
        ends = [*anchors, (gap.before_end, gap.after_end)]
        return [
            _Gap(start[0], end[0], start[1], end[1])
            for start, end in zip(reversed(starts), reversed(ends), strict=True)
        ]


def _traced(trace: Sequence[Sequence[int]], gap: _Gap, x: int, y: int) -> list[_Match]:
    """Return the matches on the way that ends at (x, y), walked from its end.

    Args:
        trace: How far each number of edits reached, on the diagonals from its negative on.
        gap: Where the compared words stand.
        x: How many words of the older text the way leads over.
        y: The same of the newer text.
    """
    found: list[_Match] = []
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
            found.append(_Match(gap.before + start, gap.after + start - diagonal, x - start))
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


def _without_lonely_signs(
    old: Sequence[str], new: Sequence[str], matches: Sequence[_Match]
) -> list[_Match]:
    """Drop matches of spaces and signs alone between two replaced words: they tear apart."""
    kept: list[_Match] = []
    previous = _Match(0, 0, 0)
    for index, match in enumerate(matches):
        is_last = index == len(matches) - 1
        following = _Match(len(old), len(new), 0) if is_last else matches[index + 1]
        shared = old[match.before : match.before + match.length]
        is_word = any(_LETTER.search(word) or "\n" in word for word in shared)
        if is_word or not (_is_replaced(previous, match) and _is_replaced(match, following)):
            kept.append(match)
            previous = match
    return kept


def _is_replaced(first: _Match, second: _Match) -> bool:
    """Tell whether words were both removed and added between two matches."""
    return first.before + first.length < second.before and first.after + first.length < second.after


def _runs(old: Sequence[str], new: Sequence[str], matches: Sequence[_Match]) -> Iterator[Run]:
    x = y = 0
    equal = ""
    for match in [*matches, _Match(len(old), len(new), 0)]:
        removed, added = "".join(old[x : match.before]), "".join(new[y : match.after])
        if removed or added:
            if equal:
                yield Run(RunKind.EQUAL, equal)
            equal = ""
            if removed:
                yield Run(RunKind.REMOVED, removed)
            if added:
                yield Run(RunKind.ADDED, added)
        x, y = match.before + match.length, match.after + match.length
        equal += "".join(old[match.before : x])
    if equal:
        yield Run(RunKind.EQUAL, equal)
