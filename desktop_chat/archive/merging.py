"""Adds a conversation from elsewhere to what is there, and changes nothing that is.

A function on a database, in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import packed_id
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message


class Merge(Struct, frozen=True):
    """What a merge did.

    Attributes:
        is_new: Whether the conversation was added.
        added: Ids of the messages that were added.
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
    for message in added:
        query = "SELECT conversation FROM messages WHERE id = ?"
        owner = database.value(query, packed_id(message.id))
        if owner is not None:
            found["known" if owner == key else "foreign"].append(message.id)
            continue
        found["new"].append(message.id)
        if not is_dry:
            messages.save(database, message)
    return Merge(key is None, *(tuple(ids) for ids in found.values()))
