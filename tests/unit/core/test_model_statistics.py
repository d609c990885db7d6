"""Daily tokens add up by model."""

from __future__ import annotations

from desktop_chat.core.model_statistics import OTHER_MODELS, DailyTokens, last_days, totals_by_model


def test_models_stand_by_their_tokens_and_all_others_last() -> None:
    rows = [
        DailyTokens("2026-01-01", OTHER_MODELS, 99),
        DailyTokens("2026-01-01", "a", 1),
        DailyTokens("2026-01-01", "b", 2),
        DailyTokens("2026-01-02", "a", 4),
    ]
    assert totals_by_model(rows) == (("a", 5), ("b", 2), (OTHER_MODELS, 99))


def test_the_last_days_are_those_that_are_told_of() -> None:
    rows = [DailyTokens(f"2026-01-{day:02}", "a", day) for day in (1, 2, 3, 9)]
    assert [row.tokens for row in last_days(rows, 2)] == [3, 9]
    assert [row.tokens for row in last_days(rows, 2, skipped=2)] == [1, 2]
    assert last_days(rows, 2, skipped=4) == ()
