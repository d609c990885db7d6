"""The rows of conversations.

Functions on a database; those that write run in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop_chat.archive import search_index
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import (
    CONVERSATION_COLUMNS,
    checksum,
    conversation_from,
    conversation_row,
    insertion,
    packed_id,
    upsert,
)
from desktop_chat.archive.text import well_formed
from desktop_chat.core.conversation import Conversation

COLUMNS = (
    "id, CAST(title AS BLOB), created_us, updated_us, is_pinned, deleted_us, CAST(rest AS BLOB)"
)
"""CONVERSATION_COLUMNS as they are read: text as bytes, so that a damaged one can still be read."""

_SAVE = upsert("conversations", CONVERSATION_COLUMNS)
_ADD = insertion("conversations", CONVERSATION_COLUMNS)


def save(database: Database, conversation: Conversation) -> None:
    """Add a conversation, or put a newer value in its place."""
    row = conversation_row(conversation)
    known = key_of(database, conversation.id)
    if known is None:
        key = database.insert(_ADD, *row, checksum(*row))
        search_index.add_title(database, key, row)
        _tag(database, key, conversation.tags)
        return
    # Most changes are of neither title nor prompt, and the index is the dearest part of a row.
    is_same = search_index.has_title(database, known, row)
    if not is_same:
        search_index.remove_title(database, known)
    database.run(_SAVE, *row, checksum(*row))
    if not is_same:
        search_index.add_title(database, known, row)
    database.run("DELETE FROM conversation_tags WHERE conversation = ?", known)
    _tag(database, known, conversation.tags)


def _tag(database: Database, key: int, tags: Iterable[str]) -> None:
    for tag in dict.fromkeys(map(well_formed, tags)):
        database.run("INSERT INTO conversation_tags(tag, conversation) VALUES(?, ?)", tag, key)


def remove(database: Database, conversation_id: str) -> None:
    """Delete a conversation with its messages and all that hangs on them, for good."""
    key = key_of(database, conversation_id)
    if key is None:
        return
    for (message,) in database.rows("SELECT key FROM messages WHERE conversation = ?", key):
        search_index.remove_message(database, message)
    search_index.remove_title(database, key)
    database.run("DELETE FROM conversations WHERE key = ?", key)


def load(database: Database, conversation_id: str) -> Conversation | None:
    """Return a conversation, one in the trash too; None where there is none of that id."""
    key = key_of(database, conversation_id)
    return None if key is None else load_by_key(database, key)


def load_by_key(database: Database, key: int) -> Conversation:
    """Return the conversation whose row has this key; there must be one."""
    query = f"SELECT {COLUMNS} FROM conversations WHERE key = ?"  # noqa: S608
    return conversation_from(database.rows(query, key)[0])


def page(database: Database, limit: int, offset: int) -> list[Conversation]:
    """Return conversations, the pinned first, then those changed last.

    None from the trash, and none that is archived.
    """
    query = (
        f"SELECT {COLUMNS} FROM conversations "  # noqa: S608
        "WHERE deleted_us IS NULL AND archived_us IS NULL "
        "ORDER BY is_pinned DESC, updated_us DESC LIMIT ? OFFSET ?"
    )
    return [conversation_from(row) for row in database.rows(query, limit, offset)]


def count(database: Database) -> int:
    """Return how many conversations there are outside the trash."""
    return database.value("SELECT count(*) FROM conversations WHERE deleted_us IS NULL")


def key_of(database: Database, conversation_id: str) -> int | None:
    """Return the key of a conversation's row, None where there is none of that id."""
    query = "SELECT key FROM conversations WHERE id = ?"
    return database.value(query, packed_id(conversation_id))
