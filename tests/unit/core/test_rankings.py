"""Ranks say what was told, on how many days, and how it moved against the days before."""

from __future__ import annotations

import pytest

from desktop_chat.core.model_statistics import OTHER_MODELS, AppRank, DailyTokens
from desktop_chat.core.rankings import Period, period_of, ranked_apps, ranked_models

ROWS = [
    *(DailyTokens(f"2026-01-0{day}", "a", 10 * day) for day in (1, 2, 3, 4)),
    *(DailyTokens(f"2026-01-0{day}", OTHER_MODELS, 100) for day in (1, 2, 3, 4)),
    DailyTokens("2026-01-04", "b", 5),
]


def test_models_are_ranked_over_the_last_days_and_against_those_before() -> None:
    first, second, others = ranked_models(ROWS, 2)
    assert (first.rank, first.key, first.tokens, first.is_least) == (1, "a", 70, False)
    assert first.change == pytest.approx(70 / 30 - 1)
    assert first.share == pytest.approx(70 / 275)
    assert (second.key, second.is_least, second.change) == ("b", True, None)
    assert (others.rank, others.key, others.tokens) == (0, OTHER_MODELS, 200)


def test_without_as_many_days_before_nothing_is_said_of_a_change() -> None:
    assert all(row.change is None for row in ranked_models(ROWS, 3))
    assert ranked_models([], 7) == ()


def test_the_period_is_the_days_that_are_told_of() -> None:
    assert period_of(ROWS, 2) == Period("2026-01-03", "2026-01-04")
    assert period_of([], 2) == Period()


def test_apps_stand_by_their_rank() -> None:
    first, second = ranked_apps([AppRank(2, 8, "Two", 10, 3), AppRank(1, 9, "One", 30, 4)])
    assert (first.key, first.share, first.requests) == ("One", 0.75, 4)
    assert second.rank == 2
