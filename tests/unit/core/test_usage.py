"""Tests of desktop_chat.core.usage: rates, times and our own count of tokens."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.usage import Timings, Usage, estimate_tokens


@pytest.mark.parametrize(
    ("timings", "tokens"),
    [
        (Timings(), 10),
        (Timings(first_token_after_us=1), 10),
        (Timings(finished_after_us=1), 10),
        (Timings(first_token_after_us=5, finished_after_us=5), 10),
        (Timings(first_token_after_us=5, finished_after_us=4), 10),
        (Timings(first_token_after_us=5, finished_after_us=50_004), 10),
        (Timings(first_token_after_us=1, finished_after_us=2_000_000), 1),
        (Timings(first_token_after_us=1, finished_after_us=2_000_000), 0),
    ],
)
def test_without_a_span_or_a_second_token_there_is_no_rate(timings: Timings, tokens: int) -> None:
    assert timings.tokens_per_s(tokens) is None


def test_the_rate_counts_from_the_first_token() -> None:
    timings = Timings(first_token_after_us=500_000, finished_after_us=2_500_000)
    assert timings.tokens_per_s(101) == pytest.approx(50)


def test_the_time_to_the_first_token_is_in_seconds() -> None:
    assert Timings().time_to_first_token_s is None
    assert Timings(first_token_after_us=620_000).time_to_first_token_s == pytest.approx(0.62)


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("a", 1), ("four", 1), ("fives", 2), ("日本語", 3), ("日本ab", 3)]
)
def test_four_latin_characters_or_one_wide_one_make_a_token(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


@given(st.text(), st.text())
def test_a_longer_text_never_counts_less(head: str, tail: str) -> None:
    assert estimate_tokens(head) <= estimate_tokens(head + tail)


def test_a_continued_answer_costs_both_parts_and_is_a_guess_where_one_is() -> None:
    earlier = Usage(10, 2, 12, cost_usd=Decimal("0.1"), is_estimate=True)
    whole = Usage(14, 3, 17, reasoning_tokens=1, cost_usd=Decimal("0.2")).after(earlier)
    assert (whole.prompt_tokens, whole.completion_tokens, whole.total_tokens) == (24, 5, 29)
    assert (whole.reasoning_tokens, whole.cost_usd) == (1, Decimal("0.3"))
    assert whole.is_estimate
    assert Usage().after(Usage()) == Usage()
