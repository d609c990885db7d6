"""Keeps the search index in step with messages and titles.

Functions on a database, in the caller's transaction. The index holds no text of its own: SQLite
reads it back through a view, so an entry must be removed before its row changes.
"""

from __future__ import annotations

from desktop_chat.archive import facts
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import MESSAGE_READ, message_from
from desktop_chat.core.message import Message


def add_message(database: Database, key: int, conversation: int, message: Message) -> None:
    """Index a message that is finished and not deleted.

    Args:
        database: The archive.
        key: Of the message's row, which is there.
        conversation: The key of its conversation's row.
        message: What the row holds.
    """
    moment = facts.add(database, key, conversation, message)
    database.run(
        "INSERT INTO message_search(rowid, text, reasoning, parts) "
        "SELECT key, text, reasoning, parts FROM message_search_source WHERE key = ?",
        moment,
    )


def add_again(database: Database, key: int) -> None:
    """Index the message with this key as its row has it, if it is finished and not deleted."""
    query = (
        f"SELECT {MESSAGE_READ} FROM messages "  # noqa: S608
        "WHERE key = ? AND state <> 'streaming' AND deleted_us IS NULL"
    )
    for row in database.rows(query, key):
        add_message(database, key, row[1], message_from(row, ""))


def remove_message(database: Database, key: int) -> None:
    """Take the message with this key out of the index, if it is there, before its row changes."""
    moment = facts.moment_at(database, key)
    if moment is not None:
        database.run("DELETE FROM message_search WHERE rowid = ?", moment)
        facts.remove(database, key, moment)


def add_title(database: Database, key: int) -> None:
    """Index title and system prompt of the conversation with this key."""
    database.run(
        "INSERT INTO title_search(rowid, title, prompt) "
        "SELECT key, title, prompt FROM title_search_source WHERE key = ?",
        key,
    )


def remove_title(database: Database, key: int) -> None:
    """Take the title of the conversation with this key out, before its row changes."""
    database.run("DELETE FROM title_search WHERE rowid = ?", key)
