"""Tests of desktop_chat.practice.model: the message chooses subject and language."""

from __future__ import annotations

import pytest

from desktop_chat.practice.model import BOUNDARY, PracticeModel, Topic
from desktop_chat.practice.texts import Document, load_documents
from desktop_chat.practice.tokens import END_ID

MOST_TOKENS = 900


def greedy_text(model: PracticeModel, topic: Topic) -> str:
    """Return what the model writes when it always takes the likeliest token."""
    context = list(BOUNDARY)
    while len(context) < MOST_TOKENS:
        distribution = model.distribution(context, topic)
        token = max(distribution, key=distribution.__getitem__)
        if token == END_ID:
            break
        context.append(token)
    return "".join(map(model.vocabulary.text, context[len(BOUNDARY) :]))


def test_the_distribution_is_normalised_and_stays_in_one_language(model: PracticeModel) -> None:
    distribution = model.distribution(BOUNDARY, model.topic("温度是什么"))
    assert sum(distribution.values()) == pytest.approx(1)
    letters = {model.vocabulary.text(token) for token in distribution if token != END_ID}
    assert not [token for token in letters if token.isascii() and token.isalpha()]


@pytest.mark.parametrize(
    ("message", "language", "beginning"),
    [
        ("What does temperature do?", "en", "Temperature decides"),
        ("How does min_p work", "en", "Min P drops"),
        ("Tell me a story", "en", "The lighthouse stood"),
        ("make a table please", "en", "Here are the filters"),
        ("Bonjour, qui es-tu ?", "fr", "Bonjour"),
        ("Guten Abend, wer bist du?", "de", "Guten Tag!"),
        ("Cuéntame una historia", "es", "El tren salió"),
        ("Che cos'è la temperatura?", "it", "La temperatura decide"),
        ("Conte uma história", "pt", "No jardim"),
        ("ما هي درجة الحرارة؟", "ar", "درجة الحرارة"),
        ("तापमान क्या है?", "hi", "तापमान"),
        ("Что такое температура?", "ru", "Температура"),
        ("你好", "zh", "你好"),
        ("温度とは何ですか", "ja", "温度は"),
        ("温度設定方法説明の例", "ja", "温度は"),
        ("안녕하세요", "ko", "안녕하세요"),
    ],
)
def test_an_answer_is_about_the_message_and_in_its_language(
    model: PracticeModel, message: str, language: str, beginning: str
) -> None:
    topic = model.topic(message)
    assert topic.language == language
    assert greedy_text(model, topic).startswith(beginning)


def test_a_foreign_name_does_not_change_the_language(model: PracticeModel) -> None:
    assert model.topic("What does the word 温度 mean to you?").language == "en"


def test_unknown_words_get_a_subject_all_the_same_and_always_the_same(model: PracticeModel) -> None:
    messages = ["", "2+2", "Γειά σου", "xyzzy", "\ud800"]
    topics = [model.topic(message) for message in messages]
    assert topics == [model.topic(message) for message in messages]
    assert {topic.language for topic in topics} == {"en"}
    assert len({topic.weights for topic in topics}) > 1


WRITTEN = [document for document in load_documents() if document.text]


@pytest.mark.parametrize("document", WRITTEN, ids=lambda document: document.text[:20])
def test_every_text_is_quoted_to_its_end_by_the_likeliest_tokens(
    model: PracticeModel, document: Document
) -> None:
    own = [other for other in WRITTEN if other.language == document.language]
    weights = tuple(100.0 if other is document else 1.0 for other in own)
    assert greedy_text(model, Topic(document.language, weights, ())) == document.text
