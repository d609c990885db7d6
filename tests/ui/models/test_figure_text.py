"""Prices, circumstances and spans of time read as people say them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_chat.core.price_projection import OwnUse, Projection
from desktop_chat.core.price_sheet import PriceUnit
from desktop_chat.core.pricing import PriceOverride
from desktop_chat.core.spending import SpentSum
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.figure_text import (
    circumstance_text,
    component_text,
    day_text,
    isolated,
    money_text,
    price_text,
    unit_text,
    uptime_text,
)
from desktop_chat.ui.models.own_use_facts import PERIODS, period_title, since_us, use_facts

DAY_US = 86_400_000_000
NOW_US = 1_800_000_000_000_000


@pytest.mark.parametrize(
    ("price", "unit", "text"),
    [
        ("0.00000125", PriceUnit.TOKEN, "$1.25"),
        ("0.01", PriceUnit.SEARCH, "$0.01"),
        ("0", PriceUnit.REQUEST, "free"),
        ("-1", PriceUnit.TOKEN, "varies"),
        (None, PriceUnit.TOKEN, ""),
    ],
)
def test_a_price_is_exact_in_its_own_unit(price: str | None, unit: PriceUnit, text: str) -> None:
    assert plain_line(price_text(None if price is None else Decimal(price), unit)) == text


@pytest.mark.parametrize(
    ("override", "text"),
    [
        (PriceOverride(min_prompt_tokens=200_000), "from 200K prompt tokens"),
        (PriceOverride(utc_start=2200, utc_end=600), "22:00 to 06:00 UTC"),
        (PriceOverride(10_000, 0, 930), "from 10K prompt tokens, 00:00 to 09:30 UTC"),
        (PriceOverride(), "always"),
    ],
)
def test_a_circumstance_names_length_and_hours(override: PriceOverride, text: str) -> None:
    assert circumstance_text(override) == text


def test_what_is_new_keeps_the_endpoints_name() -> None:
    assert component_text("prompt") == "Input"
    assert component_text("holograms") == "holograms"
    assert all(unit_text(unit) for unit in PriceUnit)


def test_figures_say_what_they_cannot() -> None:
    assert money_text(None) == "cannot be told"
    assert isolated("") == ""
    assert day_text("2026-11-03") == "3 Nov 2026"
    assert day_text("soon") == "soon"
    assert plain_line(uptime_text(99.5)) == "99.50 %"
    assert plain_line(uptime_text(100.0)) == "100 %"


def test_periods_begin_where_they_say() -> None:
    assert [NOW_US - since_us(each, NOW_US) for each in ("week", "month", "year")] == [
        7 * DAY_US,
        30 * DAY_US,
        365 * DAY_US,
    ]
    assert NOW_US - 31 * DAY_US <= since_us("calendar", NOW_US) <= NOW_US
    assert since_us("year", 5) == 0
    assert len({period_title(each) for each in PERIODS}) == len(PERIODS)


def test_unknown_costs_are_counted_and_estimates_marked() -> None:
    spent = SpentSum(Decimal("1.5"), Decimal("0.5"), requests=4, unpriced=1)
    found = dict(use_facts(OwnUse(spent, 10, 0, 5), Projection(Decimal(2), Decimal(2))))
    assert plain_line(found["You paid"]) == "≈ $1.50; requests whose cost is not known: 1"
    assert plain_line(found["On this model"]) == "$2.00"
    assert plain_line(found["Tokens"]) == "10 in prompts, 5 in answers"
