"""Makes a second conversation of one: all branches, with the requests and tokens of its answers.

A function on a database, in the caller's transaction.
"""

from __future__ import annotations

import msgspec

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import packed_id
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.ids import new_id

_OF_CONVERSATION = (
    "JOIN messages ON messages.key = message WHERE messages.conversation = ? AND deleted_us IS NULL"
)


def duplicate(
    database: Database, conversation_id: str, title: str, now_us: int
) -> Conversation | None:
    """Add a copy of a conversation under a title, and return it; None where there is none.

    Deleted messages stay behind.
    """
    key = conversations.key_of(database, conversation_id)
    if key is None:
        return None
    head = conversations.load_by_key(database, key)
    old = messages.load(database, conversation_id)
    ids = {message.id: new_id() for message in old}
    copy = with_changes(
        head,
        id=new_id(),
        title=title,
        created_us=now_us,
        updated_us=now_us,
        is_pinned=False,
        draft="",
        active_leaf_id=ids.get(head.active_leaf_id or ""),
    )
    conversations.save(database, copy)
    for message in old:
        changes = {"id": ids[message.id], "conversation_id": copy.id}
        parent_id = ids.get(message.parent_id or "")
        messages.save(database, msgspec.structs.replace(message, parent_id=parent_id, **changes))
    _copy_details(database, key, ids)
    return copy


def _copy_details(database: Database, key: int, ids: dict[str, str]) -> None:
    query = "SELECT key FROM messages WHERE id = ?"
    keys = {
        database.value(query, packed_id(old)): database.value(query, packed_id(new))
        for old, new in ids.items()
    }
    bases: dict[int, int] = {}
    columns = "requests.key, message, base, depth, prefix, suffix, middle, requests.checksum"
    query = f"SELECT {columns} FROM requests {_OF_CONVERSATION} ORDER BY requests.key"  # noqa: S608
    for request, message, base, *rest in database.rows(query, key):
        bases[request] = database.insert(
            "INSERT INTO requests(message, base, depth, prefix, suffix, middle, checksum) "
            "VALUES(?, ?, ?, ?, ?, ?, ?)",
            *(keys[message], bases.get(base), *rest),
        )
    for table in ("token_probabilities", "arrivals"):
        query = f"SELECT message, content, {table}.checksum FROM {table} {_OF_CONVERSATION}"  # noqa: S608
        for message, content, digest in database.rows(query, key):
            into = f"INSERT INTO {table}(message, content, checksum) VALUES(?, ?, ?)"
            database.run(into, keys[message], content, digest)
