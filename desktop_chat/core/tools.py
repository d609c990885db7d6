"""The tools of a request: their names, the switch of each, and what is wrong with one.

A tool that is switched off stays in the list, marked, and is not sent. The mark is ours and never
leaves the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.core.fields import short_text
from desktop_chat.core.json_schema import schema_problem

Tool = dict[str, Any]

TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a function may be called."""
_MARK = "enabled"


def function_name(tool: Tool) -> str | None:
    """Return the name of a function tool, "" where it has none; None: the tool is no function."""
    if tool.get("type", "function") != "function":
        return None
    name = entries(tool.get("function")).get("name")
    return name if isinstance(name, str) else ""


def tool_title(tool: Tool) -> str:
    """Return what a tool is called in a list."""
    name = function_name(tool)
    return str(tool.get("type", "")) if name is None else name


def is_on(tool: Tool) -> bool:
    """Return whether a tool is sent."""
    return tool.get(_MARK) is not False


def switched(tool: Tool, *, is_wanted: bool) -> Tool:
    """Return a tool switched on or off."""
    bare = {name: value for name, value in tool.items() if name != _MARK}
    return bare if is_wanted else {**bare, _MARK: False}


def sent_tools(tools: Iterable[Tool]) -> tuple[Tool, ...]:
    """Return the tools that are switched on, without their marks."""
    return tuple(switched(tool, is_wanted=True) for tool in tools if is_on(tool))


def name_problem(name: str) -> str:
    """Return what is wrong with a function's name, in one sentence; "" where nothing is."""
    if TOOL_NAME.fullmatch(name):
        return ""
    words = f"“{short_text(name, 30)}” is no name for a tool" if name else "The tool has no name"
    return f"{words}: names are 1 to 64 letters, digits, _ and -."


def tool_problem(tool: object) -> str:
    """Return what is wrong with a tool, in one sentence; "" where nothing is."""
    fields = entries(tool)
    if not fields:
        return "A tool is an object with a type and a function."
    name = function_name(fields)
    if name is None:
        return ""
    if found := name_problem(name):
        return found
    parameters = entries(fields["function"]).get("parameters")
    return "" if parameters is None else schema_problem(parameters, "parameters")


def format_problem(response_format: object) -> str:
    """Return what is wrong with a response format, in one sentence; "" where nothing is."""
    fields = entries(response_format)
    kind = fields.get("type")
    if not isinstance(kind, str):
        return "The response format has no type, such as json_schema."
    if kind != "json_schema":
        return ""
    described = entries(fields.get("json_schema"))
    if not isinstance(described.get("schema"), dict):
        return "The response format has no schema."
    if not isinstance(described.get("name"), str) or not TOOL_NAME.fullmatch(described["name"]):
        return "The schema needs a name of 1 to 64 letters, digits, _ and -."
    return schema_problem(described["schema"])
