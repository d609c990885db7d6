"""Adds a conversation from elsewhere to what is there, and changes nothing that is.

A function on a database, in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import packed_id, unpacked_id
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Message

# Whose message it is, and whether it is deleted by nothing but an import's being taken back.
_OWNER = (
    "SELECT conversation, deleted_us IS NOT NULL AND EXISTS(SELECT 1 FROM imported_messages AS i "
    "JOIN imports ON imports.key = i.import "
    "WHERE i.message = messages.key AND imports.undone_us = messages.deleted_us) "
    "FROM messages WHERE id = ?"
)


_DELETED = "SELECT parent_id FROM messages WHERE id = ? AND deleted_us IS NOT NULL"


class Merge(Struct, frozen=True):
    """What a merge did.

    Attributes:
        is_new: Whether the conversation was added.
        added: Ids of the messages that were added, or restored: where an import of them had been
            taken back, or where one that was added follows them.
        known: Ids of those that were there, deleted ones too; they stay as they are.
        foreign: Ids of those that a message of another conversation has; they are left out.
    """

    is_new: bool
    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


def merge(
    database: Database, conversation: Conversation, added: Sequence[Message], *, is_dry: bool
) -> Merge:
    """Add a conversation and those of its messages that are not there.

    A conversation that is there stays as it is, in the trash too.

    Args:
        database: The archive.
        conversation: As it is added, where it is not there.
        added: Parents before children, no id twice.
        is_dry: Only say what would be done.
    """
    key = conversations.key_of(database, conversation.id)
    if key is None and not is_dry:
        conversations.save(database, conversation)
    found: dict[str, list[str]] = {"new": [], "known": [], "foreign": []}
    above: dict[str, None] = {}
    for message in added:
        place, is_there = _place(database, message, key)
        found[place].append(message.id)
        if place == "new" and not is_dry:
            if is_there:
                messages.restore(database, [message.id])
            else:
                messages.save(database, message)
        if place == "new" and key is not None:
            above |= dict.fromkeys(_deleted_above(database, message))
    # Without them a new message would stand where a conversation begins.
    if not is_dry:
        messages.restore(database, above)
    found["new"] += [each for each in found["known"] if each in above]
    found["known"] = [each for each in found["known"] if each not in above]
    if key is not None and found["new"] and not is_dry:
        _take_out_of_trash(database, key)
    return Merge(key is None, *(tuple(ids) for ids in found.values()))


def _place(database: Database, message: Message, chat: int | None) -> tuple[str, bool]:
    """Return which of a merge's lists a message belongs to, and whether it is in the archive."""
    row = database.rows(_OWNER, packed_id(message.id))
    if not row:
        return "new", False
    owner, was_taken_back = row[0]
    if owner != chat:
        return "foreign", True
    return "new" if was_taken_back else "known", True


def _deleted_above(database: Database, message: Message) -> list[str]:
    """Return the ids of deleted messages that a new one follows, the nearest first."""
    found: list[str] = []
    at = message.parent_id
    while at is not None and at not in found:
        rows = database.rows(_DELETED, packed_id(at))
        if not rows:
            break
        found.append(at)
        at = None if rows[0][0] is None else unpacked_id(rows[0][0])
    return found


def _take_out_of_trash(database: Database, key: int) -> None:
    """Show a conversation again that an undone import has put in the trash."""
    head = conversations.load_by_key(database, key)
    query = "SELECT 1 FROM imports WHERE undone_us = ?"
    if head.deleted_us is not None and database.value(query, head.deleted_us) is not None:
        conversations.save(database, with_changes(head, deleted_us=None))
