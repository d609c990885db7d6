"""Prices are read exactly, and what is no price is none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from desktop_chat.core.pricing import PriceOverride, Pricing
from desktop_chat.wire.pricing import parse_pricing


@pytest.mark.parametrize("value", [None, [], "0.1", {}, {"prompt": "free"}, {"prompt": None}])
def test_what_is_no_price_is_none(value: Any) -> None:
    assert parse_pricing(value) == Pricing()


def test_a_discount_is_taken_off_every_price_but_not_off_one_that_varies() -> None:
    found = parse_pricing(
        {
            "prompt": "4",
            "completion": "-1",
            "audio": "2",
            "discount": 0.25,
            "overrides": [{"min_prompt_tokens": 10, "prompt": "8"}],
        }
    )
    assert (found.prompt, found.completion, found.other) == (3, -1, {"audio": Decimal("1.5")})
    assert found.overrides == (PriceOverride(10, prices={"prompt": Decimal(6)}),)


@pytest.mark.parametrize("discount", [-1, 1.5, "all", None])
def test_an_impossible_discount_is_none(discount: Any) -> None:
    assert parse_pricing({"prompt": "4", "discount": discount}).prompt == 4


@pytest.mark.parametrize(
    "condition",
    [{"utc_start": 100}, {"utc_start": "x", "utc_end": 2}, {"utc_start": 1, "utc_end": 9_999}],
)
def test_prices_under_a_condition_that_nobody_understands_never_hold(
    condition: dict[str, Any],
) -> None:
    assert (
        parse_pricing({"prompt": "1", "overrides": [condition | {"prompt": "0"}]}).overrides == ()
    )
