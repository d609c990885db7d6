"""What an experiment would take, from prices and lengths, and from what came back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from support.experiments import plan, question
from support.program import Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.experiment_estimate import Estimator, needs_confirmation
from desktop_chat.app.experiments import Experiments
from desktop_chat.core.experiment import Axis, AxisKind, Estimate, cell_at, settings_of
from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.usage import Usage

MODELS = {
    "data": [
        {"id": "cheap", "pricing": {"prompt": "0.000001", "completion": "0.00001"}},
        {"id": "varied", "pricing": {"prompt": "-1", "completion": "-1"}},
    ]
}
DEARER = {
    "data": [{"id": "cheap", "pricing": {"prompt": "0.000002", "completion": "0.00001"}}],
}
TWO_MODELS = plan(
    messages=(question("x" * 400),),
    axes=(Axis(AxisKind.MODEL, values=("cheap", "other")),),
    repeats=3,
    seeds=(1, 2, 3),
    sampling=Sampling(max_tokens=50),
)


@asynccontextmanager
async def priced() -> AsyncIterator[Program]:
    reply = ScriptedReply([msgspec.json.encode(MODELS)], 200, JSON)
    async with program(ScriptedTransport(reply)) as opened:
        await opened.services.catalog.refresh(PRACTICE)
        yield opened


async def test_a_price_that_varies_makes_the_cost_unknown() -> None:
    async with priced() as opened:
        asked = plan(axes=(Axis(AxisKind.MODEL, values=("cheap", "varied")),))
        assert Estimator(asked, opened.services).whole().cost_usd is None


async def test_prompts_answers_and_prices_are_counted_for_every_cell() -> None:
    async with priced() as opened:
        asked = msgspec.structs.replace(
            TWO_MODELS, axes=(Axis(AxisKind.MODEL, values=("cheap",)),), system_prompt="abcd"
        )
        found = Estimator(asked, opened.services).whole()
        assert (found.requests, found.prompt_tokens, found.completion_tokens) == (3, 303, 150)
        assert found.cost_usd == Decimal("0.001803")
        assert found.seconds > 0


async def test_what_cells_have_cost_is_taken_for_the_next() -> None:
    async with priced() as opened:
        estimator = Estimator(TWO_MODELS, opened.services)
        settings = settings_of(TWO_MODELS, cell_at(TWO_MODELS, 0))
        assert estimator.cost_usd(settings) == Decimal("0.0006")
        for cost in ("0.002", "0.004"):
            estimator.note(settings, Usage(cost_usd=Decimal(cost)))
        estimator.note(settings, Usage())
        estimator.note(settings, None)
        assert estimator.cost_usd(settings) == Decimal("0.003")


@pytest.mark.parametrize(
    ("requests", "cost", "asks"),
    [(20, None, False), (21, None, True), (1, "1", False), (1, "1.01", True)],
)
def test_when_a_person_is_asked(requests: int, cost: str | None, asks: bool) -> None:
    estimate = Estimate(requests, 1, 1, None if cost is None else Decimal(cost), 1.0)
    assert needs_confirmation(estimate) is asks


async def test_models_whose_price_has_changed_since_are_named() -> None:
    lists = [MODELS, MODELS, DEARER, {"data": []}]
    replies = [ScriptedReply([msgspec.json.encode(each)], 200, JSON) for each in lists]
    async with program(ScriptedTransport(*replies)) as opened:
        catalog = opened.services.catalog
        await catalog.refresh(PRACTICE)
        estimator = Estimator(TWO_MODELS, opened.services)
        assert estimator.repriced() == ()
        estimator.whole()
        await catalog.refresh(PRACTICE)
        assert estimator.repriced() == ()
        await catalog.refresh(PRACTICE)
        (found,) = estimator.repriced()
        assert (found.title, found.before.prompt, found.now.prompt) == (
            "cheap",
            Decimal("0.000001"),
            Decimal("0.000002"),
        )
        await catalog.refresh(PRACTICE)
        assert estimator.repriced() == ()


async def test_an_estimate_and_its_prices_are_the_same_after_a_restart(tmp_path: Path) -> None:
    asked = msgspec.structs.replace(TWO_MODELS, axes=(Axis(AxisKind.MODEL, values=("cheap",)),))
    lists = [ScriptedReply([msgspec.json.encode(each)], 200, JSON) for each in (MODELS, DEARER)]
    async with program(ScriptedTransport(lists[0]), tmp_path) as opened:
        await opened.services.catalog.refresh(PRACTICE)
        created = await Experiments(opened.services).create(asked)
        cost = created.estimate.cost_usd
        assert cost is not None
        assert created.estimator.repriced() == ()
    async with program(ScriptedTransport(lists[1]), tmp_path) as opened:
        experiments = Experiments(opened.services)
        again = await experiments.open(created.id)
        # Before the list is read, and after prices have changed: what was estimated then.
        assert again.estimate.cost_usd == cost
        await opened.services.catalog.refresh(PRACTICE)
        (found,) = again.estimator.repriced()
        assert (found.before.prompt, found.now.prompt) == (
            Decimal("0.000001"),
            Decimal("0.000002"),
        )
        # What is asked anew is estimated anew.
        estimate = experiments.estimate(again.plan)
        assert estimate.cost_usd is not None
        assert estimate.cost_usd > cost
        assert (await experiments.rerun(again)).estimator.repriced() == ()
