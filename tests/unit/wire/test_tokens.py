"""Usage is read from every place and shape in which servers report it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from desktop_chat.wire.tokens import as_money, read_usage

OPENROUTER = {
    "prompt_tokens": 43,
    "completion_tokens": 10,
    "total_tokens": 53,
    "cost": 0.000837,
    "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 7},
    "cost_details": {"upstream_inference_cost": None},
    "unknown": {"kept": True},
}


def test_all_of_openrouters_usage_is_read_and_kept() -> None:
    usage = read_usage({"usage": OPENROUTER}, {})
    assert usage is not None
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (43, 10, 53)
    assert (usage.reasoning_tokens, usage.cached_tokens) == (7, 4)
    assert usage.cost_usd == Decimal("0.000837")
    assert usage.raw == OPENROUTER
    assert not usage.is_estimate


@pytest.mark.parametrize(
    ("chunk", "choice"),
    [
        ({"x_groq": {"usage": {"prompt_tokens": 3, "completion_tokens": 4}}}, {}),
        ({"usage": None}, {"usage": {"prompt_tokens": 3, "completion_tokens": 4}}),
        ({"usage": {"prompt_tokens": 3.0, "completion_tokens": 4, "total_tokens": "x"}}, {}),
    ],
)
def test_usage_stands_in_other_places_too(chunk: dict[str, Any], choice: dict[str, Any]) -> None:
    usage = read_usage(chunk, choice)
    assert usage is not None
    assert usage.total_tokens == 7
    assert usage.cost_usd is None


@pytest.mark.parametrize("usage", [None, {}, [], "x", 5])
def test_no_usage_reads_as_none(usage: Any) -> None:
    assert read_usage({"usage": usage}, {}) is None


def test_ill_typed_counts_read_as_zero() -> None:
    usage = read_usage({"usage": {"prompt_tokens": "many", "prompt_tokens_details": None}}, {})
    assert usage is not None
    assert usage.prompt_tokens == 0


@pytest.mark.parametrize(
    ("value", "money"),
    [
        ("0.0000008", Decimal("0.0000008")),
        (0.1, Decimal("0.1")),
        (0, Decimal(0)),
        ("-1", Decimal(-1)),
        ("free", None),
        ("NaN", None),
        ("1e999999999", None),
        ("1e-400", None),
        pytest.param(10**5000, None, id="endless"),
        ("", None),
        (None, None),
        (True, None),
        ([], None),
    ],
)
def test_money_is_read_exactly(value: Any, money: Decimal | None) -> None:
    assert as_money(value) == money
