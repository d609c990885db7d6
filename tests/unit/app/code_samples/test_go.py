"""The program in Go holds the body as a raw string."""

from __future__ import annotations

import json

from support.sample_requests import BODY, asked, asked_practice

from desktop_chat.app.code_samples.go import write


def test_the_body_is_one_raw_string() -> None:
    parts = write(asked()).split("`")
    assert len(parts) == 3
    assert json.loads(parts[1]) == BODY


def test_the_key_comes_from_the_environment() -> None:
    assert '"Bearer "+os.Getenv("HOST_KEY")' in write(asked())
    code = write(asked_practice())
    assert code.startswith("// The practice model")
    assert "Getenv" not in code
