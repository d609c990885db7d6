"""What is said of one model in figures about many: tokens by day, its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from msgspec import Struct

from desktop_chat.core.catalog import Model
from desktop_chat.core.measured_requests import MeasuredRequest
from desktop_chat.core.model_statistics import (
    OTHER_MODELS,
    Activity,
    DailyTokens,
    last_days,
    totals_by_model,
)
from desktop_chat.core.spending import SpentBy, shares

WEEK_DAYS = 7
"""A week, as figures of one are told."""


class DayAmount(Struct, frozen=True):
    """An amount on a day, YYYY-MM-DD; None: not told."""

    day: str
    amount: int | None


class Standing(Struct, frozen=True):
    """How a model stands in a week.

    Attributes:
        tokens: On the days on which it was among those that are told.
        days: How many those were.
        rank: Among the models that are told of, 1 is the first.
    """

    tokens: int
    days: int
    rank: int


def names_of(model: Model) -> frozenset[str]:
    """Return the names under which statistics know a model."""
    return frozenset(name for name in (model.id, model.canonical_slug) if name)


def daily_tokens(rows: Iterable[DailyTokens], names: Collection[str]) -> tuple[DayAmount, ...]:
    """Return a model's tokens by day, from the first day that any model is told of to the last.

    A day on which it is not among the models that are told of has None. Without any day of its own
    there is nothing.
    """
    kept = list(rows)
    own = {row.day: row.tokens for row in kept if row.model_slug in names}
    if not own:
        return ()
    return filled_days(own, min(row.day for row in kept), max(row.day for row in kept))


def filled_days(
    amounts: dict[str, int], first: str, last: str, missing: int | None = None
) -> tuple[DayAmount, ...]:
    """Return every day from one to another, with `missing` where none is stated."""
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return tuple(DayAmount(day, amounts[day]) for day in sorted(amounts))
    days = ((begin + timedelta(days=n)).isoformat() for n in range((end - begin).days + 1))
    return tuple(DayAmount(day, amounts.get(day, missing)) for day in days)


def own_daily_tokens(
    requests: Iterable[MeasuredRequest], now_us: int, days: int, zone: tzinfo | None = None
) -> tuple[DayAmount, ...]:
    """Return the tokens of the user's requests on each of the last days; without any, nothing.

    Days are those of `zone` or of the computer's own; today, in UTC microseconds, is the last.
    """
    used = shares((each.spent for each in requests), SpentBy.DAY, zone)
    amounts = {day.name: day.prompt_tokens + day.completion_tokens for day in used}
    today = datetime.fromtimestamp(now_us / 1_000_000, zone).date()
    first = (today - timedelta(days=days - 1)).isoformat()
    return filled_days(amounts, first, today.isoformat(), 0) if amounts else ()


def week_standing(rows: Iterable[DailyTokens], names: Collection[str]) -> Standing | None:
    """Return how a model stands in the last seven days that are told of, None where it does not."""
    week = last_days(rows, WEEK_DAYS)
    own = [row for row in week if row.model_slug in names]
    if not own:
        return None
    ranked = [slug for slug, _ in totals_by_model(week) if slug != OTHER_MODELS]
    rank = next(place for place, slug in enumerate(ranked, 1) if slug in names)
    return Standing(sum(row.tokens for row in own), len({row.day for row in own}), rank)


def account_days(rows: Iterable[Activity], names: Collection[str]) -> tuple[DayAmount, ...]:
    """Return an account's tokens of a model by day, as the router counts them."""
    amounts: dict[str, int] = {}
    for row in rows:
        if row.model in names:
            tokens = row.prompt_tokens + row.completion_tokens
            amounts[row.day] = amounts.get(row.day, 0) + tokens
    return filled_days(amounts, min(amounts), max(amounts), 0) if amounts else ()


def account_cost_usd(rows: Iterable[Activity], names: Collection[str]) -> Decimal:
    """Return what an account paid for a model, as the router counts it."""
    return sum((row.usage_usd for row in rows if row.model in names), Decimal(0))
