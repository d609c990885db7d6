"""What others measured of one model: the figures of the list of models and of the benchmarks."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from desktop_chat.core.catalog import ArenaScore, Benchmarks, Model
from desktop_chat.core.model_statistics import BenchmarkScore

ANALYSIS, ARENA = "artificial-analysis", "design-arena"


def scores_of(rows: Iterable[BenchmarkScore], names: Collection[str]) -> tuple[BenchmarkScore, ...]:
    """Return a model's scores by source, in the order in which they come."""
    return _by_source([row for row in rows if row.model_slug in names])


def listed_scores(model: Model) -> tuple[BenchmarkScore, ...]:
    """Return the scores that the list of models has, as the benchmarks name them."""
    found = model.benchmarks or Benchmarks()
    indices = (
        ("intelligence_index", found.intelligence),
        ("coding_index", found.coding),
        ("agentic_index", found.agentic),
    )
    rows = [
        BenchmarkScore(model.id, ANALYSIS, n, score) for n, score in indices if score is not None
    ]
    rows += [
        BenchmarkScore(model.id, ARENA, arena_name(each), each.elo)
        for each in found.arenas
        if each.elo is not None
    ]
    return tuple(rows)


def arena_name(score: ArenaScore) -> str:
    """Return what the benchmarks call an arena with its category."""
    return " / ".join(filter(None, (score.arena, score.category)))


def joined_scores(
    measured: Iterable[BenchmarkScore], listed: Iterable[BenchmarkScore]
) -> tuple[BenchmarkScore, ...]:
    """Return both, by source; where both have a score, the one of the benchmarks."""
    rows = list(measured)
    known = {(row.source, row.benchmark) for row in rows}
    return _by_source([*rows, *(r for r in listed if (r.source, r.benchmark) not in known)])


def _by_source(rows: list[BenchmarkScore]) -> tuple[BenchmarkScore, ...]:
    sources = list(dict.fromkeys(row.source for row in rows))
    return tuple(sorted(rows, key=lambda row: sources.index(row.source)))
