"""Queries find what a person means, and none can take the program's time or memory."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.app.find_query import Matcher, Query, any_of
from desktop_chat.core.patterns import MAX_CHARACTERS
from desktop_chat.errors import UsageError

PATTERN_SIGNS = "()[]{}?*+|\\^$.:=!<>PRe&#-,0129abLNpx \n"


def found(text: str, query: str, **options: bool) -> list[str]:
    return [text[start:end] for start, end in Matcher(Query(query, **options)).spans(text)]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(", "The pattern is not valid: missing )."),
        ("[", "The pattern is not valid: unterminated character set."),
        ("*", "The pattern is not valid: nothing to repeat."),
        ("(?u)(?a)x", "The pattern is not valid."),
        (r"\L<words>", "The pattern is not valid: undefined named list."),
    ],
)
def test_a_pattern_with_a_fault_is_refused_in_one_sentence(pattern: str, sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        Matcher(Query(pattern, is_pattern=True))
    assert refused.value.text == sentence


@pytest.mark.parametrize("pattern", ["a{99999999}", "(a{200}){200}", "a{1,99999}", "a{ 99999 }"])
def test_a_pattern_that_would_fill_the_memory_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match="repeats too much"):
        Matcher(Query(pattern, is_pattern=True))


@pytest.mark.parametrize("pattern", ["(?R)", "(a(?1)?b)", "(?P<n>a(?&n)?)", "(?P<n>a(?P>n)?)"])
def test_a_pattern_that_calls_itself_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match="calls itself"):
        Matcher(Query(pattern, is_pattern=True))


@pytest.mark.parametrize("options", [{}, {"is_pattern": True}])
def test_a_query_beyond_reason_is_refused(options: dict[str, bool]) -> None:
    with pytest.raises(UsageError, match="too long"):
        Matcher(Query("a" * (MAX_CHARACTERS + 1), **options))


def test_a_pattern_without_end_is_given_up_while_other_threads_go_on() -> None:
    matcher = Matcher(Query(r"(a|a)*$", is_pattern=True))
    problems: list[str] = []

    def work() -> None:
        try:
            list(matcher.spans("a" * 60 + "b"))
        except UsageError as error:
            problems.append(error.text)

    thread = threading.Thread(target=work)
    thread.start()
    turns = 0
    while thread.is_alive():
        thread.join(0.001)
        turns += 1
    assert problems == ["This pattern takes too long."]
    # One turn would be all, were the interpreter held until the time is over.
    assert turns > 10


@given(st.text(PATTERN_SIGNS, max_size=16))
def test_any_pattern_is_used_or_refused(pattern: str) -> None:
    with suppress(UsageError):
        list(Matcher(Query(pattern, is_pattern=True)).spans("abc xyL 0129 <e>"))


@given(st.text(max_size=20))
def test_any_text_finds_itself(text: str) -> None:
    assert found(f"x{text}y", text, is_case_sensitive=True) or not text.strip()


def test_signs_of_patterns_are_plain_signs_in_a_plain_query() -> None:
    assert found("a.c abc a+c", "a.c") == ["a.c"]
    assert found("a.c abc a+c", "a.c", is_pattern=True) == ["a.c", "abc", "a+c"]


def test_capitals_count_only_when_asked_for() -> None:
    assert found("Straße STRASSE", "straße") == ["Straße", "STRASSE"]
    assert found("Straße STRASSE", "Straße", is_case_sensitive=True) == ["Straße"]


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("cat concat cats Cat", "cat", ["cat", "Cat"]),
        ("(a) b", "(a)", ["(a)"]),
        ("说你好吗", "你好", ["你好"]),
        ("don't do", "do", ["do"]),
    ],
)
def test_whole_words_end_where_words_do(text: str, query: str, hits: list[str]) -> None:
    assert found(text, query, has_whole_words=True) == hits


def test_one_space_is_any_space() -> None:
    assert found("bold\n  word", "bold word") == ["bold\n  word"]


def test_nothing_is_no_hit() -> None:
    assert found("abc", "x*", is_pattern=True) == []


@pytest.mark.parametrize(
    ("source", "query", "may"),
    [
        ("nothing here", "word", False),
        ("**bold** Word", "bold word", True),
        ("un**do**ing", "undoing", True),
        ("na&iuml;ve", "naïve", True),
        ("anything", "?!", True),
        ("STRASSE", "straße", True),
    ],
)
def test_what_cannot_match_is_seen_without_parsing(source: str, query: str, *, may: bool) -> None:
    assert Matcher(Query(query)).may_match(source) is may


def test_a_pattern_may_match_anything() -> None:
    assert Matcher(Query("word", is_pattern=True)).may_match("nothing here")


def test_no_phrases_ask_for_nothing() -> None:
    assert any_of(()).text == ""
    assert any_of(("  ",)).text == ""


def test_one_phrase_is_asked_for_as_it_stands() -> None:
    assert any_of(("f(x)", "F(X)")).is_pattern is False


def test_any_of_several_phrases_is_found_the_longest_first_and_only_whole() -> None:
    text = "Top\np, a.b but not axb, topple or tops; TOP"
    found = Matcher(any_of(("top", "a.b", "top p"))).spans(text)
    assert [text[start:end] for start, end in found] == ["Top\np", "a.b", "TOP"]
