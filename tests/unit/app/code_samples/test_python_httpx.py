"""The program with httpx holds the whole request, and no key."""

from __future__ import annotations

import ast

import pytest
from support.sample_requests import BODY, URL, asked, asked_practice

from desktop_chat.app.code_samples.python_httpx import write


def argument(code: str, name: str) -> object:
    """Return a literal argument of a call in the code."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.keyword) and node.arg == name:
            return ast.literal_eval(node.value)
    raise AssertionError(name)


def test_the_body_is_the_requests() -> None:
    code = write(asked())
    assert argument(code, "json") == BODY
    assert URL in code
    assert '"Authorization": f"Bearer {os.environ[' in code


@pytest.mark.parametrize("needs_key", [True, False])
def test_only_what_is_used_is_imported(needs_key: bool) -> None:
    assert ("import os" in write(asked(needs_key=needs_key))) is needs_key
    assert "import json" not in write(asked_practice())


def test_an_answer_that_does_not_stream_is_read_whole() -> None:
    code = write(asked_practice())
    ast.parse(code)
    assert "iter_lines" not in code
