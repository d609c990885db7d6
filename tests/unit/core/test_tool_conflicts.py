"""Tests of desktop_chat.core.tool_conflicts: each rule by an example, and what ends it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from desktop_chat.core.conflict import Case
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.tool_conflicts import TOOL_RULES
from desktop_chat.core.tools import switched


def tool(name: str) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name}}


EXAMPLES: dict[str, tuple[Sampling, Sampling, str]] = {
    "wrong_tool_name": (Sampling(tools=(tool("my tool"),)), Sampling(tools=(tool("a"),)), "tools"),
    "wrong_tool_schema": (
        Sampling(tools=({"function": {"name": "a", "parameters": {"type": "thing"}}},)),
        Sampling(tools=({"function": {"name": "a", "parameters": {"type": "object"}}},)),
        "tools",
    ),
    "same_tool_twice": (
        Sampling(tools=(tool("a"), tool("b"), tool("a"))),
        Sampling(tools=(tool("a"), tool("b"))),
        "tools",
    ),
    "choice_without_tools": (
        Sampling(tool_choice="auto"),
        Sampling(tool_choice="auto", tools=(tool("a"),)),
        "tool_choice",
    ),
    "choice_of_unknown_tool": (
        Sampling(tools=(tool("a"),), tool_choice=tool("b")),
        Sampling(tools=(tool("a"),), tool_choice=tool("a")),
        "tool_choice",
    ),
    "parallel_without_tools": (
        Sampling(parallel_tool_calls=False),
        Sampling(parallel_tool_calls=False, tools=(tool("a"),)),
        "parallel_tool_calls",
    ),
}


def test_every_rule_has_an_example() -> None:
    assert {rule.__name__.removeprefix("_") for rule in TOOL_RULES} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_conflict_is_told_and_each_fix_ends_it(name: str) -> None:
    rule = next(each for each in TOOL_RULES if each.__name__ == f"_{name}")
    bad, good, at = EXAMPLES[name]
    found = rule(Case(bad))
    assert found is not None
    assert found.names[0] == at
    assert found.fixes
    for fix in found.fixes:
        assert rule(Case(msgspec.structs.replace(bad, **fix.changes))) is None
    assert rule(Case(good)) is None


@pytest.mark.parametrize("bad", ["", "???", "a b"])
def test_a_name_is_mended_where_one_can_be_made_of_it(bad: str) -> None:
    rule = next(each for each in TOOL_RULES if each.__name__ == "_wrong_tool_name")
    found = rule(Case(Sampling(tools=(tool(bad), tool("a_b")))))
    assert found is not None
    assert found.fixes == ()


def test_a_tool_of_the_server_needs_none() -> None:
    assert not any(
        rule(Case(Sampling(tools=({"type": "openrouter:datetime"},)))) for rule in TOOL_RULES
    )


def test_tools_that_are_switched_off_disturb_nobody_and_are_kept() -> None:
    off = switched(tool("a b"), is_wanted=False)
    sampling = Sampling(tools=(tool("a"), off, tool("c d")))
    (found,) = [hit for rule in TOOL_RULES if (hit := rule(Case(sampling)))]
    assert found.fixes[0].changes == {"tools": (tool("a"), off, tool("c_d"))}
    alone = Sampling(tools=(off,), tool_choice="auto")
    assert any(rule(Case(alone)) for rule in TOOL_RULES)
