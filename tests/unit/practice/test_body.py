"""Tests of desktop_chat.practice.body: all shapes of content give their text."""

from __future__ import annotations

import msgspec
import pytest

from desktop_chat.practice.body import ChatMessage


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("hello", "hello"),
        (None, ""),
        ([], ""),
        ([{"type": "text", "text": "one "}, {"type": "text", "text": "two"}], "one two"),
        ([{"type": "image_url", "image_url": {"url": "data:,"}}], ""),
    ],
)
def test_a_message_gives_the_text_of_its_parts(content: object, text: str) -> None:
    fields = {"role": "user", "content": content, "name": "unknown fields are passed over"}
    assert msgspec.convert(fields, ChatMessage).text == text
