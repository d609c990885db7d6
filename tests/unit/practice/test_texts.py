"""Tests of desktop_chat.practice.texts: documents, their key words, and the texts brought along."""

from __future__ import annotations

from desktop_chat.practice.texts import FILES, load_documents, parse, words_of
from desktop_chat.resources import resource_path

LANGUAGES = {"en", "fr", "de", "es", "it", "pt", "ar", "hi", "ru", "zh", "ja", "ko"}


def test_a_header_opens_a_document_and_lists_its_key_words() -> None:
    first, second = parse("en", "%% Hello hi\nGood day.\n\nTwo lines.\n\n%% bye\nSo long.\n")
    assert first.keywords == {"hello", "hi"}
    assert first.text == "Good day.\n\nTwo lines."
    assert (second.language, second.text) == ("en", "So long.")


def test_a_header_without_text_lists_words_of_the_language() -> None:
    signs, document = parse("fr", "%% le la\n\n%% bonjour\nBonjour !")
    assert signs.text == ""
    assert words_of(signs) == {"le", "la"}
    assert words_of(document) == {"bonjour"}


def test_every_listed_file_is_there_and_none_is_forgotten() -> None:
    found = {path.name for path in resource_path("practice").iterdir()}
    assert found == set(FILES)


def test_all_twelve_languages_have_several_texts_with_key_words() -> None:
    written = [document for document in load_documents() if document.text]
    assert {document.language for document in written} == LANGUAGES
    for language in LANGUAGES:
        own = [document for document in written if document.language == language]
        assert len(own) >= 4
        assert all(document.keywords for document in own)
