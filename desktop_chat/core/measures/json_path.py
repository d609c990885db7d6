"""A small part of JSONPath (RFC 9535): one place in a JSON value.

Names and indices alone: `$.answer.items[0]['a name']`. No wildcards, slices or filters: what is
extracted is one value.
"""

from __future__ import annotations

import re
from typing import Any, cast

from desktop_chat.errors import UsageError

Step = str | int

_STEP = re.compile(
    r"\.(?P<name>[\w-]+)|\[(?P<index>-?\d+)\]|\[(?P<quote>['\"])(?P<quoted>.*?)(?P=quote)\]"
)
MISSING = object()
"""Stands for a value that is not there, which null is not."""


def parse_path(path: str) -> tuple[Step, ...]:
    """Return the steps of a path.

    Raises:
        UsageError: It is none of this part of JSONPath.
    """
    position = 1
    steps: list[Step] = []
    if not path.startswith("$"):
        raise _refusal(path)
    while position < len(path):
        found = _STEP.match(path, position)
        if found is None:
            raise _refusal(path)
        if found["index"] is not None:
            steps.append(int(found["index"]))
        else:
            steps.append(found["name"] if found["name"] is not None else found["quoted"])
        position = found.end()
    return tuple(steps)


def value_at(value: Any, steps: tuple[Step, ...]) -> Any:
    """Return what a path leads to, MISSING where it leads nowhere."""
    for step in steps:
        if isinstance(step, str) and isinstance(value, dict):
            value = cast("dict[str, Any]", value).get(step, MISSING)
        elif isinstance(step, int) and isinstance(value, list):
            items = cast("list[Any]", value)
            value = items[step] if -len(items) <= step < len(items) else MISSING
        else:
            return MISSING
    return value


def _refusal(path: str) -> UsageError:
    return UsageError(f"{path!r} is no path into JSON.", advice="Write it like $.answer.items[0].")
