"""Finding messages and titles."""

from __future__ import annotations

import unicodedata

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.archives import conversation, message
from support.conformance import conformance_path

from desktop_chat.archive import conversations, messages, search
from desktop_chat.archive.database import Database
from desktop_chat.archive.search import SearchHit
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Role


@pytest.fixture
def talk(database: Database) -> Conversation:
    """Return a conversation without words in its title."""
    saved = conversation("…")
    conversations.save(database, saved)
    return saved


def found(database: Database, query: str) -> list[str]:
    """Return the snippets of what a query finds."""
    return [hit.snippet for hit in search.find(database, query, 50)]


def marked(hit: SearchHit) -> list[str]:
    """Return the parts of a snippet that are marked."""
    return [hit.snippet[start:end] for start, end in hit.marks]


# Any text is a query ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        '""',
        '"""',
        "*",
        "-",
        "(",
        "AND",
        "OR NOT",
        "NEAR(",
        "a:b",
        "^",
        "{x} : y",
        "text:word",
        "\0",
        "\ud800",
        "'; DROP TABLE messages; --",
        "😀",
        "…",
    ],
)
def test_no_query_is_an_error(database: Database, talk: Conversation, query: str) -> None:
    messages.save(database, message(talk.id, "something else"))
    assert found(database, query) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.text(st.characters(exclude_categories=())))
def test_no_text_at_all_is_an_error(database: Database, query: str) -> None:
    search.find(database, query, 5)


def test_naughty_strings_are_kept_found_and_harm_nothing(
    database: Database, talk: Conversation
) -> None:
    strings: list[str] = msgspec.json.decode(conformance_path("blns/blns.json").read_bytes())
    with database.transaction():
        for text in strings:
            messages.save(database, message(talk.id, text))
            search.find(database, text, 5)
    assert [item.text for item in messages.load(database, talk.id)] == strings


# Words in every script --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The quick brown fox", "QUICK"),
        ("Ein schöner Tag in Zürich", "zurich schoner"),
        ("cafe\u0301 au lait", "café"),
        ("Điện Biên Phủ", "bien phu"),
        ("ΑΘΗΝΑ", "αθηνα"),
        ("Привет, мир", "привет"),
        ("今天的天气很好", "天"),
        ("今天的天气很好", "天气"),
        ("東京タワーへ行く", "タワー"),
        ("東京タワーへ行く", "京"),
        ("안녕하세요 여러분", "안녕"),
        ("안녕하세요 여러분", "여러"),
        (unicodedata.normalize("NFD", "안녕하세요"), "녕하"),
        ("안녕하세요", unicodedata.normalize("NFD", "녕하")),
        ("GPT模型的温度", "模型"),
        ("GPT模型的温度", "gpt"),
        ("สวัสดีครับ", "ครับ"),
        ("مرحبا بالعالم", "بالعالم"),
        ("اللُّغَةُ العَرَبِيَّةُ", "العربية"),
        ("नमस्ते दुनिया", "दुनिया"),
        ("हिन्दी में लिखो", "हिन्दी"),
        ("שָׁלוֹם עולם", "שלום"),
        ("def snake_case(x): return x", "snake_case"),
        ("see https://example.org/a?b=c", "example.org"),
        ("version 3.14.1", "3.14"),
        ("C++ and C#", "c"),
        ("it’s 100% ✓", "100"),
    ],
)
def test_words_are_found_in_every_script(
    database: Database, talk: Conversation, text: str, query: str
) -> None:
    messages.save(database, message(talk.id, text))
    messages.save(database, message(talk.id, "something else"))
    assert len(found(database, query)) == 1


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("हिन्दी", "हिन्दू"),
        ("今天的天气", "气天"),
        ("한국어", "국한"),
        ("snake_case", '"case snake"'),
        ("quick brown", "quic"),
    ],
)
def test_other_words_are_not_found(
    database: Database, talk: Conversation, text: str, query: str
) -> None:
    messages.save(database, message(talk.id, text))
    assert found(database, query) == []


# The language of queries ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("alpha", ["alpha beta gamma", "gamma beta alpha"]),
        ("gamma alpha", ["alpha beta gamma", "gamma beta alpha"]),
        ('"alpha beta"', ["alpha beta gamma"]),
        ('"beta alpha" gam*', ["gamma beta alpha"]),
        ('"beta alp"*', ["gamma beta alpha"]),
        ("delta alp*", []),
        ("gam", []),
        ("alpha delta", []),
        ('"alpha beta', ["alpha beta gamma"]),
        ("alpha !!!", ["alpha beta gamma", "gamma beta alpha"]),
    ],
)
def test_words_phrases_and_beginnings(
    database: Database, talk: Conversation, query: str, expected: list[str]
) -> None:
    for text in ("delta", "gamma beta alpha", "alpha beta gamma"):
        messages.save(database, message(talk.id, text))
    assert found(database, query) == expected


def test_the_newest_come_first_and_titles_before_all(database: Database) -> None:
    for title in ("old word", "new word"):
        talk = conversation(title, updated_us=7)
        conversations.save(database, talk)
        messages.save(database, message(talk.id, f"{title} said", role=Role.ASSISTANT))
    hits = search.find(database, "word", 50)
    assert [hit.snippet for hit in hits] == [
        "new word",
        "old word",
        "new word said",
        "old word said",
    ]
    assert [hit.role for hit in hits] == [None, None, Role.ASSISTANT, Role.ASSISTANT]
    assert [hit.created_us for hit in hits] == [7, 7, 0, 0]
    assert len(search.find(database, "word", 3)) == 3


def test_reasoning_is_found(database: Database, talk: Conversation) -> None:
    thought = msgspec.structs.replace(message(talk.id, "answer"), reasoning="a hidden thought")
    messages.save(database, thought)
    (hit,) = search.find(database, "hidden", 9)
    assert hit.message_id == thought.id
    assert marked(hit) == ["hidden"]


def test_conversations_in_the_trash_are_not_found(database: Database) -> None:
    talk = msgspec.structs.replace(conversation("word"), deleted_us=5)
    conversations.save(database, talk)
    messages.save(database, message(talk.id, "word"))
    assert found(database, "word") == []


# Snippets ---------------------------------------------------------------------------------------


def test_a_snippet_is_one_line_around_the_marked_words(
    database: Database, talk: Conversation
) -> None:
    text = "filler " * 50 + "the needle\n\nin\tthe haystack " + "filler " * 50
    messages.save(database, message(talk.id, text))
    (hit,) = search.find(database, "needle haystack", 9)
    assert marked(hit) == ["needle", "haystack"]
    assert "the needle in the haystack" in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) < 250


def test_a_snippet_is_without_the_marks_of_markdown(database: Database, talk: Conversation) -> None:
    messages.save(database, message(talk.id, "## The **needle**\n\n- in `the` *haystack*"))
    (hit,) = search.find(database, "needle haystack", 9)
    assert hit.snippet == "The needle in the haystack"
    assert marked(hit) == ["needle", "haystack"]


def test_a_snippet_of_a_script_without_spaces_reads_as_the_text(
    database: Database, talk: Conversation
) -> None:
    messages.save(database, message(talk.id, "我想知道今天的天气很好"))
    (hit,) = search.find(database, "天气", 9)
    assert hit.snippet == "我想知道今天的天气很好"
    assert marked(hit) == ["天气"]


def test_signs_in_the_text_cannot_fake_a_mark(database: Database, talk: Conversation) -> None:
    messages.save(database, message(talk.id, "a \x02fake\x03 mark \x1f and a real one"))
    (hit,) = search.find(database, "real", 9)
    assert marked(hit) == ["real"]
    assert hit.snippet == "a fake mark and a real one"
