"""The program with OpenAI's library gives it what it knows, and the rest as an extra body."""

from __future__ import annotations

import ast
import inspect

from openai.resources.chat import Completions
from support.sample_requests import BODY, asked, asked_practice

from desktop_chat.app.code_samples.python_openai import KNOWN, write


def test_the_library_knows_each_argument() -> None:
    assert set(inspect.signature(Completions.create).parameters) >= KNOWN


def test_arguments_and_extra_body_are_the_request() -> None:
    call = next(
        node
        for node in ast.walk(ast.parse(write(asked())))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".create")
    )
    given = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    extra = given.pop("extra_body")
    assert given | extra == BODY
    assert set(extra) == {"top_k", "an extra"}


def test_nothing_is_written_that_is_not_needed() -> None:
    code = write(asked_practice())
    ast.parse(code)
    for word in ("extra_body", "default_headers", "import os", "for chunk"):
        assert word not in code
    assert 'api_key="none"' in code
