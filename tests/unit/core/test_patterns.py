"""A person's pattern is compiled within limits and gives up in time."""

from __future__ import annotations

import pytest

from desktop_chat.core.patterns import MAX_CHARACTERS, compile_pattern, first_match
from desktop_chat.errors import UsageError


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("", "empty"),
        ("a" * (MAX_CHARACTERS + 1), "too long"),
        ("(", "not valid"),
        ("a{99999}", "repeats too much"),
        ("(?:a{200}){200}", "repeats too much"),
        ("a(?R)?b", "calls itself"),
        (r"\p{nonsense}", "not valid"),
    ],
)
def test_what_is_refused(pattern: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        compile_pattern(pattern)


def test_a_pattern_whose_time_explodes_matches_nothing() -> None:
    assert first_match(compile_pattern("(a+)+(b+)+c$"), "a" * 40 + "b" * 40 + "!") is None


def test_lines_begin_and_end_inside_a_text() -> None:
    found = first_match(compile_pattern(r"^Answer: (\d+)$"), "Well.\nAnswer: 42\nBye")
    assert found is not None
    assert found[1] == "42"
