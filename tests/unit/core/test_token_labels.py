"""Tests of desktop_chat.core.token_labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.token_labels import token_label


@pytest.mark.parametrize(
    ("data", "label"),
    [
        (b"", ""),
        (b"wall", "wall"),
        (b" wall", "␣wall"),
        (b"\n\n", "↵↵"),
        (b"\t\r", "⇥␍"),
        ("a\u202eb\u200d".encode(), "a⟨U+202E⟩b⟨U+200D⟩"),
        ("é".encode()[:1], "\\xc3"),
        ("🙂".encode(), "🙂"),
        (b"x" * 50, "x" * 39 + "…"),
    ],
)
def test_labels(data: bytes, label: str) -> None:
    assert token_label(data) == label


@given(st.binary(max_size=12))
def test_any_bytes_have_a_label_without_blanks(data: bytes) -> None:
    assert not {" ", "\n", "\t", "\x1b", "\u202e"} & set(token_label(data))
