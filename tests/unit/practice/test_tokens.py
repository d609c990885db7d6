"""Tests of desktop_chat.practice.tokens: splitting loses nothing, ids are stable and reversible."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_chat.practice.tokens import BYTE_IDS, END_ID, Vocabulary, split, words

VOCABULARY = Vocabulary(["Hello", ",", " world", "世", "."])


@given(st.text())
def test_joined_tokens_are_the_text(text: str) -> None:
    assert "".join(split(text)) == text


@given(st.text(st.characters(exclude_categories=[])))
@example("a\ud800 world\udfff")
def test_every_text_survives_encoding_even_lone_surrogates(text: str) -> None:
    spelt = b"".join(
        bytes([token_id]) if token_id < BYTE_IDS else VOCABULARY.text(token_id).encode()
        for token_id in VOCABULARY.encode(text)
    )
    assert spelt.decode("utf-8", "surrogatepass") == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Hello, world.", ["Hello", ",", " world", "."]),
        ("don't stop", ["don't", " stop"]),
        ("a\n\nb", ["a", "\n\n", "b"]),
        ("```python\n    x = 12", ["```", "python", "\n", "    ", "x", " =", " 12"]),
        ("世界 is", ["世", "界", " is"]),
        ("안녕 하세요", ["안녕", " 하세요"]),
        ("नमस्ते जी", ["नमस्ते", " जी"]),
        ("snake_case", ["snake", "_", "case"]),
    ],
)
def test_text_is_split_by_words_signs_and_ideographs(text: str, tokens: list[str]) -> None:
    assert split(text) == tokens


def test_words_are_in_lower_case_without_signs_and_numbers() -> None:
    assert words("Top P, at 0.9: **Straße**") == ["top", "p", "at", "strasse"]


def test_ids_are_places_of_first_occurrence_after_the_bytes_and_the_end() -> None:
    assert VOCABULARY.encode("Hello.") == [END_ID + 1, END_ID + 5]
    assert VOCABULARY.text(END_ID + 3) == " world"
    assert len(VOCABULARY) == END_ID + 6
    assert VOCABULARY.longest == len(" world")


def test_what_the_vocabulary_lacks_is_spelt_in_bytes() -> None:
    assert VOCABULARY.encode("é") == [0xC3, 0xA9]
    assert all(token_id < BYTE_IDS for token_id in VOCABULARY.encode("goodbye"))
