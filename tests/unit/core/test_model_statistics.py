"""Daily tokens add up by model."""

from __future__ import annotations

from desktop_chat.core.model_statistics import OTHER_MODELS, DailyTokens, totals_by_model


def test_models_stand_by_their_tokens_and_all_others_last() -> None:
    rows = [
        DailyTokens("2026-01-01", OTHER_MODELS, 99),
        DailyTokens("2026-01-01", "a", 1),
        DailyTokens("2026-01-01", "b", 2),
        DailyTokens("2026-01-02", "a", 4),
    ]
    assert totals_by_model(rows) == (("a", 5), ("b", 2), (OTHER_MODELS, 99))
