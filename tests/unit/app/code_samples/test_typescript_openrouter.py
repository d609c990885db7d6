"""The program with OpenRouter's library names fields its way, and adds what that would drop."""

from __future__ import annotations

from support.sample_requests import asked, asked_practice

from desktop_chat.app.code_samples.typescript_openrouter import write


def test_fields_are_named_the_librarys_way_and_the_rest_is_added() -> None:
    code = write(asked())
    assert "topK: 4" in code
    assert '"an extra": {' in code.partition("const extra = ")[2].partition("addHook")[0]
    assert "apiKey: process.env.HOST_KEY" in code


def test_a_request_without_messages_is_written_too() -> None:
    code = write(asked_practice())
    assert "messages: []" in code
    assert "for await" not in code
