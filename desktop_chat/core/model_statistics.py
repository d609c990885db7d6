"""Public statistics about models, and an account's own: rankings, benchmarks, activity."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

OTHER_MODELS = "other"
"""Stands in daily tokens for every model that is not among the day's first 50."""


class DailyTokens(Struct, frozen=True):
    """Tokens that all users of the router sent through a model on a day.

    Attributes:
        day: YYYY-MM-DD.
        model_slug: The model's canonical slug, or OTHER_MODELS.
    """

    day: str
    model_slug: str
    tokens: int


class AppRank(Struct, frozen=True):
    """An app among those that use the router, over all models: none is said for one model."""

    rank: int
    app_id: int
    name: str
    tokens: int
    requests: int


class BenchmarkScore(Struct, frozen=True, omit_defaults=True):
    """One measured figure of a model.

    Attributes:
        model_slug: The model's canonical slug.
        source: "artificial-analysis", "design-arena" or "openrouter", or one that is new.
        benchmark: What was measured, by the source's own name: "coding_index", "gpqa_diamond",
            or arena and category.
        score: In the source's own unit.
        spread: Standard deviation, None unknown.
        cost_usd: Average per task, None unknown.
    """

    model_slug: str
    source: str
    benchmark: str
    score: float
    name: str = ""
    spread: float | None = None
    cost_usd: Decimal | None = None
    measured: str = ""


class Activity(Struct, frozen=True, omit_defaults=True):
    """What an account used of a model at one provider on a day.

    Attributes:
        day: YYYY-MM-DD.
        usage_usd: What it cost.
    """

    day: str
    model: str
    provider_name: str = ""
    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    usage_usd: Decimal = Decimal(0)


class Source(Struct, frozen=True, omit_defaults=True):
    """Where statistics come from and of when they are, as their licence asks to be said.

    Attributes:
        as_of: As the source gives it, "" unknown.
        citation: A line to show beside the figures, "" for none.
        url: Where the figures are, "" unknown.
    """

    as_of: str = ""
    citation: str = ""
    url: str = ""


class Rankings(Struct, frozen=True):
    """Daily tokens by model, with their source."""

    rows: tuple[DailyTokens, ...] = ()
    source: Source = Source()


class AppRankings(Struct, frozen=True):
    """Apps by tokens, with their source."""

    rows: tuple[AppRank, ...] = ()
    source: Source = Source()


class BenchmarkTable(Struct, frozen=True):
    """Figures of many models, with their source."""

    rows: tuple[BenchmarkScore, ...] = ()
    source: Source = Source()


def last_days(rows: Iterable[DailyTokens], count: int, skipped: int = 0) -> tuple[DailyTokens, ...]:
    """Return the rows of the last days that are told of, or of those before the last `skipped`."""
    known = tuple(rows)
    days = sorted({row.day for row in known}, reverse=True)[skipped : skipped + count]
    wanted = frozenset(days)
    return tuple(row for row in known if row.day in wanted)


def totals_by_model(rows: Iterable[DailyTokens]) -> tuple[tuple[str, int], ...]:
    """Return the tokens of each model over all days, the most first, OTHER_MODELS last."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.model_slug] = sums.get(row.model_slug, 0) + row.tokens
    return tuple(sorted(sums.items(), key=lambda item: (item[0] == OTHER_MODELS, -item[1])))
