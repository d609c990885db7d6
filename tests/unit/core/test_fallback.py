"""Tests of desktop_chat.core.fallback: a fallback is told, and nothing is taken for one."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.fallback import Fallback, answering_model, fallback_of
from desktop_chat.core.message import TurnRecord
from desktop_chat.core.sampling import Sampling


def record(resolved: str, *models: str, asked: str = "a/big", **fields: Any) -> TurnRecord:
    sampling = Sampling(models=models) if models else Sampling()
    return TurnRecord(model=asked, resolved_model=resolved, sampling=sampling, **fields)


@pytest.mark.parametrize(
    ("found", "model"),
    [
        (record("c/small", "c/small"), "c/small"),
        (record("c/small", "a/big", "c/small"), "c/small"),
        (record("c/small-2026-01-02", "c/small"), "c/small"),
        (record("a/big-turbo", "a/big-turbo"), "a/big-turbo"),
        (record("a/big-turbo-0101", "a/big-turbo", "c/small"), "a/big-turbo"),
        (record("c/small", "c/small:free"), "c/small:free"),
        (record("d/other", "c/small"), "d/other"),
    ],
)
def test_another_model_of_the_list_is_a_fallback(found: TurnRecord, model: str) -> None:
    assert fallback_of(found) == Fallback("a/big", model)
    assert answering_model(found) == model


@pytest.mark.parametrize(
    "found",
    [
        record("a/big", "c/small"),
        record("a/big-2026-01-02", "c/small"),
        record("a/big-0613", "a/big-turbo"),
        record("A/Big", "c/small"),
        record("a/big", "c/small", asked="a/big:nitro"),
        record("a/later", "c/small"),
        record("", "c/small"),
        record("c/small"),
        record("d/other", "c/small", asked="~a/big-latest"),
        record("d/other", "c/small", asked="openrouter/auto"),
        record("d/other", "c/small", asked="@preset/mine"),
    ],
)
def test_a_name_in_another_form_is_none(found: TurnRecord) -> None:
    assert fallback_of(found) is None
    assert answering_model(found) == found.model


def routed(provider: str, *order: object) -> TurnRecord:
    routing = Sampling(provider={"order": list(order)})
    return TurnRecord(model="a/big", resolved_model="a/big", provider=provider, sampling=routing)


@pytest.mark.parametrize(
    ("provider", "order"),
    [
        ("Amazon Bedrock", ("amazon-bedrock",)),
        ("DeepInfra", ("deepinfra/turbo", "mistral")),
        ("Google", ("google-vertex/us-east5",)),
        ("NovitaAI", ("novita",)),
        ("Anything", ()),
        ("", ("mistral",)),
        ("Anything", (3, "mistral")),
    ],
)
def test_the_provider_that_was_asked_first_is_no_fallback(
    provider: str, order: tuple[object, ...]
) -> None:
    assert fallback_of(routed(provider, *order)) is None


def test_another_provider_is_a_fallback() -> None:
    assert fallback_of(routed("Mistral", "deepinfra/turbo", "mistral")) == Fallback(
        "deepinfra/turbo", "Mistral", is_model=False
    )
    assert fallback_of(routed("Google AI Studio", "google-vertex")) is not None


@pytest.mark.parametrize("strange", [3, None, "mistral", {"a": 1}])
def test_an_order_of_another_shape_says_nothing(strange: object) -> None:
    found = TurnRecord(provider="Mistral", sampling=Sampling(provider={"order": strange}))
    assert fallback_of(found) is None


def test_of_a_fallback_model_the_order_of_providers_is_no_matter() -> None:
    both = Sampling(models=("c/small",), provider={"order": ["deepinfra"]})
    found = TurnRecord(model="a/big", resolved_model="c/small", provider="Mistral", sampling=both)
    assert fallback_of(found) == Fallback("a/big", "c/small")
