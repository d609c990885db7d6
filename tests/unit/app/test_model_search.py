"""Models are found by words, by likeness, and by what they can do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_chat.app.model_search import FUZZY_LIMIT, ModelSearch
from desktop_chat.core.catalog import Model, ReasoningSupport
from desktop_chat.core.model_filter import ModelFilter, ModelOrder, Trait
from desktop_chat.core.pricing import Pricing

FREE = Pricing(prompt=Decimal(0), completion=Decimal(0))
MODELS = (
    Model("mistralai/mistral-large-2407", "Mistral: Mistral Large 2407"),
    Model("mistralai/ministral-8b", "Mistral: Ministral 8B", pricing=FREE),
    Model("author/large-mistral-tune", "Author: Large tune", input_modalities=("text", "image")),
    Model("qwen/qwen3-coder", "Qwen: Qwen3 Coder", supported_parameters=frozenset({"tools"})),
    Model("deep/think", "Deep: Think", reasoning=ReasoningSupport()),
)


def found(query: str, *traits: Trait) -> list[str]:
    wanted = ModelFilter(traits=frozenset(traits))
    return [model.id.partition("/")[2] for model in ModelSearch(MODELS).find(query, wanted)]


def test_without_a_query_all_are_there_in_their_order() -> None:
    assert len(found("")) == len(MODELS)


def test_every_word_must_occur_and_names_that_begin_with_it_come_first() -> None:
    assert found("large") == ["large-mistral-tune", "mistral-large-2407"]
    assert found("LARGE mistral 24") == ["mistral-large-2407"]


@pytest.mark.parametrize("query", ["mistrla", "qwen coder3", "minstral 8b"])
def test_a_slip_of_the_finger_finds_what_was_meant(query: str) -> None:
    assert found(query)


def test_what_is_like_nothing_finds_nothing() -> None:
    assert found("zzzzxxxx") == []


def test_a_filter_narrows_a_search_and_an_order_holds_with_and_without_one() -> None:
    assert found("mistral", Trait.FREE) == ["ministral-8b"]
    dated = tuple(Model(f"a/{n}", created=n) for n in (1, 3, 2))
    search = ModelSearch(dated)
    assert [m.id for m in search.find("", order=ModelOrder.NEWEST)] == ["a/3", "a/2", "a/1"]
    ranked = search.find("", order=ModelOrder.WEEKLY, ranked_ids=("a/2", "a/1"))
    assert [m.id for m in ranked] == ["a/2", "a/1", "a/3"]
    assert [m.id for m in search.find("a", order=ModelOrder.NEWEST)] == ["a/3", "a/2", "a/1"]


def test_of_five_thousand_models_the_likeliest_few_are_offered_for_a_slip() -> None:
    many = tuple(Model(f"author/model-{n}", f"Author: Modell {n}") for n in range(5_000))
    search = ModelSearch(many)
    assert len(search.find("model-4999")) == 1
    assert 0 < len(search.find("modle 12")) <= FUZZY_LIMIT


def test_a_search_over_an_order_keeps_it_and_another_order_takes_its_place() -> None:
    search = ModelSearch(MODELS)

    def ids(query: str, *ranked: str) -> list[str]:
        found = search.find(query, None, ModelOrder.POPULAR, ranked)
        return [model.id.partition("/")[2] for model in found]

    first = ("author/large-mistral-tune", "mistralai/mistral-large-2407")
    assert ids("")  # any order that is taken before
    assert ids("mistral", *first) == ["large-mistral-tune", "mistral-large-2407", "ministral-8b"]
    assert ids("mistral", *reversed(first))[:2] == ["mistral-large-2407", "large-mistral-tune"]
    assert ids("", *first)[:2] == ["large-mistral-tune", "mistral-large-2407"]
