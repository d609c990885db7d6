"""Tests of desktop_chat.core.tools: names, switches, and what is wrong with a tool."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.tools import (
    TOOL_NAME,
    format_problem,
    function_name,
    is_on,
    sent_tools,
    switched,
    tool_problem,
    tool_title,
)

TOOL: dict[str, Any] = {"type": "function", "function": {"name": "weather"}}
SEARCH: dict[str, Any] = {"type": "openrouter:web_search"}


@pytest.mark.parametrize("strange", [{}, {"type": "function"}, {"function": 3}, {"function": {}}])
def test_a_tool_of_another_shape_has_no_name(strange: dict[str, Any]) -> None:
    assert function_name(strange) == ""
    assert tool_problem(strange)


def test_a_tool_of_the_server_needs_none() -> None:
    assert function_name(SEARCH) is None
    assert tool_title(SEARCH) == "openrouter:web_search"
    assert tool_problem(SEARCH) == ""


@pytest.mark.parametrize(
    ("name", "fits"),
    [("a", True), ("a" * 64, True), ("a" * 65, False), ("é", False), ("a\n", False)],
)
def test_names_are_letters_digits_and_two_signs(name: str, fits: bool) -> None:
    assert bool(TOOL_NAME.fullmatch(name)) is fits
    assert (tool_problem({"function": {"name": name}}) == "") is fits


def test_what_is_switched_off_is_kept_and_not_sent() -> None:
    off = switched(TOOL, is_wanted=False)
    assert not is_on(off)
    assert switched(off, is_wanted=True) == TOOL
    assert sent_tools((TOOL, off, SEARCH)) == (TOOL, SEARCH)
    assert sent_tools((switched(SEARCH, is_wanted=True),)) == (SEARCH,)


def test_the_mark_never_goes_out() -> None:
    assert sent_tools(({**TOOL, "enabled": True},)) == (TOOL,)


def test_the_parameters_of_a_tool_are_a_schema() -> None:
    good = {"function": {"name": "a", "parameters": {"type": "object"}}}
    assert tool_problem(good) == ""
    bad = {"function": {"name": "a", "parameters": {"type": "thing"}}}
    assert tool_problem(bad).startswith("Parameters › type must be one of")
    assert tool_problem(3) == "A tool is an object with a type and a function."


SCHEMA = {"name": "place", "schema": {"type": "object"}}


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ({"type": "json_object"}, ""),
        ({"type": "grammar", "grammar": "x"}, ""),
        ({"type": "json_schema", "json_schema": SCHEMA}, ""),
        ({}, "has no type"),
        ({"type": "json_schema"}, "has no schema"),
        ({"type": "json_schema", "json_schema": {"schema": {}}}, "needs a name"),
        ({"type": "json_schema", "json_schema": SCHEMA | {"name": "a b"}}, "needs a name"),
        ({"type": "json_schema", "json_schema": SCHEMA | {"schema": {"enum": []}}}, "enum"),
    ],
)
def test_a_response_format_says_what_it_lacks(value: dict[str, Any], part: str) -> None:
    found = format_problem(value)
    assert bool(found) is bool(part)
    assert part in found
