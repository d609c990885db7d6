"""The command sends the request past the shell; the key is left to the environment."""

from __future__ import annotations

import json
import shlex

from support.sample_requests import BODY, URL, asked, asked_practice

from desktop_chat.app.code_samples.curl import LONGEST_ARGUMENT, write


def test_address_headers_and_body_pass_the_shell() -> None:
    words = shlex.split(write(asked()).replace("\\\n", ""))
    assert words[:3] == ["curl", "--no-buffer", URL]
    headers = [words[n + 1] for n, word in enumerate(words) if word == "-H"]
    assert headers == [
        "Content-Type: application/json",
        "X-Title: A's b",
        "Authorization: Bearer $HOST_KEY",
    ]
    assert json.loads(words[words.index("--data-raw") + 1]) == BODY


def test_without_a_need_no_key_is_spoken_of() -> None:
    command = write(asked_practice())
    assert command.startswith("# The practice model is served by")
    assert "Authorization" not in command


def test_a_long_body_comes_through_the_input() -> None:
    body = {"messages": [{"role": "user", "content": "JSON\n" * LONGEST_ARGUMENT}]}
    command = write(asked(body))
    head, _, rest = command.partition("<<'JSON'\n")
    assert head.endswith("--data-binary @- ")
    assert json.loads(rest.removesuffix("\nJSON\n")) == body
