"""Foreign text is shown as one bounded line without keys and without marks that deceive."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.conformance import conformance_path

from desktop_chat.wire.redaction import DETAIL_LIMIT, LINE_LIMIT, detail_text, one_line


@pytest.mark.parametrize(
    "key",
    [
        "sk-or-v1-0123456789abcdef0123456789abcdef",
        "sk-proj-Ab1_cdEfGhIjKlMnOpQr",
        "gsk_aB3dEfGhIjKlMnOpQrStUv",
        "xai-4bcdEFGHijklMNOP1234",
        "Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc",
    ],
)
def test_keys_are_masked_wherever_they_stand(key: str) -> None:
    secret = key[-12:]
    for text in (key, f"Incorrect API key: {key}.", f'{{"key":"{key}"}}', f"a={key}&b=1"):
        for shown in (one_line(text), detail_text(text)):
            assert secret not in shown
            assert "••••" in shown


@pytest.mark.parametrize("text", ["risk-averse models", "a sk-learn tutorial", "task-2 is done"])
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert one_line(text) == detail_text(text) == text


def test_a_line_has_no_controls_and_no_reordering_marks() -> None:
    assert one_line(" a\x1b[31m\tb\r\n\u202ec\u2066d\x00 ") == "a[31m b cd"


def test_long_texts_are_cut() -> None:
    assert len(one_line("word " * 10_000)) <= LINE_LIMIT
    assert one_line("x" * 10_000).endswith("…")
    assert len(detail_text("x\n" * 10_000)) == DETAIL_LIMIT


def test_details_keep_their_lines() -> None:
    assert detail_text("HTTP 500\nbody") == "HTTP 500\nbody"


@given(st.text(st.characters(codec=None)))
def test_any_text_becomes_one_line(text: str) -> None:
    line = one_line(text)
    assert "\n" not in line
    assert line.encode() is not None
    assert len(line) <= LINE_LIMIT


def test_naughty_strings_become_lines() -> None:
    for text in msgspec.json.decode(
        conformance_path("blns/blns.json").read_bytes(), type=list[str]
    ):
        assert all(
            character.isprintable() or character == " " or ord(character) > 0x9F
            for character in one_line(text)
        )
