"""Keeps the search index in step with messages and titles.

Functions on a database, in the caller's transaction. The index holds no text of its own: SQLite
reads it back through a view, so an entry must be removed before its row changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from desktop_chat.archive import facts
from desktop_chat.archive.database import Database, SqlValue
from desktop_chat.archive.rows import (
    CONVERSATION_COLUMNS,
    MESSAGE_COLUMNS,
    MESSAGE_READ,
    message_from,
)
from desktop_chat.archive.search_texts import parts_text, prompt_text
from desktop_chat.archive.text import searchable, well_formed
from desktop_chat.core.message import Message, MessageState

_CONVERSATION = MESSAGE_COLUMNS.index("conversation")
_PARTS = MESSAGE_COLUMNS.index("parts")


def add_message(
    database: Database,
    key: int,
    row: Sequence[SqlValue],
    message: Message,
    *,
    is_alone: bool = False,
) -> None:
    """Index a message that is finished and not deleted.

    The texts come from here and not from the view: a statement that selects makes the index write
    what it has gathered so far, which costs more than the message itself.

    Args:
        database: The archive.
        key: Of the message's row, which is there.
        row: Its values, those of MESSAGE_COLUMNS.
        message: The same as a value.
        is_alone: Whether it is known that no other follows the same message.
    """
    conversation = cast("int", row[_CONVERSATION])
    moment = facts.add(database, key, conversation, message, is_alone=is_alone)
    database.run(
        "INSERT INTO message_search(rowid, text, reasoning, parts) VALUES(?, ?, ?, ?)",
        moment,
        searchable(well_formed(message.text)),
        searchable(well_formed(message.reasoning)),
        parts_text(cast("str", row[_PARTS])),
    )


def add_again(database: Database, key: int) -> None:
    """Index the message with this key as its row has it, if it is finished and not deleted."""
    query = (
        f"SELECT {MESSAGE_READ} FROM messages "  # noqa: S608
        "WHERE key = ? AND state <> 'streaming' AND deleted_us IS NULL"
    )
    for row in database.rows(query, key):
        moment = facts.add(database, key, row[1], message_from(row, ""))
        database.run(
            "INSERT INTO message_search(rowid, text, reasoning, parts) "
            "SELECT key, text, reasoning, parts FROM message_search_source WHERE key = ?",
            moment,
        )


def fill(database: Database) -> Iterator[float]:
    """Make the facts of all messages anew, and the index over them.

    Yields:
        Again and again which share is done, up to 1.
    """
    database.run("DELETE FROM facts")
    database.run("INSERT INTO message_search(message_search) VALUES('delete-all')")
    last, done, count = -1, 0, database.value("SELECT count(*) FROM messages")
    query = f"SELECT key, {MESSAGE_READ}, state, deleted_us FROM messages WHERE key > ? LIMIT 500"  # noqa: S608
    while rows := database.rows(query, last):
        for key, *row, state, deleted_us in rows:
            if state != MessageState.STREAMING and deleted_us is None:
                add_message(database, key, row, message_from(tuple(row), ""))
        last, done = rows[-1][0], done + len(rows)
        yield done / count


def remove_message(database: Database, key: int) -> None:
    """Take the message with this key out of the index, if it is there, before its row changes."""
    moment = facts.moment_at(database, key)
    if moment is not None:
        database.run("DELETE FROM message_search WHERE rowid = ?", moment)
        facts.remove(database, key, moment)


def add_title(database: Database, key: int, row: Sequence[SqlValue]) -> None:
    """Index title and system prompt of a conversation.

    Args:
        database: The archive.
        key: Of the conversation's row, which is there.
        row: Its values, those of CONVERSATION_COLUMNS.
    """
    stored = dict(zip(CONVERSATION_COLUMNS, row, strict=True))
    database.run(
        "INSERT INTO title_search(rowid, title, prompt) VALUES(?, ?, ?)",
        key,
        searchable(cast("str", stored["title"])),
        prompt_text(cast("str", stored["rest"])),
    )


def remove_title(database: Database, key: int) -> None:
    """Take the title of the conversation with this key out, before its row changes."""
    database.run("DELETE FROM title_search WHERE rowid = ?", key)


def has_title(database: Database, key: int, row: Sequence[SqlValue]) -> bool:
    """Return whether the index would not change with a new row of the conversation with this key.

    Args:
        database: The archive.
        key: Of the conversation's row.
        row: Its new values, those of CONVERSATION_COLUMNS.
    """
    stored = dict(zip(CONVERSATION_COLUMNS, row, strict=True))
    query = (
        "SELECT 1 FROM conversations "
        "WHERE key = ? AND title IS ? AND prompt_text(rest) IS prompt_text(?)"
    )
    return bool(database.value(query, key, stored["title"], stored["rest"]))
