"""Words of a search, for the index and in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.searches import TODAY, query_of

from desktop_chat.archive.search_words import (
    SNIPPET_CHARACTERS,
    WordFinder,
    expression_of,
    folded_text,
    open_word,
    phrases_of,
    unwanted_of,
)
from desktop_chat.core.search_parsing import parse
from desktop_chat.core.search_query import Phrase


def finder(text: str) -> WordFinder:
    return WordFinder(phrases_of(query_of(text).clauses))


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("a b", '("a") AND ("b")'),
        ("a OR b* c", '("a" OR "b" *) AND ("c")'),
        ("a -b -c", '(("a")) NOT ("b" OR "c")'),
        ('NEAR(a "b c", 3)', '(NEAR("a" "b c", 3))'),
        ("-a", ""),
        ("天气", '("\x1f天\x1f气\x1f")'),
    ],
)
def test_the_index_is_asked_in_its_own_language(text: str, expression: str) -> None:
    assert expression_of(query_of(text).texts) == expression


def test_what_is_left_out_alone_is_asked_apart() -> None:
    assert unwanted_of(query_of("-a -b").texts) == '"a" OR "b"'


@pytest.mark.parametrize(
    ("text", "word"),
    [("a b", "b"), ("a b ", None), ("a OR b", None), ("a -b", None), ('a "b"', None), ("b*", None)],
)
def test_the_word_that_is_being_typed(text: str, word: str | None) -> None:
    found = open_word(parse(text, TODAY).texts)
    assert (found and found.text) == word


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("quick", "The QUICK fox, quicker", ["QUICK"]),
        ("quick*", "The QUICK fox, quicker", ["QUICK", "quicker"]),
        ("zurich", "in Zürich", ["Zürich"]),
        ("cafe", "un cafe\u0301 noir", ["cafe\u0301"]),
        ('"two words"', "two, words and two other words", ["two, words"]),
        ("天", "今天的天气", ["天", "天"]),
        ("العربية", "اللُّغَةُ العَرَبِيَّةُ", ["العَرَبِيَّةُ"]),
        ("हिन्दी", "में हिन्दी लिखो", ["हिन्दी"]),
        ("snake", "snake_case", ["snake"]),
        ("a NEAR(b c)", "c b a", ["c", "b", "a"]),
        ("-left out", "left out", ["out"]),
    ],
)
def test_words_are_marked_where_they_stand(query: str, text: str, marked: list[str]) -> None:
    marks = finder(query).marks(text)
    assert [text[start:end] for start, end in marks] == marked


@given(st.text())
def test_folding_keeps_the_place_of_every_letter(text: str) -> None:
    folded, places = folded_text(text)
    assert places is None or len(folded) == len(places)
    assert places is None or places == sorted(places)


@given(st.text(), st.text(min_size=1))
def test_a_snippet_of_anything_is_a_short_line_with_its_marks_inside(text: str, word: str) -> None:
    line, marks = WordFinder([Phrase(word)]).snippet([text])
    assert "\n" not in line
    assert len(line) <= SNIPPET_CHARACTERS + 2
    assert all(0 <= start < end <= len(line) for start, end in marks)


def test_all_phrases_are_counted_and_needed() -> None:
    both = finder("red apple")
    assert both.counts("Red apples, red apple") == [2, 1]
    assert both.is_in("an apple, red")
    assert not both.is_in("an apple")
