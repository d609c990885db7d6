"""The rules about tools: their names, and what makes sense only with tools."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from msgspec import UNSET

from desktop_chat.core.conflict import Case, Conflict, Fix, Rule, entries
from desktop_chat.core.fields import short_text

TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a function may be called."""


def function_name(tool: dict[str, Any]) -> str | None:
    """Return the name of a function tool, "" where it has none; None: the tool is no function."""
    if tool.get("type", "function") != "function":
        return None
    name = entries(tool.get("function")).get("name")
    return name if isinstance(name, str) else ""


def _choice_without_tools(case: Case) -> Conflict | None:
    if case.value("tool_choice") is None or case.value("tools"):
        return None
    return Conflict(
        ("tool_choice", "tools"),
        "Tool choice needs tools; without any, requests with it are refused.",
        (Fix("Unset Tool choice", {"tool_choice": UNSET}),),
    )


def _parallel_without_tools(case: Case) -> Conflict | None:
    if case.value("parallel_tool_calls") is None or case.value("tools"):
        return None
    return Conflict(
        ("parallel_tool_calls", "tools"),
        "Parallel tool calls need tools; without any, requests with it are refused.",
        (Fix("Unset Parallel tool calls", {"parallel_tool_calls": UNSET}),),
    )


def _choice_of_unknown_tool(case: Case) -> Conflict | None:
    chosen = case.part("tool_choice", "function")
    tools = case.value("tools")
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
    for tool in case.value("tools") or ():
        name = function_name(tool)
        if name is not None and not TOOL_NAME.fullmatch(name):
            words = (
                f"“{short_text(name, 30)}” is no name for a tool" if name else "A tool has no name"
            )
            return Conflict(
                ("tools",),
                f"{words}: names are 1 to 64 letters, digits, _ and -.",
                _renamed(case.value("tools"), tool, name),
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
    return (Fix(f"Call it {better}", {"tools": tuple(mended if t is wrong else t for t in tools)}),)


def _same_tool_twice(case: Case) -> Conflict | None:
    names = Counter(name for tool in case.value("tools") or () if (name := function_name(tool)))
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
        name = function_name(tool)
        if not name or name not in seen:
            kept.append(tool)
        if name:
            seen.add(name)
    return tuple(kept)


TOOL_RULES: tuple[Rule, ...] = (
    _wrong_tool_name,
    _same_tool_twice,
    _choice_without_tools,
    _choice_of_unknown_tool,
    _parallel_without_tools,
)
"""Every rule about tools."""
