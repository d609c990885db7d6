"""The program with fetch holds the request; large numbers go as text."""

from __future__ import annotations

from support.sample_requests import BODY, asked, asked_practice

from desktop_chat.app.code_samples.typescript_fetch import write


def test_the_key_comes_from_the_environment() -> None:
    assert '"Authorization": `Bearer ${process.env.HOST_KEY}`' in write(asked())
    assert "Authorization" not in write(asked(needs_key=False))


def test_a_number_that_would_be_rounded_goes_as_text() -> None:
    assert "JSON.stringify" in write(asked())
    code = write(asked(BODY | {"seed": 2**63 - 1}))
    assert "JSON.stringify" not in code
    assert "9223372036854775807" in code


def test_an_answer_that_does_not_stream_is_read_whole() -> None:
    code = write(asked_practice())
    assert code.startswith("// The practice model")
    assert "response.json()" in code
