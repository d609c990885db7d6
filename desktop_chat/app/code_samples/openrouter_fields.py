"""Which fields of a body OpenRouter's own libraries pass on as they are.

They check and rewrite what they are given, and drop what they do not know. Owns that knowledge for
the Python and the TypeScript library alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

_SCALARS = (
    "model",
    "stream",
    "temperature",
    "top_p",
    "top_k",
    "top_a",
    "min_p",
    "frequency_penalty",
    "presence_penalty",
    "repetition_penalty",
    "max_tokens",
    "max_completion_tokens",
    "seed",
    "logprobs",
    "top_logprobs",
    "parallel_tool_calls",
    "session_id",
    "user",
)
_PLAIN_MESSAGE = {"role", "content"}
_PLAIN_ROLES = ("system", "user", "assistant")


def split(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that the libraries are given, and those that are added behind them."""
    known = {name: value for name, value in fields.items() if _passes(name, value)}
    return known, {name: value for name, value in fields.items() if name not in known}


def _passes(name: str, value: Any) -> bool:
    match name:
        case "messages":
            return isinstance(value, list) and all(
                _is_plain(message) for message in cast("list[Any]", value)
            )
        case "stop":
            return isinstance(value, list) and all(
                isinstance(item, str) for item in cast("list[Any]", value)
            )
        case _:
            return name in _SCALARS and isinstance(value, str | int | float)


def _is_plain(message: Any) -> bool:
    if not isinstance(message, dict):
        return False
    fields = cast("dict[str, Any]", message)
    is_said = fields.get("role") in _PLAIN_ROLES and isinstance(fields.get("content"), str)
    return is_said and set(fields) == _PLAIN_MESSAGE
