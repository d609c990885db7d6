"""Sums of costs, what is meant by them, and where days and months begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.spending import (
    Allowance,
    CapKind,
    CostSource,
    Spent,
    SpentBy,
    SpentOf,
    SpentSum,
    day_start_us,
    joined_shares,
    month_start_us,
    shares,
)

costs = st.decimals(min_value=0, max_value=10, places=9)


@given(st.lists(costs, max_size=30))
def test_sums_are_exact(found: list[Decimal]) -> None:
    rows = [Spent("r", 0, cost_usd=cost, source=CostSource.USAGE) for cost in found]
    total = SpentSum().with_rows(rows)
    scaled = sum(int(cost.scaleb(9)) for cost in found)
    assert total.cost_usd == Decimal(scaled).scaleb(-9)
    assert (total.requests, total.unpriced, total.estimated_usd) == (len(found), 0, 0)


def test_a_sum_tells_what_is_estimated_and_what_nobody_knows() -> None:
    rows = [
        Spent("a", 1, cost_usd=Decimal("0.1"), source=CostSource.USAGE),
        Spent("b", 2, cost_usd=Decimal("0.2"), source=CostSource.GENERATION),
        Spent("c", 3, cost_usd=Decimal("0.3")),
        Spent("d", 4),
    ]
    total = SpentSum().with_rows(rows)
    assert total == SpentSum(Decimal("0.6"), Decimal("0.3"), 4, 1)


def test_a_filter_takes_what_it_names() -> None:
    spent = Spent("a", 5, conversation_id="c", message_id="m", experiment_id="e")
    assert SpentOf().takes(spent)
    assert SpentOf(since_us=5, conversation_id="c", message_id="m", experiment_id="e").takes(spent)
    for other in (
        SpentOf(since_us=6),
        SpentOf(conversation_id="d"),
        SpentOf(message_id="d"),
        SpentOf(experiment_id="d"),
    ):
        assert not other.takes(spent)


def test_what_is_left_of_a_cap_may_be_less_than_nothing() -> None:
    assert Allowance(CapKind.DAY, Decimal(1), Decimal("0.25")).left_usd == Decimal("0.75")
    assert Allowance(CapKind.DAY, Decimal(1), Decimal(3)).left_usd == -2


def test_days_and_months_begin_at_midnight_of_the_zone() -> None:
    zone = timezone(timedelta(hours=9))
    now = datetime(2026, 3, 1, 2, 30, tzinfo=zone)
    now_us = round(now.timestamp() * 1e6)
    midnight = datetime(2026, 3, 1, tzinfo=zone).timestamp() * 1e6
    assert day_start_us(now_us, zone) == midnight
    assert month_start_us(now_us, zone) == midnight
    before = datetime(2026, 2, 1, tzinfo=UTC).timestamp() * 1e6
    assert month_start_us(now_us, UTC) == before
    assert 0 <= now_us - day_start_us(now_us) <= 25 * 3_600_000_000


def test_requests_are_put_together_by_what_is_asked_for() -> None:
    day_us = 86_400_000_000
    rows = [
        Spent("1", day_us, model="a", cost_usd=Decimal("0.1"), prompt_tokens=3),
        Spent("2", 5 * day_us, model="b", cost_usd=Decimal("0.5"), provider="P"),
        Spent("3", 5 * day_us, model="a", completion_tokens=4),
    ]
    by_day = shares(rows, SpentBy.DAY, UTC)
    assert [(share.name, share.total.requests) for share in by_day] == [
        ("1970-01-02", 1),
        ("1970-01-06", 2),
    ]
    by_model = shares(rows, SpentBy.MODEL)
    assert [share.name for share in by_model] == ["b", "a"]
    assert (by_model[1].prompt_tokens, by_model[1].completion_tokens) == (3, 4)
    assert by_model[1].total.unpriced == 1
    assert [share.name for share in shares(rows, SpentBy.PROVIDER)] == ["P", ""]


def test_shares_of_one_name_are_put_together() -> None:
    rows = [Spent(str(n), 0, model="ba"[n % 2], cost_usd=Decimal(n)) for n in range(5)]
    single = [share for row in rows for share in shares([row], SpentBy.MODEL)]
    assert joined_shares(single, SpentBy.MODEL) == shares(rows, SpentBy.MODEL)
    assert joined_shares(single, SpentBy.DAY) == shares(rows, SpentBy.MODEL)[::-1]
