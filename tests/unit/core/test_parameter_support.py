"""Every parameter says whether a model takes it, and who tells so."""

from __future__ import annotations

from desktop_chat.core.catalog import Model
from desktop_chat.core.offerings import Offering
from desktop_chat.core.parameter_support import (
    ParameterSupport,
    Support,
    parameter_supports,
    unknown_parameters,
)
from desktop_chat.core.sampling import PARAMETERS, Sampling

MODEL = Model(
    "a/b",
    supported_parameters=frozenset({"temperature", "max_tokens", "newest_thing"}),
    default_parameters=Sampling(temperature=0.3),
)


def told(model: Model, *offerings: Offering) -> dict[str, ParameterSupport]:
    return {each.parameter.name: each for each in parameter_supports(model, offerings)}


def test_every_parameter_has_one_answer() -> None:
    found = told(MODEL)
    assert list(found) == list(PARAMETERS)
    assert found["temperature"].support is Support.YES
    assert found["top_k"].support is Support.NO
    assert found["provider"].support is Support.ENDPOINT


def test_the_models_own_default_goes_before_the_conventional() -> None:
    found = told(MODEL)
    assert (found["temperature"].default, found["temperature"].is_own_default) == (0.3, True)
    assert (found["top_p"].default, found["top_p"].is_own_default) == (1.0, False)


def test_offerings_are_counted_where_they_are_listed() -> None:
    offers = (
        Offering("x", supported_parameters=frozenset({"temperature"})),
        Offering("y", supported_parameters=frozenset()),
    )
    found = told(MODEL, *offers)
    assert (found["temperature"].offers, found["temperature"].offerings) == (1, 2)
    assert found["provider"].offerings == 0


def test_without_a_list_nothing_is_claimed() -> None:
    assert told(Model("a/b"))["temperature"].support is Support.UNTOLD
    assert unknown_parameters(Model("a/b")) == ()


def test_what_is_newer_than_the_program_is_named() -> None:
    assert unknown_parameters(MODEL) == ("newest_thing",)
