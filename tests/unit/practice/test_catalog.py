"""Tests of desktop_chat.practice.catalog: the model says of itself what is true."""

from __future__ import annotations

from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.practice.catalog import SUPPORTED_PARAMETERS, key, models

# Accepted, and of no effect on a Markov chain that makes one call at most.
WITHOUT_EFFECT = {
    "verbosity",
    "parallel_tool_calls",
    # What chooses a provider, or what a provider searches, means nothing to a model of our own.
    "models",
    "provider",
    "service_tier",
    "web_search_options",
}


def test_every_parameter_is_supported_or_known_to_have_no_effect() -> None:
    assert set(SUPPORTED_PARAMETERS) == PARAMETERS.keys() - WITHOUT_EFFECT


def test_there_is_one_model_and_it_costs_nothing() -> None:
    (model,) = models()["data"]
    assert model["id"] == PRACTICE.default_model
    assert set(model["pricing"].values()) == {"0"}
    assert "not an assistant" in model["description"]


def test_the_key_has_no_limit() -> None:
    assert key()["data"]["limit"] is None
