"""A message comes with all that is kept apart from it, and without what is damaged."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.archives import conversation, message, new_database

from desktop_chat.archive import conversations, messages, wholes
from desktop_chat.core.message import Message, Role
from desktop_chat.core.token_probabilities import TokenProbability


def answer(conversation_id: str) -> Message:
    made = message(
        conversation_id,
        "yes",
        role=Role.ASSISTANT,
        request_body='{"messages":[]}',
        arrivals=b"\x01\x02",
    )
    return msgspec.structs.replace(made, logprobs=(TokenProbability("yes", b"yes", -0.5),))


def test_a_message_is_whole_again(tmp_path: Path) -> None:
    database = new_database(tmp_path / "archive.db")
    talk = conversation("a")
    conversations.save(database, talk)
    asked, said = message(talk.id, "well?"), answer(talk.id)
    for each in (asked, said):
        messages.save(database, each)
    first, second = wholes.load(database, talk.id)
    assert first == asked
    assert (second.text, second.logprobs) == (said.text, said.logprobs)
    assert second.record is not None
    assert second.record.request_body == '{"messages":[]}'
    assert second.record.arrivals == b"\x01\x02"
    database.close()


def test_what_is_damaged_beside_it_is_left_out(tmp_path: Path) -> None:
    database = new_database(tmp_path / "archive.db")
    talk = conversation("a")
    conversations.save(database, talk)
    messages.save(database, answer(talk.id))
    for table, column in (
        ("requests", "middle"),
        ("token_probabilities", "content"),
        ("arrivals", "content"),
    ):
        database.run(f"UPDATE {table} SET {column} = x'00'")
    (found,) = wholes.load(database, talk.id)
    assert (found.text, found.logprobs) == ("yes", ())
    assert found.record is not None
    assert (found.record.request_body, found.record.arrivals) == ("", b"")
    database.close()
