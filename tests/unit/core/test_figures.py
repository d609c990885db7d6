"""Figures as people read them."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal

import pytest

from desktop_chat.core.figures import (
    clock_text,
    context_text,
    cost_text,
    count_text,
    magnitude_text,
    price_per_million_text,
    rate_text,
    seconds_text,
)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "$0"),
        ("0.0031", "$0.0031"),
        ("0.000012", "$0.000012"),
        ("0.5", "$0.50"),
        ("1.254", "$1.25"),
        ("12.3", "$12.30"),
    ],
)
def test_money_has_as_many_digits_as_it_takes_to_see_it(amount: str, text: str) -> None:
    assert cost_text(Decimal(amount)) == text


def test_our_own_figure_is_marked_as_about() -> None:
    assert cost_text(Decimal("0.5"), is_estimate=True) == "≈ $0.50"


def test_counts_times_and_rates() -> None:
    assert count_text(131072) == "131\u202f072"
    assert seconds_text(0.621) == "0.62\u202fs"
    assert seconds_text(12.4) == "12\u202fs"
    assert seconds_text(185) == "3\u202fmin 5\u202fs"
    assert rate_text(47.6) == "48\u202ftok/s"
    assert clock_text(0, UTC) == "00:00"


@pytest.mark.parametrize(
    ("tokens", "text"),
    [(4096, "4096"), (131072, "131K"), (128000, "128K"), (1_000_000, "1M"), (1_048_576, "1.05M")],
)
def test_context_lengths(tokens: int, text: str) -> None:
    assert context_text(tokens) == text


def test_prices_for_a_million_tokens() -> None:
    assert price_per_million_text(Decimal("0.000002")) == "$2"
    assert price_per_million_text(Decimal("0.00000015")) == "$0.15"
    assert price_per_million_text(Decimal(0)) == "free"
    assert price_per_million_text(Decimal(-1)) == "varies"
    assert price_per_million_text(None) == "?"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (9_999, "9999"),
        (12_340, "12.3K"),
        (999_999, "1M"),
        (87_000_000_000, "87B"),
        (9_123_456_789_012, "9.12T"),
    ],
)
def test_a_large_count_is_told_by_its_magnitude(count: int, text: str) -> None:
    assert magnitude_text(count) == text
