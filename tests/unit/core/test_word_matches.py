"""What two lists share is found in order, whole where the effort allows, and never wrongly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.word_matches import Match, matches

LETTERS = st.lists(st.sampled_from("abcd"), max_size=25)


def longest_shared(one: list[str], two: list[str]) -> int:
    """Return how many words two lists share in order, by the table of every textbook."""
    row = [0] * (len(two) + 1)
    for word in one:
        last = row[:]
        for index, other in enumerate(two, 1):
            row[index] = last[index - 1] + 1 if word == other else max(row[index - 1], last[index])
    return row[-1]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("ab", "", []),
        ("ab", "cd", []),
        ("abc", "abc", [Match(0, 0, 3)]),
        ("abxc", "abyc", [Match(0, 0, 2), Match(3, 3, 1)]),
        ("b", "abc", [Match(0, 1, 1)]),
    ],
)
def test_what_is_shared_is_found(before: str, after: str, expected: list[Match]) -> None:
    assert matches(before, after, 1_000) == expected


@given(LETTERS, LETTERS, st.integers(0, 60))
def test_matches_rise_do_not_touch_and_are_equal(
    one: list[str], two: list[str], effort: int
) -> None:
    end = (-1, -1)
    for before, after, length in matches(one, two, effort):
        assert length > 0
        assert before >= end[0]
        assert after >= end[1]
        assert (before, after) != end
        assert one[before : before + length] == two[after : after + length]
        end = (before + length, after + length)


@given(LETTERS, LETTERS)
def test_with_enough_effort_as_much_as_possible_is_shared(one: list[str], two: list[str]) -> None:
    assert sum(match.length for match in matches(one, two, 10**6)) == longest_shared(one, two)


def test_words_that_stand_once_are_found_when_the_effort_is_spent() -> None:
    before = [word for n in range(2_000) for word in (f"old{n}", f"anchor{n}", "the")]
    after = [word for n in range(2_000) for word in (f"new{n}", f"anchor{n}", "a")]
    assert len(matches(before, after, 0)) == 2_000


def test_without_effort_frequent_words_are_not_found() -> None:
    before, after = "ab" * 60, "bba" * 50
    assert sum(match.length for match in matches(before, after, 10**6)) > 80
    assert matches(f"x{before}", f"y{after}z", 0) == []
