"""A query's text is changed as a person would change it, and says again what it said before."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.search_editing import (
    has_test,
    toggled,
    with_days,
    without,
    without_field,
    written_tests,
)
from desktop_chat.core.search_parsing import parse

TODAY = date(2026, 3, 14)
VALUES = st.sampled_from(
    [("role", "user"), ("role", "assistant"), ("has", "code"), ("has", "table"), ("model", "a b")]
)
WORDS = st.lists(st.sampled_from(["red", '"top p"', "-blue", "NEAR(a b)", "is:pinned"]), max_size=4)


@pytest.mark.parametrize(
    ("text", "name", "value", "expected"),
    [
        ("", "role", "user", "role:user "),
        ("red", "role", "user", "red role:user "),
        ("red role:user ", "role", "assistant", "red role:user OR role:assistant "),
        ("red role:user OR role:assistant ", "role", "user", "red role:assistant "),
        ("red role:user OR role:assistant ", "role", "assistant", "red role:user "),
        ("has:code ", "has", "table", "has:code has:table "),
        ("ROLE:User x", "role", "user", "x "),
        ("-has:code ", "has", "code", "-has:code has:code "),
        ("", "model", "a b", 'model:"a b" '),
        ("red role:user blue", "role", "user", "red blue "),
    ],
)
def test_a_value_is_asked_for_or_no_more(text: str, name: str, value: str, expected: str) -> None:
    assert toggled(text, name, value) == expected


@given(WORDS, st.lists(VALUES, unique=True))
def test_what_is_put_in_can_be_read_and_taken_out(
    words: list[str], chosen: list[tuple[str, str]]
) -> None:
    text = " ".join(words)
    before = parse(f"{text} ", TODAY)
    for name, value in chosen:
        assert not has_test(text, name, value)
        text = toggled(text, name, value)
        assert has_test(text, name, value)
        parse(text, TODAY)
    for name, value in chosen:
        text = toggled(text, name, value)
        parse(text, TODAY)
    assert parse(f"{text} ", TODAY) == before


def test_tests_are_found_with_their_places() -> None:
    text = 'red -model:"a b" has: nofield:x role:user'
    found = written_tests(text)
    assert [(test.name, test.value, test.is_not) for test in found] == [
        ("model", "a b", True),
        ("role", "user", False),
    ]
    assert text[found[0].start : found[0].end] == '-model:"a b"'
    assert without(text, found[0]) == "red has: nofield:x role:user "


def test_a_range_of_days_takes_the_place_of_another() -> None:
    assert with_days("red on:2025", "2025-03", "2025-05") == "red after:2025-03 before:2025-05 "
    assert with_days("red after:2025-03 before:2025-05 ", "", "") == "red "
    assert (
        without_field("after:2025 red before:2026 has:code", "after", "before") == "red has:code "
    )
