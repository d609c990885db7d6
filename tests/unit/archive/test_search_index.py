"""The index holds what is there, and nothing else."""

from __future__ import annotations

import msgspec
from support.archives import conversation, message
from support.searches import hits

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.core.message import Message, ToolCall


def expect_consistent(database: Database) -> None:
    """Let SQLite compare both indices with what they are over."""
    for table in ("message_search", "title_search"):
        database.run(f"INSERT INTO {table}({table}, rank) VALUES('integrity-check', 1)")


def test_every_change_of_a_message_is_followed(database: Database) -> None:
    talk = conversation("title")
    conversations.save(database, talk)
    first, second = message(talk.id, "old words"), message(talk.id, "others")
    for item in (first, second, msgspec.structs.replace(first, text="new words")):
        messages.save(database, item)
        expect_consistent(database)
    messages.delete(database, [second.id], 7)
    expect_consistent(database)
    messages.restore(database, [second.id])
    expect_consistent(database)
    assert not hits(database, "old")
    assert len(hits(database, "new")) == len(hits(database, "others")) == 1


def test_titles_and_system_prompts_are_followed(database: Database) -> None:
    talk = conversation("old title")
    conversations.save(database, talk)
    changed = msgspec.structs.replace(talk, title="new title", system_prompt="Speak Latin.")
    conversations.save(database, changed)
    expect_consistent(database)
    assert not hits(database, "old")
    (hit,) = hits(database, "latin")
    assert (hit.title, hit.message_id, hit.snippet) == ("new title", None, "Speak Latin.")


def test_what_is_beside_the_text_is_found(database: Database) -> None:
    talk = conversation()
    conversations.save(database, talk)
    call = ToolCall("1", "weather_of", '{"city":"Oslo"}')
    asked: Message = msgspec.structs.replace(message(talk.id), tool_calls=(call,), refusal="Never.")
    messages.save(database, asked)
    for word in ("oslo", "weather", "never"):
        (hit,) = hits(database, word)
        assert [hit.snippet[start:end].lower() for start, end in hit.marks] == [word]
