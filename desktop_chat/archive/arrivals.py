"""The rows in which it stands when the pieces of answers arrived, apart from their messages.

They are read when somebody looks. Functions on a database; those that write run in the caller's
transaction.
"""

from __future__ import annotations

import zlib

from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import checksum, packed_id
from desktop_chat.core.arrivals import Arrival
from desktop_chat.core.arrivals import arrivals as unpacked
from desktop_chat.errors import Corrupt

_SAVE = (
    "INSERT INTO arrivals(message, content, checksum) VALUES(?, ?, ?) ON CONFLICT(message) "
    "DO UPDATE SET content = excluded.content, checksum = excluded.checksum"
)


def save(database: Database, message: int, packed: bytes) -> None:
    """Keep the log of the message with this key, as `ArrivalLog.packed` gives it."""
    content = zlib.compress(packed)
    database.run(_SAVE, message, content, checksum(content))


def load(database: Database, message_id: str) -> tuple[Arrival, ...]:
    """Return when the pieces of a message arrived, () where that is not kept.

    Raises:
        Corrupt: It is damaged; the message itself can still be read.
    """
    query = (
        "SELECT content, checksum FROM arrivals "
        "WHERE message = (SELECT key FROM messages WHERE id = ?)"
    )
    rows = database.rows(query, packed_id(message_id))
    if not rows:
        return ()
    content, stored = rows[0]
    found = unpacked(zlib.decompress(content)) if checksum(content) == stored else None
    if found is None:
        raise Corrupt(
            "The stored timings of this message are damaged.", advice="The message itself is kept."
        )
    return found
