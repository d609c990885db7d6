"""The rows in which the probabilities of answers' tokens are kept, apart from their messages.

They are as much as the rest of a conversation together, and are looked at seldom. While an answer
is made its rows grow with its log; the finished one has a single row. Functions on a database;
those that write run in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import checksum, packed_id
from desktop_chat.archive.token_blob import packed, unpacked
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.errors import Corrupt


def save(database: Database, message: int, tokens: Sequence[TokenProbability]) -> None:
    """Keep the tokens of the message with this key in place of what is kept; none: nothing."""
    database.run("DELETE FROM token_probabilities WHERE message = ?", message)
    append(database, message, tokens)


def append(database: Database, message: int, tokens: Sequence[TokenProbability]) -> None:
    """Keep more tokens of the message with this key."""
    if tokens:
        content = packed(tokens)
        query = "INSERT INTO token_probabilities(message, content, checksum) VALUES(?, ?, ?)"
        database.run(query, message, content, checksum(content))


def load(database: Database, message_id: str) -> tuple[TokenProbability, ...]:
    """Return the tokens of a message, () where none are kept.

    Raises:
        Corrupt: They are damaged; the message itself can still be read.
    """
    query = (
        "SELECT content, checksum FROM token_probabilities "
        "WHERE message = (SELECT key FROM messages WHERE id = ?) ORDER BY key"
    )
    found: list[TokenProbability] = []
    for content, stored in database.rows(query, packed_id(message_id)):
        tokens = unpacked(content) if checksum(content) == stored else None
        if tokens is None:
            raise Corrupt(
                "The stored probabilities of this message are damaged.",
                advice="The message itself is kept.",
            )
        found += tokens
    return tuple(found)
