"""OpenRouter's libraries are given what they pass on unchanged, nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.app.code_samples.openrouter_fields import split

SAID = {"role": "user", "content": "Hi"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("messages", [SAID | {"name": "x"}]),
        ("messages", [SAID | {"content": [{"type": "text", "text": "Hi"}]}]),
        ("messages", [{"role": "tool", "content": "4"}]),
        ("messages", [None]),
        ("messages", "Hi"),
        ("stop", "a"),
        ("stop", [1]),
        ("temperature", None),
        ("provider", {"order": ["a"]}),
        ("unheard of", 1),
    ],
)
def test_what_they_would_change_is_added_behind_them(name: str, value: Any) -> None:
    assert split({name: value}) == ({}, {name: value})


def test_plain_fields_are_given_to_them() -> None:
    fields = {"messages": [SAID], "model": "m", "stream": True, "top_k": 4, "stop": ["a"]}
    assert split(fields) == (fields, {})
