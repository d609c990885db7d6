"""Word by word, what two texts have in common and what only one of them has.

Owns what a word is, in every script, and what of a comparison a person wants to see. Must not know
how it is shown. What two lists of words share is found by `word_matches`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

import regex

from desktop_chat.core.word_matches import Match, matches

EFFORT = 100_000
"""Steps that the exact comparison may take in all, some microseconds each."""
_BETWEEN = 2
"""How many times as long as the words between them two replaced passages are shown as one."""

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
    shared = _by_lines(old, new, _in_one_piece(old, new, matches(old, new, effort)))
    # Passages are as long as they are only once the signs within them are gone.
    for _ in range(2):
        shared = _without_islands(old, new, shared)
    return tuple(_runs(old, new, shared))


def changed_words(runs: Sequence[Run]) -> tuple[int, int]:
    """Return how many words were removed, and how many added; spaces and signs do not count."""
    counts = dict.fromkeys(RunKind, 0)
    for run in runs:
        if run.kind is not RunKind.EQUAL:
            counts[run.kind] += sum(1 for word in words(run.text) if _LETTER.search(word))
    return counts[RunKind.REMOVED], counts[RunKind.ADDED]


def _in_one_piece(old: Sequence[str], new: Sequence[str], found: Sequence[Match]) -> list[Match]:
    """Put two additions (or removals) together where what stands between them ends the second.

    An added line is shown as a line then, not as words here and a line's end there.
    """
    moved = list(found)
    for index, match in enumerate(moved):
        before = moved[index - 1] if index else Match(0, 0, 0)
        after = _following(old, new, moved, index)
        left, right = _change(before, match), _change(match, after)
        shared = new[match.after : match.after + match.length]
        if (
            left == right == (False, True)
            and shared == new[after.after - match.length : after.after]
        ):
            moved[index] = match._replace(after=after.after - match.length)
        elif (
            left == right == (True, False)
            and shared == old[after.before - match.length : after.before]
        ):
            moved[index] = match._replace(before=after.before - match.length)
    return moved


def _by_lines(old: Sequence[str], new: Sequence[str], found: Sequence[Match]) -> list[Match]:
    """Move additions and removals down to where they are whole lines, as far as words allow."""
    moved = list(found)
    for index in range(len(moved) - 1):
        first, second = moved[index : index + 2]
        match _change(first, second):
            case (False, True):
                words_, start, end = new, first.after + first.length, second.after
            case (True, False):
                words_, start, end = old, first.before + first.length, second.before
            case _:
                continue
        step = _steps_to_lines(words_, start, end, second.length)
        moved[index] = first._replace(length=first.length + step)
        moved[index + 1] = Match(second.before + step, second.after + step, second.length - step)
    return moved


def _steps_to_lines(words_: Sequence[str], start: int, end: int, most: int) -> int:
    """Return by how many words a passage can be moved so that it is whole lines; 0 where it cannot.

    Args:
        words_: The text that has it.
        start: Where it begins.
        end: The word behind it.
        most: How many words behind it stand in both texts.
    """
    for step in range(most + 1):
        first, last = start + step, end + step
        if words_[last - 1] == "\n" and (first == 0 or words_[first - 1] == "\n"):
            return step
        if step == most or words_[first] != words_[last]:
            return 0
    return 0


def _without_islands(old: Sequence[str], new: Sequence[str], found: Sequence[Match]) -> list[Match]:
    """Drop matches that tear a replaced passage apart: signs alone, and few words between many."""
    kept: list[Match] = []
    previous = Match(0, 0, 0)
    for index, match in enumerate(found):
        following = _following(old, new, found, index)
        shared = old[match.before : match.before + match.length]
        is_island = not any("\n" in word for word in shared) and (
            not any(_LETTER.search(word) for word in shared)
            or _BETWEEN * len("".join(shared))
            <= min(_weight(old, new, previous, match), _weight(old, new, match, following))
        )
        is_replaced = _change(previous, match) == _change(match, following) == (True, True)
        if not (is_island and is_replaced):
            kept.append(match)
            previous = match
    return kept


def _following(old: Sequence[str], new: Sequence[str], found: Sequence[Match], index: int) -> Match:
    """Return the match after one; after the last, the end of both texts."""
    is_last = index == len(found) - 1
    return Match(len(old), len(new), 0) if is_last else found[index + 1]


def _change(first: Match, second: Match) -> tuple[bool, bool]:
    """Tell whether words were removed, and whether some were added, between two matches."""
    return (
        first.before + first.length < second.before,
        first.after + first.length < second.after,
    )


def _weight(old: Sequence[str], new: Sequence[str], first: Match, second: Match) -> int:
    """Return how many characters were removed or added between two matches, the greater number."""
    removed = old[first.before + first.length : second.before]
    added = new[first.after + first.length : second.after]
    return max(sum(map(len, removed)), sum(map(len, added)))


def _runs(old: Sequence[str], new: Sequence[str], found: Sequence[Match]) -> Iterator[Run]:
    x = y = 0
    equal = ""
    for match in [*found, Match(len(old), len(new), 0)]:
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
