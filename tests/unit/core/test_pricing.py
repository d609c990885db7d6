"""Prices are exact, and the ones that hold are those whose conditions are met."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_chat.core.pricing import PriceOverride, Pricing

PLAIN = Pricing(prompt=Decimal("0.000001"), completion=Decimal("0.000004"))
LONG = PriceOverride(min_prompt_tokens=200, prices={"prompt": Decimal("0.000002")})
NIGHT = PriceOverride(utc_start=2200, utc_end=600, prices={"completion": Decimal(0)})
HOUR_US = 3_600_000_000


def tiered(*overrides: PriceOverride) -> Pricing:
    return Pricing(prompt=PLAIN.prompt, completion=PLAIN.completion, overrides=overrides)


@pytest.mark.parametrize("prices", [Pricing(), Pricing(prompt=Decimal(-1), completion=Decimal(-1))])
def test_what_is_unknown_or_varies_has_no_cost(prices: Pricing) -> None:
    assert prices.cost_usd(10, 10) is None


def test_a_cost_is_the_exact_sum() -> None:
    assert PLAIN.cost_usd(3, 2) == Decimal("0.000011")


def test_a_long_prompt_has_the_price_of_its_tier() -> None:
    prices = tiered(LONG)
    assert prices.cost_usd(199, 0) == Decimal("0.000199")
    assert prices.cost_usd(200, 0) == Decimal("0.0004")


@pytest.mark.parametrize(("hour", "is_night"), [(21, False), (22, True), (3, True), (6, False)])
def test_a_span_of_the_day_may_pass_midnight(hour: int, is_night: bool) -> None:
    assert (tiered(NIGHT).at(1, hour * HOUR_US).completion == 0) is is_night


def test_without_a_time_no_price_of_a_time_holds() -> None:
    assert tiered(NIGHT).at(1).completion == PLAIN.completion


def test_of_two_that_hold_the_later_wins() -> None:
    later = PriceOverride(prices={"prompt": Decimal(5)})
    assert tiered(LONG, later).at(300).prompt == 5


def test_what_came_from_the_cache_costs_the_cache_price() -> None:
    prices = Pricing(
        prompt=Decimal(4), completion=Decimal(0), other={"input_cache_read": Decimal(1)}
    )
    assert prices.cost_usd(10, 0, cached_tokens=6) == 4 * 4 + 6
    assert prices.cost_usd(2, 0, cached_tokens=6) == 2
    assert PLAIN.cost_usd(10, 0, cached_tokens=6) == PLAIN.cost_usd(10, 0)


def test_a_router_s_prices_vary() -> None:
    assert Pricing(prompt=Decimal(-1)).varies
    assert not PLAIN.varies
    assert not Pricing(prompt=Decimal(0), completion=Decimal(0)).varies
