"""Languages are found by their names, each once, and words that look alike are not."""

from __future__ import annotations

from desktop_chat.core.language_names import LANGUAGES, named_languages


def test_languages_come_once_in_the_order_of_naming() -> None:
    text = "Speaks French, German, and French again; also Chinese."
    assert named_languages(text) == ("French", "German", "Chinese")


def test_other_words_are_no_languages() -> None:
    assert named_languages("We polish answers. Germanic. Thailand. ") == ()
    assert named_languages("") == ()


def test_the_names_are_sorted_and_given_once() -> None:
    assert list(LANGUAGES) == sorted(set(LANGUAGES))
