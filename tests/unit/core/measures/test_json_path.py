"""A path leads to one place in a JSON value, or to none."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.measures.json_path import MISSING, parse_path, value_at
from desktop_chat.errors import UsageError

VALUE = {"answer": {"items": [1, {"a name": None}]}, "x-y": "z", "": 5}


@pytest.mark.parametrize("path", ["", "answer", "$.", "$..a", "$[*]", "$[1:2]", "$['a]", "$ .a"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(UsageError, match="no path into JSON"):
        parse_path(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", VALUE),
        ("$.answer.items[0]", 1),
        ("$.answer.items[-1]['a name']", None),
        ('$["x-y"]', "z"),
        ("$.x-y", "z"),
        ("$['']", 5),
        ("$.answer.items[9]", MISSING),
        ("$.answer[0]", MISSING),
        ("$.answer.items.a", MISSING),
        ("$.nothing.more", MISSING),
    ],
)
def test_where_it_leads(path: str, expected: Any) -> None:
    assert (
        value_at(VALUE, parse_path(path)) is expected
        or value_at(VALUE, parse_path(path)) == expected
    )
