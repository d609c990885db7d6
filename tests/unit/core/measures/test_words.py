"""Texts are cut into words in every script, and made comparable."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.measures.words import digest, ngrams, normalised, word_count, words


def test_words_and_marks() -> None:
    assert words("Don't stop — it's 3.5 km!") == [
        "don't",
        "stop",
        "—",
        "it's",
        "3",
        ".",
        "5",
        "km",
        "!",
    ]
    assert words("東京 is big") == ["東", "京", "is", "big"]
    assert words("") == []


def test_punctuation_is_no_word() -> None:
    assert word_count("One, two - three…") == 3
    assert word_count("東京。") == 2


def test_runs_of_words() -> None:
    assert ngrams(["a", "b", "a", "b"], 2) == Counter({("a", "b"): 2, ("b", "a"): 1})
    assert ngrams(["a"], 2) == Counter()


def test_texts_are_equal_but_for_case_spaces_and_marks_at_the_ends() -> None:
    assert normalised("  “Blue   Sky.” ") == "blue sky"
    assert normalised("3.5") == "3.5"
    assert normalised("...") == ""
    assert digest("Blue sky!") == digest("blue  SKY")
    assert digest("blue") != digest("blues")


@given(st.text())
def test_what_is_normalised_stays_so_and_half_a_character_has_a_digest(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert len(digest(text + "\ud800")) == 16
