"""Two texts are compared word by word, in every script, at a bounded cost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.word_diff import Run, RunKind, changed_words, word_diff, words

EQUAL, REMOVED, ADDED = RunKind.EQUAL, RunKind.REMOVED, RunKind.ADDED
SOME_WORDS = st.lists(st.sampled_from(["a", "b", " ", "\n", "猫", "!", "c"]), max_size=40).map(
    "".join
)


def side(runs: tuple[Run, ...], kind: RunKind) -> str:
    """Return the text that the runs of a kind make with the equal ones."""
    return "".join(run.text for run in runs if run.kind in (EQUAL, kind))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Don't stop", ["Don", "'", "t", " ", "stop"]),
        ("naïve nai\u0308ve", ["naïve", " ", "nai\u0308ve"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("한국어 문장", ["한국어", " ", "문장"]),
        ("हिन्दी में", ["हिन्दी", " ", "में"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("a  \r\n\nb", ["a", "  ", "\r\n", "\n", "b"]),
        ("👩\u200d👩\u200d👧!!", ["👩\u200d👩\u200d👧", "!", "!"]),
        ("abc東京x", ["abc", "東", "京", "x"]),
        ("\r", ["\r"]),
    ],
)
def test_a_word_is_what_the_script_takes_for_one(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("same text", "same text", [(EQUAL, "same text")]),
        ("", "new", [(ADDED, "new")]),
        ("old", "", [(REMOVED, "old")]),
        (
            "the cat sat",
            "the dog sat",
            [(EQUAL, "the "), (REMOVED, "cat"), (ADDED, "dog"), (EQUAL, " sat")],
        ),
        (
            "私は猫が好き",
            "私は犬が好き",
            [(EQUAL, "私は"), (REMOVED, "猫"), (ADDED, "犬"), (EQUAL, "が好き")],
        ),
        ("a b", "a  b", [(EQUAL, "a"), (REMOVED, " "), (ADDED, "  "), (EQUAL, "b")]),
    ],
)
def test_the_runs_say_what_changed(
    before: str, after: str, expected: list[tuple[RunKind, str]]
) -> None:
    assert [tuple(run) for run in word_diff(before, after)] == expected


def test_replaced_words_are_not_torn_apart_by_the_spaces_between_them() -> None:
    runs = word_diff("It was a bright cold day.", "It was one very warm day.")
    assert [run.text for run in runs if run.kind is REMOVED] == ["a bright cold"]
    assert [run.text for run in runs if run.kind is ADDED] == ["one very warm"]


def test_a_few_words_between_replaced_passages_are_replaced_with_them() -> None:
    before = "heavy rains of autumn to the old walls of town"
    after = "light snowfall comes down to meadows by my village"
    removed, added = word_diff(before, after)
    assert (removed.text, added.text) == (before, after)
    assert Run(EQUAL, " fox ") in word_diff("a brown fox jumps", "a red fox leaps")


@pytest.mark.parametrize("line", ["An added line.\n", "a.\n", "\n"])
def test_an_added_or_removed_line_is_one_piece(line: str) -> None:
    short, long = "old text stays.\n\nLast", f"new text stays.\n{line}\nLast"
    added = [run.text for run in word_diff(short, long) if run.kind is ADDED]
    removed = [run.text for run in word_diff(long, short) if run.kind is REMOVED]
    assert (added, removed) == (["new", line], ["new", line])


def test_a_lines_end_is_kept_between_replaced_words() -> None:
    runs = word_diff("one\ntwo", "three\nfour")
    assert Run(EQUAL, "\n") in runs


@given(SOME_WORDS, SOME_WORDS, st.integers(0, 60))
def test_the_runs_hold_both_texts_whatever_the_effort(before: str, after: str, effort: int) -> None:
    runs = word_diff(before, after, effort=effort)
    assert side(runs, REMOVED) == before
    assert side(runs, ADDED) == after
    kinds = [run.kind for run in runs]
    assert all(one is not two for one, two in pairwise(kinds))
    assert all(run.text for run in runs)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(before: str, after: str) -> None:
    runs = word_diff(before, after)
    assert (side(runs, REMOVED), side(runs, ADDED)) == (before, after)


def longest_shared(one: list[str], two: list[str]) -> int:
    """Return how many words two lists share in order, by the table of every textbook."""
    row = [0] * (len(two) + 1)
    for word in one:
        last = row[:]
        for index, other in enumerate(two, 1):
            row[index] = last[index - 1] + 1 if word == other else max(row[index - 1], last[index])
    return row[-1]


@given(
    st.lists(st.sampled_from("abcd"), max_size=25), st.lists(st.sampled_from("abcd"), max_size=25)
)
def test_with_enough_effort_as_much_as_possible_is_equal(one: list[str], two: list[str]) -> None:
    before, after = "\n".join(one), "\n".join(two)
    equal = "".join(run.text for run in word_diff(before, after) if run.kind is EQUAL)
    assert len(words(equal)) == longest_shared(words(before), words(after))


def test_long_texts_share_their_rare_words_when_the_effort_is_spent() -> None:
    before = " ".join(f"old{n} anchor{n} the the" for n in range(2_000))
    after = " ".join(f"new{n} anchor{n} a a" for n in range(2_000))
    equal = [run.text for run in word_diff(before, after, effort=10) if run.kind is EQUAL]
    assert sum("anchor" in text for text in equal) == 2_000


def test_without_effort_texts_of_frequent_words_are_shown_as_replaced() -> None:
    before, after = "ab ba " * 60, "ba ba ab " * 50
    assert len(word_diff(before, after)) > 40
    assert len(word_diff(before, after, effort=0)) <= 4


def test_words_are_counted_without_spaces_and_signs() -> None:
    assert changed_words(word_diff("one, two", "one. 二三 four")) == (1, 3)
