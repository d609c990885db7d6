"""How much an archive holds. A function on a database."""

from __future__ import annotations

from msgspec import Struct

from desktop_chat.archive.database import Database


class ArchiveSize(Struct, frozen=True):
    """How much an archive holds that is not deleted."""

    conversations: int
    messages: int


def measure(database: Database) -> ArchiveSize:
    """Count conversations and messages."""
    return ArchiveSize(
        conversations=database.value("SELECT count(*) FROM conversations WHERE deleted_us IS NULL"),
        messages=database.value(
            "SELECT count(*) FROM messages JOIN conversations ON conversations.key = conversation "
            "WHERE messages.deleted_us IS NULL AND conversations.deleted_us IS NULL"
        ),
    )
