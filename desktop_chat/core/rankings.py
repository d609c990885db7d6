"""Ranks over the last days, made of daily tokens: each model's sum, its share and how it moved."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from desktop_chat.core.model_statistics import (
    OTHER_MODELS,
    AppRank,
    DailyTokens,
    last_days,
    totals_by_model,
)


class Ranked(Struct, frozen=True):
    """One line of a ranking.

    Attributes:
        rank: 1 is the first; 0 for the sum of all that have no line of their own.
        key: A model's canonical slug, OTHER_MODELS, or an app's name.
        tokens: At least so many, where `is_least`: on some day it was not among those told of.
        share: Of all tokens that are told of, 0 to 1.
        change: Against as many days before, 0.1 for a tenth more; None where either is not whole.
        requests: None where they are not told.
    """

    rank: int
    key: str
    tokens: int
    share: float
    is_least: bool = False
    change: float | None = None
    requests: int | None = None


class Period(Struct, frozen=True):
    """The days that a ranking is about, each YYYY-MM-DD; "" where there are none."""

    first: str = ""
    last: str = ""


def period_of(rows: Sequence[DailyTokens], days: int) -> Period:
    """Return the first and the last of the last days that are told of."""
    told = sorted({row.day for row in last_days(rows, days)})
    return Period(told[0], told[-1]) if told else Period()


def ranked_models(rows: Sequence[DailyTokens], days: int) -> tuple[Ranked, ...]:
    """Return the models by their tokens over the last days, the sum of all others last."""
    now, before = last_days(rows, days), last_days(rows, days, skipped=days)
    told, told_before = _days_told(now), _days_told(before)
    whole, whole_before = len({row.day for row in now}), len({row.day for row in before})
    earlier = dict(totals_by_model(before))
    totals = totals_by_model(now)
    everything = sum(tokens for _, tokens in totals) or 1
    ranks: list[Ranked] = []
    for rank, (slug, tokens) in enumerate(totals, 1):
        is_whole = told[slug] == whole
        is_compared = is_whole and told_before.get(slug) == whole_before == whole
        change = tokens / earlier[slug] - 1 if is_compared and earlier[slug] else None
        ranks.append(
            Ranked(
                rank=0 if slug == OTHER_MODELS else rank,
                key=slug,
                tokens=tokens,
                share=tokens / everything,
                is_least=not is_whole,
                change=change,
            )
        )
    return tuple(ranks)


def ranked_apps(rows: Sequence[AppRank]) -> tuple[Ranked, ...]:
    """Return the apps in the order of their ranks; shares are of those that are listed."""
    everything = sum(row.tokens for row in rows) or 1
    return tuple(
        Ranked(row.rank, row.name, row.tokens, row.tokens / everything, requests=row.requests)
        for row in sorted(rows, key=lambda row: row.rank)
    )


def _days_told(rows: Sequence[DailyTokens]) -> dict[str, int]:
    days: dict[str, set[str]] = {}
    for row in rows:
        days.setdefault(row.model_slug, set()).add(row.day)
    return {slug: len(each) for slug, each in days.items()}
