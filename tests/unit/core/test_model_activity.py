"""Figures about many models say of one what they tell of it, and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from desktop_chat.core.catalog import Model
from desktop_chat.core.ids import new_id
from desktop_chat.core.measured_requests import MeasuredRequest
from desktop_chat.core.model_activity import (
    DayAmount,
    Standing,
    account_cost_usd,
    account_days,
    daily_tokens,
    filled_days,
    names_of,
    own_daily_tokens,
    week_standing,
)
from desktop_chat.core.model_statistics import OTHER_MODELS, Activity, DailyTokens
from desktop_chat.core.spending import Spent

DAYS = [f"2026-11-{day:02}" for day in range(1, 11)]
ROWS = [DailyTokens(day, slug, tokens) for day in DAYS for slug, tokens in (("a", 5), ("b", 9))]
ROWS += [DailyTokens(day, OTHER_MODELS, 1_000) for day in DAYS]


def test_a_day_without_the_model_is_not_told() -> None:
    rows = [row for row in ROWS if row.model_slug != "a" or row.day != DAYS[3]]
    found = daily_tokens(rows, {"a"})
    assert len(found) == len(DAYS)
    assert found[3] == DayAmount(DAYS[3], None)
    assert found[4] == DayAmount(DAYS[4], 5)
    assert daily_tokens(ROWS, {"c"}) == ()


def test_days_between_are_filled_also_where_none_can_be_read() -> None:
    assert filled_days({"2026-02-28": 1}, "2026-02-27", "2026-03-01", 0) == (
        DayAmount("2026-02-27", 0),
        DayAmount("2026-02-28", 1),
        DayAmount("2026-03-01", 0),
    )
    assert filled_days({"soon": 2}, "soon", "later") == (DayAmount("soon", 2),)


def test_the_week_has_seven_days_and_others_have_no_rank() -> None:
    assert week_standing(ROWS, {"a"}) == Standing(35, 7, 2)
    assert week_standing(ROWS, {"c"}) is None
    assert week_standing([], {"a"}) is None


def test_a_model_is_known_by_both_its_names() -> None:
    assert names_of(Model("a/b", canonical_slug="a/b-1")) == {"a/b", "a/b-1"}
    assert names_of(Model("a/b")) == {"a/b"}


def test_own_days_end_today_and_have_none_left_out() -> None:
    now_us = round(datetime(2026, 11, 3, 1, tzinfo=UTC).timestamp() * 1_000_000)
    rows = [
        MeasuredRequest(Spent(new_id(), now_us - n * 3_600_000_000, prompt_tokens=2))
        for n in (0, 2, 3)
    ]
    found = own_daily_tokens(rows, now_us, 3, UTC)
    assert [(each.day, each.amount) for each in found] == [
        ("2026-11-01", 0),
        ("2026-11-02", 4),
        ("2026-11-03", 2),
    ]
    assert own_daily_tokens([], now_us, 3, UTC) == ()


def test_an_accounts_days_are_those_of_the_model() -> None:
    rows = [
        Activity("2026-11-01", "a", prompt_tokens=3, completion_tokens=1, usage_usd=Decimal("0.1")),
        Activity("2026-11-01", "a", "B", prompt_tokens=2, usage_usd=Decimal("0.2")),
        Activity("2026-11-03", "a-1", prompt_tokens=1),
        Activity("2026-11-03", "c", prompt_tokens=50, usage_usd=Decimal(9)),
    ]
    assert [each.amount for each in account_days(rows, {"a", "a-1"})] == [6, 0, 1]
    assert account_cost_usd(rows, {"a", "a-1"}) == Decimal("0.3")
    assert account_days(rows, {"d"}) == ()
