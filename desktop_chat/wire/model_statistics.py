"""Rankings, benchmarks and an account's activity.

Source: OpenRouter's /datasets/rankings-daily, /datasets/app-rankings, /benchmarks and /activity.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from desktop_chat.core.model_statistics import (
    Activity,
    AppRank,
    AppRankings,
    BenchmarkScore,
    BenchmarkTable,
    DailyTokens,
    Rankings,
    Source,
)
from desktop_chat.wire.models import json_of
from desktop_chat.wire.redaction import one_line
from desktop_chat.wire.tokens import as_money
from desktop_chat.wire.values import as_count, as_dict, as_dicts, as_figure, as_text

RANKINGS_URL = "https://openrouter.ai/rankings"
_INDICES = ("intelligence_index", "coding_index", "agentic_index")


def parse_rankings(body: bytes) -> Rankings:
    """Return the daily tokens by model.

    Raises:
        NotJson: The body is not JSON.
    """
    payload = as_dict(json_of(body, "rankings"))
    rows = (
        DailyTokens(as_text(row.get("date"))[:10], as_text(row.get("model_permaslug")), tokens)
        for row in as_dicts(payload.get("data"))
        if (tokens := _tokens(row.get("total_tokens"))) is not None
    )
    return Rankings(tuple(row for row in rows if row.day and row.model_slug), _source(payload))


def parse_app_rankings(body: bytes) -> AppRankings:
    """Return the apps by tokens.

    Raises:
        NotJson: The body is not JSON.
    """
    payload = as_dict(json_of(body, "rankings"))
    rows = (
        AppRank(
            rank=as_count(row.get("rank")) or 0,
            app_id=as_count(row.get("app_id")) or 0,
            name=one_line(as_text(row.get("app_name"))),
            tokens=_tokens(row.get("total_tokens")) or 0,
            requests=as_count(row.get("total_requests")) or 0,
        )
        for row in as_dicts(payload.get("data"))
    )
    return AppRankings(tuple(row for row in rows if row.name), _source(payload))


def parse_benchmarks(body: bytes) -> BenchmarkTable:
    """Return the measured figures, one row each; of an unknown source, none.

    Raises:
        NotJson: The body is not JSON.
    """
    payload = as_dict(json_of(body, "benchmarks"))
    rows = [score for row in as_dicts(payload.get("data")) for score in _scores(row)]
    meta = as_dict(payload.get("meta"))
    return BenchmarkTable(
        tuple(rows),
        Source(
            as_of=as_text(meta.get("as_of")),
            citation=one_line(as_text(meta.get("citation"))),
            url=_https(meta.get("source_url")),
        ),
    )


def parse_activity(body: bytes) -> tuple[Activity, ...]:
    """Return what an account used, a row for each day, model and provider.

    Raises:
        NotJson: The body is not JSON.
    """
    rows = as_dicts(as_dict(json_of(body, "activity")).get("data"))
    return tuple(
        Activity(
            day=as_text(row.get("date"))[:10],
            model=as_text(row.get("model")),
            provider_name=one_line(as_text(row.get("provider_name"))),
            requests=as_count(row.get("requests")) or 0,
            prompt_tokens=as_count(row.get("prompt_tokens")) or 0,
            completion_tokens=as_count(row.get("completion_tokens")) or 0,
            reasoning_tokens=as_count(row.get("reasoning_tokens")) or 0,
            usage_usd=as_money(row.get("usage")) or Decimal(0),
        )
        for row in rows
    )


def _scores(row: dict[str, Any]) -> Iterator[BenchmarkScore]:
    slug, source = as_text(row.get("model_permaslug")), as_text(row.get("source"))
    named = {name: as_figure(row.get(name)) for name in _INDICES}
    kind = as_text(row.get("benchmark_type"))
    if kind:
        score = as_figure(row.get("accuracy"))
        named[kind] = as_figure(row.get("primary_score")) if score is None else score
    elif "elo" in row:
        arena = (as_text(row.get("arena")), as_text(row.get("category")))
        named[" / ".join(filter(None, arena))] = as_figure(row.get("elo"))
    for benchmark, figure in named.items():
        if figure is not None and slug:
            yield BenchmarkScore(
                model_slug=slug,
                source=source,
                benchmark=benchmark,
                score=figure,
                name=one_line(as_text(row.get("display_name"))),
                spread=as_figure(row.get("accuracy_stddev")),
                cost_usd=as_money(row.get("avg_cost_per_task")),
                measured=as_text(row.get("last_run_timestamp")),
            )


def _source(payload: dict[str, Any]) -> Source:
    """Return the source with the line that the licence of the datasets asks for."""
    as_of = one_line(as_text(as_dict(payload.get("meta")).get("as_of")))
    dated = f", as of {as_of}" if as_of else ""
    return Source(as_of, f"Source: OpenRouter (openrouter.ai/rankings){dated}.", RANKINGS_URL)


def _tokens(value: Any) -> int | None:
    """Return a number of tokens, which comes as text because sums pass what a float holds."""
    amount = as_money(value)
    return int(amount) if amount is not None and amount >= 0 else None


def _https(value: Any) -> str:
    text = as_text(value)
    return text if text.startswith("https://") and text.isprintable() else ""
