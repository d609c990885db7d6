"""Spans begin at midnight on the clock, and bars leave no day out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.spending import SpentShare, SpentSum, day_name
from desktop_chat.core.usage_days import UsageSpan, day_bars, days_start_us

NOW_US = round(datetime(2026, 3, 10, 15, 30, tzinfo=UTC).timestamp() * 1e6)


def share(day: str, cost: str = "1") -> SpentShare:
    return SpentShare(day, SpentSum(Decimal(cost), requests=1), 2, 3)


@pytest.mark.parametrize(
    ("span", "first"),
    [
        (UsageSpan.TODAY, "2026-03-10"),
        (UsageSpan.WEEK, "2026-03-04"),
        (UsageSpan.MONTH, "2026-02-09"),
        (UsageSpan.YEAR, "2026-01-01"),
        (UsageSpan.ALL, "1970-01-01"),
    ],
)
def test_a_span_begins_with_its_first_midnight(span: UsageSpan, first: str) -> None:
    since_us = span.since_us(NOW_US, UTC)
    assert day_name(since_us, UTC) == first
    assert since_us % 86_400_000_000 == 0


def test_a_day_of_23_hours_is_a_day() -> None:
    zone = ZoneInfo("Europe/Berlin")
    now_us = round(datetime(2026, 3, 30, 12, tzinfo=zone).timestamp() * 1e6)
    began = datetime.fromtimestamp(days_start_us(now_us, 3, zone) / 1e6, zone)
    assert (began.date(), began.hour) == (date(2026, 3, 28), 0)


@pytest.mark.parametrize("days", [30_000, 10**7, 10**12])
def test_more_days_than_there_are_begin_with_all(days: int) -> None:
    assert days_start_us(NOW_US, days, UTC) == 0


def test_days_without_anything_are_bars_too() -> None:
    bars = day_bars([share("2026-03-02"), share("2026-03-04")], "2026-03-01", "2026-03-05", 30)
    assert [bar.first for bar in bars] == [f"2026-03-0{n}" for n in range(1, 6)]
    assert [bar.share.total.requests for bar in bars] == [0, 1, 0, 1, 0]
    assert day_bars([], "", "2026-03-05", 30) == ()


def test_a_day_after_the_last_one_is_shown() -> None:
    bars = day_bars([share("2026-03-09")], "", "2026-03-05", 30)
    assert [bar.first for bar in bars] == ["2026-03-09"]


@given(st.integers(1, 900), st.integers(1, 60))
def test_many_days_become_equal_bars_and_nothing_is_lost(length: int, most: int) -> None:
    first = date(2024, 1, 1)
    days = [share((first + timedelta(days=n)).isoformat()) for n in range(length)]
    bars = day_bars(days, "", days[-1].name, most)
    assert len(bars) <= most
    assert sum(bar.share.total.requests for bar in bars) == length
    assert bars[-1].last == days[-1].name
    widths = {date.fromisoformat(bar.last) - date.fromisoformat(bar.first) for bar in bars}
    assert len(widths) == 1
