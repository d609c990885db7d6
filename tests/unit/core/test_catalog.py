"""Tests of desktop_chat.core.catalog: names and prices of models."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.catalog import Model, estimated_usage, free_text_model, list_change
from desktop_chat.core.pricing import Pricing

PRICES = st.decimals(0, Decimal("0.001"), places=9)
COUNTS = st.integers(0, 10_000_000)


@pytest.mark.parametrize(
    "pricing",
    [
        Pricing(),
        Pricing(prompt=Decimal(1)),
        Pricing(completion=Decimal(1)),
        Pricing(prompt=Decimal(-1), completion=Decimal(1)),
        Pricing(prompt=Decimal(1), completion=Decimal(-1)),
        Pricing(prompt=Decimal(1), completion=Decimal(1), request=Decimal(-1)),
    ],
)
def test_an_unknown_or_dynamic_price_gives_no_cost(pricing: Pricing) -> None:
    assert pricing.cost_usd(10, 10) is None


def test_the_cost_is_exact() -> None:
    pricing = Pricing(Decimal("0.000002"), Decimal("0.000006"), request=Decimal("0.01"))
    assert pricing.cost_usd(1000, 500) == Decimal("0.015")


@given(PRICES, PRICES, COUNTS, COUNTS)
def test_cost_grows_with_each_count_by_its_price(
    prompt: Decimal, completion: Decimal, prompt_tokens: int, completion_tokens: int
) -> None:
    pricing = Pricing(prompt, completion)
    cost = pricing.cost_usd(prompt_tokens, completion_tokens)
    one_more = pricing.cost_usd(prompt_tokens, completion_tokens + 1)
    assert cost is not None
    assert one_more is not None
    assert one_more - cost == completion


def test_only_a_model_whose_prices_are_stated_as_nothing_is_free() -> None:
    assert Pricing(Decimal(0), Decimal(0)).is_free
    assert not Pricing().is_free
    assert not Pricing(prompt=Decimal(0)).is_free
    assert not Pricing(Decimal(-1), Decimal(-1)).is_free


@pytest.mark.parametrize(
    ("model", "title", "author"),
    [
        (Model("mistralai/large", name="Mistral: Large"), "Large", "mistralai"),
        (Model("mistralai/large", name="Large"), "Large", "mistralai"),
        (Model("llama3"), "llama3", ""),
        (Model("a/b", name="Odd: "), "Odd: ", "a"),
    ],
)
def test_title_and_author(model: Model, title: str, author: str) -> None:
    assert model.title == title
    assert model.author == author


def test_a_model_named_by_hand_holds_nothing_back() -> None:
    model = free_text_model("my/model")
    assert model.id == model.title == "my/model"
    assert model.supported_parameters is None
    assert model.pricing.cost_usd(1, 1) is None


def test_our_own_count_is_marked_and_priced_where_it_can_be() -> None:
    model = Model("a/b", pricing=Pricing(Decimal("0.5"), Decimal(1)))
    usage = estimated_usage(model, 2, 3)
    assert usage.is_estimate
    assert usage.total_tokens == 5
    assert usage.cost_usd == Decimal(4)
    assert estimated_usage(None, 2, 3).cost_usd is None


def test_a_list_says_what_came_what_went_and_what_has_another_price() -> None:
    dear, cheap = Pricing(prompt=Decimal(2)), Pricing(prompt=Decimal(1))
    before = [Model("gone"), Model("same"), Model("dear", pricing=dear)]
    now = [Model("same"), Model("dear", pricing=cheap), Model("new")]
    change = list_change(before, now)
    assert (change.added, change.vanished) == (("new",), ("gone",))
    assert change.repriced == {"dear": (dear, cheap)}


def test_a_first_list_is_no_change() -> None:
    assert list_change([], [Model("new")]).added == ()
