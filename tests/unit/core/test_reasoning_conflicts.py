"""Tests of desktop_chat.core.reasoning_conflicts: each rule by an example, and what ends it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from desktop_chat.core.catalog import Model, ReasoningSupport
from desktop_chat.core.conflict import Case
from desktop_chat.core.reasoning_conflicts import REASONING_RULES
from desktop_chat.core.sampling import Sampling

ANY = Model("a/b")
ALWAYS = Model("a/b", reasoning=ReasoningSupport(mandatory=True, supported_efforts=("low", "high")))
EFFORTS = Model("a/b", reasoning=ReasoningSupport(supported_efforts=("low", "medium")))
CLAUDE = Model("anthropic/claude-sonnet-4.5", max_completion_tokens=64_000)

EXAMPLES: dict[str, tuple[Model, dict[str, Any], dict[str, Any], str]] = {
    # The model, what is in conflict, what is not, where it is told.
    "effort_twice": (
        ANY,
        {"reasoning": {"effort": "low"}, "reasoning_effort": "high"},
        {"reasoning": {"effort": "high"}, "reasoning_effort": "high"},
        "reasoning_effort",
    ),
    "effort_and_budget": (
        ANY,
        {"reasoning": {"effort": "low", "max_tokens": 2000}},
        {"reasoning": {"max_tokens": 2000, "exclude": True}},
        "reasoning",
    ),
    "exclude_twice": (
        ANY,
        {"include_reasoning": False, "reasoning": {"effort": "low"}},
        {"include_reasoning": False, "reasoning": {"exclude": True}},
        "include_reasoning",
    ),
    "off_where_mandatory": (
        ALWAYS,
        {"reasoning": {"enabled": False}},
        {"reasoning": {"effort": "low"}},
        "reasoning",
    ),
    "effort_unknown": (EFFORTS, {"reasoning_effort": "max"}, {"reasoning_effort": "low"}, ""),
    "budget_unknown": (
        EFFORTS,
        {"reasoning": {"max_tokens": 2000}},
        {"reasoning": {"effort": "low"}},
        "reasoning",
    ),
    "budget_too_small": (
        CLAUDE,
        {"reasoning": {"max_tokens": 1023}},
        {"reasoning": {"max_tokens": 1024}},
        "reasoning",
    ),
    "budget_fills_answer": (
        CLAUDE,
        {"reasoning": {"max_tokens": 2000}, "max_tokens": 2000},
        {"reasoning": {"max_tokens": 2000}, "max_tokens": 2001},
        "reasoning",
    ),
}


def test_every_rule_has_an_example() -> None:
    assert {rule.__name__.removeprefix("_") for rule in REASONING_RULES} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_conflict_is_told_and_each_fix_ends_it(name: str) -> None:
    rule = next(each for each in REASONING_RULES if each.__name__ == f"_{name}")
    model, bad, good, at = EXAMPLES[name]
    found = rule(Case(Sampling(**bad), model))
    assert found is not None
    assert found.names[0] == (at or next(iter(bad)))
    assert found.fixes
    for fix in found.fixes:
        assert rule(Case(msgspec.structs.replace(Sampling(**bad), **fix.changes), model)) is None
    assert rule(Case(Sampling(**good), model)) is None


@pytest.mark.parametrize(
    ("effort", "nearest"), [("max", "medium"), ("minimal", "low"), ("of tomorrow", "medium")]
)
def test_the_nearest_effort_is_offered(effort: str, nearest: str) -> None:
    rule = next(each for each in REASONING_RULES if each.__name__ == "_effort_unknown")
    found = rule(Case(Sampling(reasoning={"effort": effort, "exclude": True}), EFFORTS))
    assert found is not None
    assert found.fixes[0].changes == {"reasoning": {"effort": nearest, "exclude": True}}


def test_a_limit_is_not_raised_above_the_models_own() -> None:
    rule = next(each for each in REASONING_RULES if each.__name__ == "_budget_fills_answer")
    sampling = Sampling(reasoning={"max_tokens": 63_900}, max_tokens=50)
    found = rule(Case(sampling, CLAUDE))
    assert found is not None
    assert [fix.title for fix in found.fixes] == ["Unset Max tokens"]


def test_a_model_that_says_nothing_of_its_reasoning_is_let_alone() -> None:
    case = Case(Sampling(reasoning={"effort": "none"}, reasoning_effort="none"), ANY)
    assert all(rule(case) is None for rule in REASONING_RULES)
