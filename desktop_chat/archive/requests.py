"""The exact request bodies of answers, each kept as its difference from one before it.

Every turn sends the whole conversation again: kept whole, the bodies of a conversation would grow
with the square of its length. A body shares its beginning and its end with the one before; what
stands between is kept, compressed. Functions on a database; those that write run in the caller's
transaction.
"""

from __future__ import annotations

import zlib

from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import checksum, packed_id
from desktop_chat.archive.text import well_formed
from desktop_chat.errors import Corrupt

CHAIN_LIMIT = 64
"""After so many differences in a row a body is kept whole, so that reading one stays quick."""

_NEAREST = """
WITH RECURSIVE branch(key, parent_id, distance) AS (
    SELECT key, parent_id, 0 FROM messages WHERE key = ?
    UNION ALL
    SELECT messages.key, messages.parent_id, distance + 1
    FROM branch JOIN messages ON messages.id = branch.parent_id WHERE distance < 4
)
SELECT requests.key, requests.depth, requests.message, requests.checksum
FROM branch CROSS JOIN requests ON requests.message = branch.key
ORDER BY distance, requests.key DESC LIMIT 1
"""
_CHAIN = """
WITH RECURSIVE chain AS (
    SELECT * FROM requests WHERE key = ?
    UNION ALL
    SELECT requests.* FROM chain JOIN requests ON requests.key = chain.base
)
SELECT prefix, suffix, middle, checksum FROM chain ORDER BY depth
"""


def save(database: Database, message: int, body: str) -> None:
    """Keep the request body of the message with this key, unless it is the one stored already."""
    content = well_formed(body).encode()
    digest = checksum(content)
    base, depth, base_content = None, 0, b""
    nearest = database.rows(_NEAREST, message)
    if nearest:
        base_key, base_depth, owner, base_digest = nearest[0]
        if owner == message and base_digest == digest:
            return
        if base_depth < CHAIN_LIMIT:
            base, depth = base_key, base_depth + 1
            base_content = _content(database, base_key)
    row = (message, base, depth, *difference(content, base_content), digest)
    database.run(
        "INSERT INTO requests(message, base, depth, prefix, suffix, middle, checksum) "
        "VALUES(?, ?, ?, ?, ?, ?, ?)",
        *row,
    )


def load(database: Database, message_id: str, limit: int | None = None) -> str:
    """Return the newest request body of a message, "" where none is stored.

    One of about `limit` bytes or more is not put together: "" stands for it.

    Raises:
        Corrupt: It cannot be put together any more.
    """
    query = (
        "SELECT key, prefix + suffix + length(middle) FROM requests "
        "WHERE message = (SELECT key FROM messages WHERE id = ?) ORDER BY key DESC LIMIT 1"
    )
    rows = database.rows(query, packed_id(message_id))
    if not rows or (limit is not None and rows[0][1] > limit):
        return ""
    return _content(database, rows[0][0]).decode()


def difference(content: bytes, base: bytes) -> tuple[int, int, bytes]:
    """Return what a body shares with another at its start and end, and what stands between.

    Returns:
        Two lengths in bytes, and the rest, compressed.
    """
    prefix = _shared_length(content, base)
    suffix = _shared_length(content[prefix:][::-1], base[prefix:][::-1])
    return prefix, suffix, zlib.compress(content[prefix : len(content) - suffix])


def joined(base: bytes, prefix: int, suffix: int, middle: bytes) -> bytes:
    """Return the body that `difference` was given; raises zlib.error where it is damaged."""
    return base[:prefix] + zlib.decompress(middle) + base[len(base) - suffix :]


def _content(database: Database, key: int) -> bytes:
    content = b""
    chain = database.rows(_CHAIN, key)
    try:
        for prefix, suffix, middle, _digest in chain:
            content = joined(content, prefix, suffix, middle)
        is_sound = checksum(content) == chain[-1][-1]
    except zlib.error:
        is_sound = False
    if not is_sound:
        raise Corrupt(
            "The stored request of this message is damaged.", advice="The message itself is kept."
        )
    return content


def _shared_length(first: bytes, second: bytes) -> int:
    """Return how many bytes at the start are equal."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
