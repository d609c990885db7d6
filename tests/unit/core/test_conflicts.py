"""Tests of desktop_chat.core.conflicts: each rule by an example, and the law of its fixes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from hypothesis import given
from support.samplings import SAMPLINGS

from desktop_chat.core.catalog import Model, ReasoningSupport
from desktop_chat.core.conflict import Case, Conflict
from desktop_chat.core.conflicts import RULES, conflicts
from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.reasoning_conflicts import REASONING_RULES
from desktop_chat.core.routing_conflicts import ROUTING_RULES
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.core.tool_conflicts import TOOL_RULES

CLAUDE = Model("anthropic/claude-sonnet-4.5", max_completion_tokens=64_000)
SHORT = Model("a/b", max_completion_tokens=4096, context_length=8192)
JSON_ONLY = Model("a/b", supported_parameters=frozenset({"response_format"}))
SCHEMA = {"type": "json_schema", "json_schema": {"name": "place", "schema": {"type": "object"}}}


@dataclass(frozen=True)
class Example:
    """A sampling that a rule speaks of, and one beside it that it lets pass."""

    at: str
    sampling: Sampling
    harmless: Sampling
    model: Model = Model("a/b")  # noqa: RUF009 - a frozen value
    is_refused: bool = True


EXAMPLES: dict[str, Example] = {
    "temperature_with_top_p": Example(
        "top_p", Sampling(temperature=0.5, top_p=0.5), Sampling(temperature=0.5), CLAUDE
    ),
    "filters_without_effect": Example(
        "top_k",
        Sampling(temperature=0, top_k=5, min_p=0.1),
        Sampling(temperature=0.1, top_k=5, min_p=0.1),
        is_refused=False,
    ),
    "two_lengths": Example(
        "max_completion_tokens",
        Sampling(max_tokens=50, max_completion_tokens=50),
        Sampling(max_completion_tokens=50),
    ),
    "longer_than_possible": Example(
        "max_tokens", Sampling(max_tokens=4097), Sampling(max_tokens=4096), SHORT
    ),
    "shorter_than_some_take": Example(
        "max_completion_tokens",
        Sampling(max_completion_tokens=15),
        Sampling(max_completion_tokens=16),
    ),
    "too_many_stops": Example("stop", Sampling(stop=tuple("abcde")), Sampling(stop=tuple("abcd"))),
    "empty_stop": Example("stop", Sampling(stop=("a", "")), Sampling(stop=("a",))),
    "bias_without_token": Example(
        "logit_bias", Sampling(logit_bias={"17": 1, "the": 2}), Sampling(logit_bias={"17": 1})
    ),
    "alternatives_without_logprobs": Example(
        "top_logprobs",
        Sampling(top_logprobs=5, logprobs=False),
        Sampling(top_logprobs=5, logprobs=True),
    ),
    "schema_unsupported": Example(
        "response_format",
        Sampling(response_format=SCHEMA),
        Sampling(response_format={"type": "json_object"}),
        JSON_ONLY,
    ),
    "schema_wrong": Example(
        "response_format",
        Sampling(response_format={"type": "json_schema"}),
        Sampling(response_format=SCHEMA),
    ),
    "structure_without_schema": Example(
        "structured_outputs",
        Sampling(structured_outputs=True, response_format={"type": "text"}),
        Sampling(structured_outputs=True, response_format=SCHEMA),
        is_refused=False,
    ),
}


def name_of(rule: Callable[[Case], Conflict | None]) -> str:
    return rule.__name__.removeprefix("_")


ELSEWHERE = (*REASONING_RULES, *TOOL_RULES, *ROUTING_RULES)
OWN_RULES = {name_of(rule) for rule in RULES if rule not in ELSEWHERE}


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == OWN_RULES


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_a_conflict_is_told_where_it_arises(example: Example) -> None:
    (found,) = conflicts(example.sampling, example.model)
    assert found.names[0] == example.at
    assert found.is_refused is example.is_refused
    assert found.sentence.endswith(".")
    assert conflicts(example.harmless, example.model) == ()


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_each_fix_ends_it(example: Example) -> None:
    (found,) = conflicts(example.sampling, example.model)
    assert found.fixes
    for fix in found.fixes:
        mended = msgspec.structs.replace(example.sampling, **fix.changes)
        assert conflicts(mended, example.model) == ()


@pytest.mark.parametrize(
    "model_id",
    [
        "anthropic/claude-3.5-sonnet",
        "anthropic/claude-opus-4",
        "anthropic/claude-sonnet-4:beta",
        "anthropic/claude-2.1",
        "mistralai/mistral-large-2407",
        "claude-sonnet-4.5",
    ],
)
def test_models_that_take_temperature_and_top_p_are_let_alone(model_id: str) -> None:
    assert conflicts(Sampling(temperature=1, top_p=0.9), Model(model_id)) == ()


@pytest.mark.parametrize(
    "model_id",
    [
        "anthropic/claude-opus-4.1",
        "anthropic/claude-opus-4-1",
        "anthropic/claude-haiku-4.5",
        "~anthropic/claude-sonnet-latest",
    ],
)
def test_models_that_refuse_both_are_known(model_id: str) -> None:
    assert len(conflicts(Sampling(temperature=1, top_p=0.9), Model(model_id))) == 1


def test_what_is_not_sent_is_no_conflict() -> None:
    model = msgspec.structs.replace(CLAUDE, supported_parameters=frozenset({"temperature"}))
    assert conflicts(Sampling(temperature=1, top_p=0.9), model) == ()


def test_the_context_limits_where_the_model_states_nothing_else() -> None:
    (found,) = conflicts(Sampling(max_tokens=9000), Model("a/b", context_length=8192))
    assert "8192" in found.sentence


def test_servers_of_ones_own_take_what_services_refuse() -> None:
    many = Sampling(stop=tuple("abcde"), max_tokens=3)
    assert len(conflicts(many)) == 2
    assert conflicts(many, endpoint=PRACTICE) == ()


def test_the_names_in_a_conflict_are_parameters() -> None:
    for example in EXAMPLES.values():
        for found in conflicts(example.sampling, example.model):
            assert set(found.names) <= set(PARAMETERS)
            assert all(set(fix.changes) <= set(PARAMETERS) for fix in found.fixes)


MODELS: list[Model | None] = [
    None,
    CLAUDE,
    SHORT,
    JSON_ONLY,
    Model("a/b", reasoning=ReasoningSupport(mandatory=True, supported_efforts=("low", "high"))),
]


@given(SAMPLINGS)
def test_every_sampling_is_judged_and_every_fix_can_be_set(sampling: Sampling) -> None:
    for model in MODELS:
        for found in conflicts(sampling, model):
            for fix in found.fixes:
                changes: dict[str, Any] = dict(fix.changes)
                for name, value in changes.items():
                    mended = sampling.unset(name)
                    if value is not msgspec.UNSET:
                        mended = mended.set(name, value)
                    assert mended != sampling
