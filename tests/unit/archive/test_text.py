"""Text on its way into the archive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.archive.text import SEPARATOR, searchable, well_formed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lone high \ud83d.", "lone high \ufffd."),
        ("lone low \ude00.", "lone low \ufffd."),
        ("a pair \ud83d\ude00.", "a pair \U0001f600."),
        ("swapped \ude00\ud83d.", "swapped \ufffd\ufffd."),
        ("at the end \ud83d", "at the end \ufffd"),
        ("\U0001f600 whole", "\U0001f600 whole"),
    ],
)
def test_surrogate_halves_are_joined_or_replaced(text: str, expected: str) -> None:
    assert well_formed(text) == expected


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_becomes_one_that_can_be_encoded(text: str) -> None:
    assert len(well_formed(text).encode()) >= len(well_formed(text))


@given(st.text())
def test_well_formed_text_stays_as_it_is(text: str) -> None:
    assert well_formed(text) == text


def test_characters_of_scripts_without_spaces_stand_apart() -> None:
    assert searchable("GPT模型").split(SEPARATOR) == ["GPT", "模", "型", ""]
    assert searchable("plain words") == "plain words"


def test_searchable_text_without_separators_reads_as_the_text() -> None:
    text = "Größe 日本語 हिन्दी ไทย 한국어 naïve"
    assert searchable(text).replace(SEPARATOR, "") == text


def test_unwritten_vowel_signs_are_left_out() -> None:
    assert searchable("مُحَمَّد") == searchable("محمد")
    assert searchable("שָׁלוֹם") == searchable("שלום")
