"""What a request costs while it runs, and what its row says in the end."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_chat.app.running_cost import RunningCost
from desktop_chat.core.calibration import Calibration
from desktop_chat.core.catalog import Model
from desktop_chat.core.pricing import Pricing
from desktop_chat.core.spending import Allowance, CapKind, CostSource, Spent
from desktop_chat.core.usage import Usage

MODEL = Model("m", pricing=Pricing(Decimal("0.01"), Decimal("0.1")))
OPENING = Spent("r", 1, tokenizer="t", prompt_tokens=10, guessed_prompt=10, cost_usd=Decimal("0.1"))


def running(left: str | None = None, model: Model | None = MODEL) -> RunningCost:
    allowance = None
    if left is not None:
        allowance = Allowance(CapKind.MESSAGE, Decimal(left), Decimal(0))
    return RunningCost(OPENING, model, Calibration(), allowance)


def test_a_cap_is_passed_by_the_piece_that_passes_it() -> None:
    cost = running("0.5")
    for _ in range(4):
        cost.add("word")
        assert not cost.is_over
    cost.add("word")
    assert cost.is_over
    failure = cost.stopped()
    assert failure.text == "Stopped at your cap of $0.50 per message."
    assert failure.advice == "≈ $0.60 spent, 5 tokens kept."
    assert (failure.code, failure.detail) == ("message", "0.5")


def test_without_a_cap_or_a_price_nothing_is_passed() -> None:
    for cost in (running(), running("0", model=None)):
        cost.add("word" * 10_000)
        assert not cost.is_over
    with pytest.raises(ValueError, match="No cap"):
        running().stopped()


def test_the_endpoints_own_cost_is_taken_as_it_is() -> None:
    usage = Usage(7, 3, 10, cost_usd=Decimal("0.123456789"))
    row = running().ended(usage, "gen", is_charged=True)
    assert (row.cost_usd, row.source) == (usage.cost_usd, CostSource.USAGE)
    assert (row.prompt_tokens, row.completion_tokens, row.generation_id) == (7, 3, "gen")


def test_counted_tokens_without_a_cost_are_priced() -> None:
    row = running().ended(Usage(7, 3, 10), "", is_charged=True)
    assert (row.cost_usd, row.source) == (Decimal("0.37"), CostSource.PRICES)


def test_what_nobody_counted_is_an_estimate() -> None:
    cost = running()
    cost.add("words of eleven")
    row = cost.ended(None, "", is_charged=True)
    assert (row.cost_usd, row.source) == (Decimal("0.5"), CostSource.ESTIMATE)
    assert (row.guessed_completion, row.completion_tokens) == (4, 4)


def test_a_refused_request_costs_nothing() -> None:
    row = running().ended(None, "", is_charged=False)
    assert (row.cost_usd, row.prompt_tokens) == (Decimal(0), 0)


def test_an_unknown_price_stays_unknown_unless_nobody_bills() -> None:
    assert running(model=None).ended(None, "", is_charged=True).cost_usd is None
    free = RunningCost(OPENING, None, Calibration(), is_free=True)
    assert free.ended(Usage(1, 1, 2), "", is_charged=True).cost_usd == 0
