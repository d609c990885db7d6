"""Scores of a model come from two places, and each is told once."""

from __future__ import annotations

from desktop_chat.core.catalog import ArenaScore, Benchmarks, Model
from desktop_chat.core.model_scores import (
    ANALYSIS,
    ARENA,
    joined_scores,
    listed_scores,
    scores_of,
)
from desktop_chat.core.model_statistics import BenchmarkScore


def test_scores_stay_with_their_source() -> None:
    rows = [
        BenchmarkScore("a", "x", "one", 1),
        BenchmarkScore("b", "x", "one", 2),
        BenchmarkScore("a", "y", "two", 3),
        BenchmarkScore("a", "x", "three", 4),
    ]
    assert [row.score for row in scores_of(rows, {"a"})] == [1, 4, 3]


def test_the_list_tells_what_it_has() -> None:
    arenas = (ArenaScore("models", "website", elo=1_200), ArenaScore("models", rank=3))
    model = Model("a", benchmarks=Benchmarks(coding=50.5, arenas=arenas))
    assert listed_scores(model) == (
        BenchmarkScore("a", ANALYSIS, "coding_index", 50.5),
        BenchmarkScore("a", ARENA, "models / website", 1_200),
    )
    assert listed_scores(Model("a")) == ()


def test_a_score_of_both_is_that_of_the_benchmarks() -> None:
    measured = [BenchmarkScore("a", ANALYSIS, "coding_index", 51), BenchmarkScore("a", "x", "y", 1)]
    listed = [
        BenchmarkScore("a", ANALYSIS, "coding_index", 50),
        BenchmarkScore("a", ANALYSIS, "agentic_index", 40),
    ]
    assert [row.score for row in joined_scores(measured, listed)] == [51, 40, 1]
