"""Finding messages and titles."""

from __future__ import annotations

import contextlib
import unicodedata

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.archives import conversation, message
from support.conformance import conformance_path
from support.searches import TODAY, hits, query_of

from desktop_chat.archive import Order, conversations, messages, search
from desktop_chat.archive.database import Database
from desktop_chat.archive.search import SearchHit
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.search_parsing import parse
from desktop_chat.core.search_query import QueryError


@pytest.fixture
def talk(database: Database) -> Conversation:
    """Return a conversation without words in its title."""
    saved = conversation("…")
    conversations.save(database, saved)
    return saved


def found(database: Database, query: str) -> list[str]:
    """Return the snippets of what a query finds."""
    return [hit.snippet for hit in hits(database, query)]


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
def test_no_text_that_can_be_read_is_an_error(database: Database, query: str) -> None:
    with contextlib.suppress(QueryError):
        hits(database, query, 5)


def test_naughty_strings_are_kept_found_and_harm_nothing(
    database: Database, talk: Conversation
) -> None:
    strings: list[str] = msgspec.json.decode(conformance_path("blns/blns.json").read_bytes())
    with database.transaction():
        for text in strings:
            messages.save(database, message(talk.id, text))
            with contextlib.suppress(QueryError):
                hits(database, text, 5)
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
    found_all = hits(database, "word")
    assert [hit.snippet for hit in found_all] == [
        "new word",
        "old word",
        "new word said",
        "old word said",
    ]
    assert [hit.role for hit in found_all] == [None, None, Role.ASSISTANT, Role.ASSISTANT]
    assert [hit.created_us for hit in found_all] == [7, 7, 0, 0]
    assert len(hits(database, "word", 3)) == 3


def test_reasoning_is_found(database: Database, talk: Conversation) -> None:
    thought = msgspec.structs.replace(message(talk.id, "answer"), reasoning="a hidden thought")
    messages.save(database, thought)
    (hit,) = hits(database, "hidden", 9)
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
    (hit,) = hits(database, "needle haystack", 9)
    assert marked(hit) == ["needle", "haystack"]
    assert "the needle in the haystack" in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) < 250


def test_a_snippet_is_without_the_marks_of_markdown(database: Database, talk: Conversation) -> None:
    messages.save(database, message(talk.id, "## The **needle**\n\n- in `the` *haystack*"))
    (hit,) = hits(database, "needle haystack", 9)
    assert hit.snippet == "The needle in the haystack"
    assert marked(hit) == ["needle", "haystack"]


def test_a_snippet_of_a_script_without_spaces_reads_as_the_text(
    database: Database, talk: Conversation
) -> None:
    messages.save(database, message(talk.id, "我想知道今天的天气很好"))
    (hit,) = hits(database, "天气", 9)
    assert hit.snippet == "我想知道今天的天气很好"
    assert marked(hit) == ["天气"]


def test_signs_in_the_text_cannot_fake_a_mark(database: Database, talk: Conversation) -> None:
    messages.save(database, message(talk.id, "a \x02fake\x03 mark \x1f and a real one"))
    (hit,) = hits(database, "real", 9)
    assert marked(hit) == ["real"]
    assert hit.snippet == "a fake mark and a real one"


# Order and pages --------------------------------------------------------------------------------


def at(item: Message, seconds: int) -> Message:
    return msgspec.structs.replace(item, created_us=10**15 + seconds * 2_000_000)


def test_what_was_brought_in_later_stands_at_its_time(
    database: Database, talk: Conversation
) -> None:
    for minutes in (5, 9, 1, 7, 3):
        messages.save(database, at(message(talk.id, f"word {minutes}"), 60 * minutes))
    assert found(database, "word") == ["word 9", "word 7", "word 5", "word 3", "word 1"]
    assert found(database, "role:user") == found(database, "word")


@pytest.mark.parametrize("text", ["word ", "wor", "role:user ", "word role:user ", "-nothing "])
@pytest.mark.parametrize("order", list(Order))
def test_pages_follow_each_other_without_gap_or_repetition(
    database: Database, talk: Conversation, text: str, order: Order
) -> None:
    with database.transaction():
        for number in range(25):
            messages.save(database, at(message(talk.id, f"word {number}"), number % 7))
    query = parse(text, TODAY)
    seen: list[str | None] = []
    after = None
    for rest in (15, 5, 0):
        page = search.find(database, query, 10, order=order, after=after)
        assert page.has_more is (rest > 0)
        seen += [hit.message_id for hit in page.hits]
        after = page.hits[-1].place
    assert len(seen) == len(set(seen)) == 25


def test_a_word_that_is_typed_is_found_by_its_beginning(
    database: Database, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction():
        for number, text in enumerate(["needles in hay", *["straw"] * 30, "a needle", "need"]):
            messages.save(database, at(message(talk.id, text), number))
    for looked_through, trial in ((2_000, 250), (2_000, 10), (2_000, 3), (5, 250), (1, 1)):
        monkeypatch.setattr(search, "LOOKED_THROUGH", looked_through)
        monkeypatch.setattr(search, "TRIAL", trial)
        for text, expected in (
            ("need", ["need", "a needle", "needles in hay"]),
            ("needle", ["a needle", "needles in hay"]),
            ("hay need", ["needles in hay"]),
            ("-hay need", ["need", "a needle"]),
            ("straw need", []),
        ):
            page = search.find(database, parse(text, TODAY), 3)
            assert [hit.snippet for hit in page.hits] == expected


def test_the_most_relevant_come_first(database: Database, talk: Conversation) -> None:
    texts = (
        "needle " * 3 + "and hay",
        "hay with one needle in it and very much more hay around it than anybody would look for",
        "rare needle",
    )
    for number, text in enumerate(texts):
        messages.save(database, at(message(talk.id, text), -number))
    ranked = hits(database, "needle", order=Order.RELEVANCE)
    assert [hit.snippet[:6] for hit in ranked] == ["needle", "rare n", "hay wi"]
    rarest = hits(database, "rare OR hay", order=Order.RELEVANCE)
    assert rarest[0].snippet == "rare needle"


def test_only_the_newest_are_compared_and_it_says_so(
    database: Database, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "CANDIDATES", 3)
    for number in range(5):
        messages.save(database, at(message(talk.id, f"word {number}"), number))
    page = search.find(database, query_of("word"), 9, order=Order.RELEVANCE)
    assert page.is_capped
    assert len(page.hits) == 3


def test_titles_stand_alone_where_only_they_are_wanted(database: Database) -> None:
    talk = conversation("the word")
    conversations.save(database, talk)
    messages.save(database, message(talk.id, "word"))
    assert [hit.message_id for hit in hits(database, "in:title word")] == [None]
    assert len(hits(database, "word")) == 2


@pytest.mark.parametrize("order", list(Order))
def test_messages_follow_titles_that_fill_a_page(database: Database, order: Order) -> None:
    for number in range(12):
        talk = conversation(f"word {number}", updated_us=7)
        conversations.save(database, talk)
        messages.save(database, at(message(talk.id, "word"), 1_000 + number))
    query = parse("word ", TODAY)
    first = search.find(database, query, 10, order=order)
    assert [hit.message_id for hit in first.hits] == [None] * 10
    assert first.has_more
    second = search.find(database, query, 10, order=order, after=first.hits[-1].place)
    assert all(hit.message_id for hit in second.hits)
    third = search.find(database, query, 10, order=order, after=second.hits[-1].place)
    found_all = [*second.hits, *third.hits]
    assert len({hit.message_id for hit in found_all}) == len(found_all) == 12
    assert not third.has_more


def test_a_hit_says_who_spoke_when_and_which_model(database: Database, talk: Conversation) -> None:
    answer = msgspec.structs.replace(
        message(talk.id, "word", role=Role.ASSISTANT), record=TurnRecord(model="m-1"), created_us=7
    )
    messages.save(database, answer)
    (hit,) = hits(database, "word")
    assert (hit.role, hit.model, hit.created_us, hit.title) == (Role.ASSISTANT, "m-1", 7, "…")
