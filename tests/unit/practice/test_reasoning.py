"""Tests of desktop_chat.practice.reasoning: the note is true of the request it stands before."""

from __future__ import annotations

from desktop_chat.practice.model import PracticeModel, Topic
from desktop_chat.practice.reasoning import LANGUAGE_NAMES, reasoning_text
from desktop_chat.practice.sampling import Settings
from desktop_chat.practice.texts import load_documents


def test_the_note_names_language_words_and_temperature(model: PracticeModel) -> None:
    note = reasoning_text(model.topic("Bitte eine Geschichte"), Settings(temperature=0.5), 4)
    assert "in German" in note
    assert "geschichte" in note
    assert "at temperature 0.5" in note
    assert note.endswith("not a thought.")


def test_each_sentence_more_makes_it_longer() -> None:
    topic = Topic("en", (), ())
    notes = [reasoning_text(topic, Settings(), count) for count in range(5)]
    assert notes[0] == ""
    assert [len(note) for note in notes] == sorted({len(note) for note in notes})
    assert "none of its words" in notes[2]


def test_every_language_of_the_texts_has_a_name() -> None:
    assert LANGUAGE_NAMES.keys() == {document.language for document in load_documents()}
