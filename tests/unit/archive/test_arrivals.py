"""The rows of the pieces' times."""

from __future__ import annotations

import pytest
from support.archives import conversation, message

from desktop_chat.archive import arrivals, conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import checksum
from desktop_chat.core.arrivals import Arrival, ArrivalLog, PieceKind
from desktop_chat.core.message import Message
from desktop_chat.errors import Corrupt


def packed(*times: int) -> bytes:
    """Return a log of pieces of one character."""
    log = ArrivalLog()
    for after_us in times:
        log.note(after_us, 1, PieceKind.TEXT)
    return log.packed()


@pytest.fixture
def answer(database: Database) -> Message:
    """Return a message in the archive, whose pieces came after one and two milliseconds."""
    talk = conversation()
    conversations.save(database, talk)
    saved = message(talk.id, request_body="{}", arrivals=packed(1_000, 2_000))
    messages.save(database, saved)
    return saved


@pytest.mark.parametrize("damage", ["content = x'00'", "checksum = x'00'"])
def test_damaged_ones_are_told_of(database: Database, answer: Message, damage: str) -> None:
    database.run(f"UPDATE arrivals SET {damage}")
    with pytest.raises(Corrupt):
        arrivals.load(database, answer.id)


def test_a_sound_row_of_no_log_is_told_of(database: Database, answer: Message) -> None:
    content = bytes.fromhex("789c636000000002 0001")
    database.run("UPDATE arrivals SET content = ?, checksum = ?", content, checksum(content))
    with pytest.raises(Corrupt):
        arrivals.load(database, answer.id)


def test_a_message_without_times_has_none(database: Database) -> None:
    assert arrivals.load(database, "unknown") == ()


def test_they_are_kept_until_newer_ones_come(database: Database, answer: Message) -> None:
    first = (Arrival(1_000, 1, PieceKind.TEXT), Arrival(2_000, 1, PieceKind.TEXT))
    assert arrivals.load(database, answer.id) == first
    (bare,) = messages.load(database, answer.conversation_id)
    assert bare.record is not None
    assert bare.record.arrivals == b""
    messages.save(database, bare)
    assert arrivals.load(database, answer.id) == first
    arrivals.save(database, messages.key_of(database, answer.id) or 0, packed(5_000))
    assert arrivals.load(database, answer.id) == (Arrival(5_000, 1, PieceKind.TEXT),)
