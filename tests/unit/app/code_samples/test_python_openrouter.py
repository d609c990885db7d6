"""The program with OpenRouter's library adds what that would drop, where there is something."""

from __future__ import annotations

import ast

from support.sample_requests import BODY, asked, asked_practice

from desktop_chat.app.code_samples.python_openrouter import write


def test_what_the_library_does_not_know_is_added_to_its_request() -> None:
    code = write(asked())
    extra = next(
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXTRA"
    )
    assert ast.literal_eval(extra) == {"an extra": BODY["an extra"]}
    assert "client=httpx.Client(transport=WithExtra()" in code


def test_a_plain_request_needs_nothing_but_the_library() -> None:
    body = {name: value for name, value in BODY.items() if name != "an extra"}
    code = write(asked(body, needs_key=False))
    ast.parse(code)
    for word in ("import httpx", "import os", "EXTRA"):
        assert word not in code


def test_a_request_without_messages_is_written_too() -> None:
    assert "messages=[]" in write(asked_practice())
