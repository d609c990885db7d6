"""The program with OpenAI's library passes everything on."""

from __future__ import annotations

from support.sample_requests import BODY, asked, asked_practice

from desktop_chat.app.code_samples.typescript_openai import ROUNDED, write


def test_every_field_is_in_the_request() -> None:
    code = write(asked())
    assert '["__proto__"]: null' in code
    assert "apiKey: process.env.HOST_KEY" in code
    assert "ChatCompletionCreateParamsStreaming" in code


def test_a_number_that_is_rounded_is_told_of() -> None:
    assert ROUNDED not in write(asked())
    assert ROUNDED in write(asked(BODY | {"seed": 2**60}))


def test_without_a_key_the_library_is_given_a_word() -> None:
    code = write(asked_practice())
    assert 'apiKey: "none"' in code
    assert "defaultHeaders" not in code
    assert "NonStreaming" in code
