"""Filters pass only what is known to fit; orders put what is unknown last."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from desktop_chat.core.catalog import ArenaScore, Benchmarks, Model, ReasoningSupport
from desktop_chat.core.model_filter import ModelFilter, ModelOrder, Trait, ordered, traits_of
from desktop_chat.core.pricing import Pricing

DAY_S = 86_400
NOW_S = 1_000 * DAY_S
FULL = Model(
    "maker/full",
    context_length=100_000,
    pricing=Pricing(prompt=Decimal("0.000002"), completion=Decimal("0.000006")),
    input_modalities=("text", "image"),
    output_modalities=("text",),
    supported_parameters=frozenset({"tools", "seed"}),
    reasoning=ReasoningSupport(),
    created=990 * DAY_S,
    benchmarks=Benchmarks(50.0, 40.0, 30.0, (ArenaScore("models", elo=1200.0),)),
)
UNKNOWN = Model("unknown")

FITTING = [
    ModelFilter(authors=frozenset({"maker"})),
    ModelFilter(inputs=frozenset({"image"}), outputs=frozenset({"text"})),
    ModelFilter(min_context=100_000),
    ModelFilter(max_prompt_usd=Decimal(2)),
    ModelFilter(max_completion_usd=Decimal(6)),
    ModelFilter(parameters=frozenset({"seed"})),
    ModelFilter(max_age_days=10),
    ModelFilter(min_intelligence=50),
    ModelFilter(min_coding=40),
    ModelFilter(min_agentic=30),
    ModelFilter(min_elo=1200),
    ModelFilter(traits=frozenset({Trait.REASONING, Trait.TOOLS, Trait.VISION})),
    ModelFilter(ids=frozenset({"maker/full"})),
]
MISSING = [
    ModelFilter(authors=frozenset({"other"})),
    ModelFilter(outputs=frozenset({"audio"})),
    ModelFilter(min_context=100_001),
    ModelFilter(max_prompt_usd=Decimal("1.99")),
    ModelFilter(max_completion_usd=Decimal("5.99")),
    ModelFilter(parameters=frozenset({"logprobs"})),
    ModelFilter(max_age_days=9),
    ModelFilter(min_intelligence=51),
    ModelFilter(min_elo=1201),
    ModelFilter(traits=frozenset({Trait.FREE})),
    ModelFilter(ids=frozenset()),
]


@pytest.mark.parametrize("wanted", FITTING)
def test_what_fits_passes_and_what_is_unknown_does_not(wanted: ModelFilter) -> None:
    assert wanted.fits(FULL, NOW_S)
    assert not wanted.fits(UNKNOWN, NOW_S)


@pytest.mark.parametrize("wanted", MISSING)
def test_what_does_not_fit_does_not_pass(wanted: ModelFilter) -> None:
    assert not wanted.fits(FULL, NOW_S)


def test_a_price_that_varies_is_never_cheap_enough() -> None:
    router = msgspec.structs.replace(FULL, pricing=Pricing(prompt=Decimal(-1)))
    assert not ModelFilter(max_prompt_usd=Decimal(1000)).fits(router)


def test_a_release_in_the_future_is_young() -> None:
    assert ModelFilter(max_age_days=1).fits(FULL, 0)


def test_what_a_local_server_says_that_a_model_can_do_counts() -> None:
    local = Model("m", capabilities=frozenset({"tools", "vision", "thinking"}))
    assert traits_of([local]) == {Trait.TOOLS, Trait.VISION, Trait.REASONING}


@pytest.mark.parametrize("order", [each for each in ModelOrder if not each.is_remote])
def test_every_order_of_the_list_itself_puts_the_unknown_last(order: ModelOrder) -> None:
    assert ordered([UNKNOWN, FULL], order)[0] is FULL


def test_prices_rise_or_fall_and_a_router_s_stand_last_either_way() -> None:
    cheap = Model("cheap", pricing=Pricing(prompt=Decimal(0), completion=Decimal(0)))
    router = Model("router", pricing=Pricing(prompt=Decimal(-1), completion=Decimal(-1)))
    models = [router, FULL, cheap]
    assert ordered(models, ModelOrder.CHEAPEST) == [cheap, FULL, router]
    assert ordered(models, ModelOrder.DEAREST) == [FULL, cheap, router]
