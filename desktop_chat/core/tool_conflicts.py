"""The rules about tools: their names, and what makes sense only with tools."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from msgspec import UNSET

from desktop_chat.core.conflict import Case, Conflict, Fix, Rule, entries
from desktop_chat.core.fields import short_text
from desktop_chat.core.json_schema import schema_problem
from desktop_chat.core.tools import function_name, is_on, name_problem


def _choice_without_tools(case: Case) -> Conflict | None:
    if case.value("tool_choice") is None or _sent(case):
        return None
    return Conflict(
        ("tool_choice", "tools"),
        "Tool choice needs tools; without any, requests with it are refused.",
        (Fix("Unset Tool choice", {"tool_choice": UNSET}),),
    )


def _parallel_without_tools(case: Case) -> Conflict | None:
    if case.value("parallel_tool_calls") is None or _sent(case):
        return None
    return Conflict(
        ("parallel_tool_calls", "tools"),
        "Parallel tool calls need tools; without any, requests with it are refused.",
        (Fix("Unset Parallel tool calls", {"parallel_tool_calls": UNSET}),),
    )


def _choice_of_unknown_tool(case: Case) -> Conflict | None:
    chosen = case.part("tool_choice", "function")
    tools = _sent(case)
    if chosen is None or not tools:
        return None
    name = entries(chosen).get("name")
    if name in {function_name(tool) for tool in tools}:
        return None
    return Conflict(
        ("tool_choice", "tools"),
        f"There is no tool “{short_text(name, 30)}” to be chosen.",
        (Fix("Leave it to the model", {"tool_choice": "auto"}),),
    )


def _wrong_tool_name(case: Case) -> Conflict | None:
    for tool in _sent(case):
        name = function_name(tool)
        if name is not None and (found := name_problem(name)):
            return Conflict(("tools",), found, _renamed(case.value("tools"), tool, name))
    return None


def _wrong_tool_schema(case: Case) -> Conflict | None:
    for tool in _sent(case):
        parameters = entries(tool.get("function")).get("parameters")
        if parameters is None or not (found := schema_problem(parameters, "parameters")):
            continue
        bare = {name: each for name, each in tool["function"].items() if name != "parameters"}
        mended = _replaced(case.value("tools"), tool, {**tool, "function": bare})
        return Conflict(
            ("tools",),
            f"{short_text(function_name(tool), 30)}: {found}",
            (Fix("Take its parameters out", {"tools": mended}),),
        )
    return None


def _renamed(
    tools: tuple[dict[str, Any], ...], wrong: dict[str, Any], name: str
) -> tuple[Fix, ...]:
    better = re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_")[:64]
    taken = {function_name(tool) for tool in tools}
    if not better or better in taken:
        return ()
    mended = {**wrong, "function": {**wrong["function"], "name": better}}
    return (Fix(f"Call it {better}", {"tools": _replaced(tools, wrong, mended)}),)


def _same_tool_twice(case: Case) -> Conflict | None:
    names = Counter(name for tool in _sent(case) if (name := function_name(tool)))
    twice = next((name for name, count in names.items() if count > 1), None)
    if twice is None:
        return None
    return Conflict(
        ("tools",),
        f"Two tools are called “{short_text(twice, 30)}”: the model could not tell them apart.",
        (Fix("Keep the first", {"tools": _first_of_each(case.value("tools"))}),),
    )


def _first_of_each(tools: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    seen: set[str] = set()
    kept: list[dict[str, Any]] = []
    for tool in tools:
        name = function_name(tool) if is_on(tool) else None
        if not name or name not in seen:
            kept.append(tool)
        if name:
            seen.add(name)
    return tuple(kept)


def _sent(case: Case) -> list[dict[str, Any]]:
    return [tool for tool in case.value("tools") or () if is_on(tool)]


def _replaced(
    tools: tuple[dict[str, Any], ...], old: dict[str, Any], new: dict[str, Any]
) -> tuple[dict[str, Any], ...]:
    return tuple(new if tool is old else tool for tool in tools)


TOOL_RULES: tuple[Rule, ...] = (
    _wrong_tool_name,
    _wrong_tool_schema,
    _same_tool_twice,
    _choice_without_tools,
    _choice_of_unknown_tool,
    _parallel_without_tools,
)
"""Every rule about tools."""
