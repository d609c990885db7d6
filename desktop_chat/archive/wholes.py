"""Messages with all that is kept apart from them: request bodies, tokens, arrivals.

Functions on a database.
"""

from __future__ import annotations

import zlib
from contextlib import suppress

import msgspec

from desktop_chat.archive import messages, requests, token_probabilities
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import packed_id
from desktop_chat.core.message import Message
from desktop_chat.errors import Corrupt


def load(database: Database, conversation_id: str) -> list[Message]:
    """Return a conversation's messages whole, every parent before its children.

    What is damaged beside a message is left out.
    """
    return [whole(database, message) for message in messages.load(database, conversation_id)]


def whole(database: Database, message: Message) -> Message:
    """Return a message with what is kept apart from it; what is damaged there is left out."""
    with suppress(Corrupt):
        tokens = token_probabilities.load(database, message.id)
        message = msgspec.structs.replace(message, logprobs=tokens)
    if message.record is None:
        return message
    body, arrivals = "", b""
    with suppress(Corrupt):
        body = requests.load(database, message.id)
    query = "SELECT content FROM arrivals WHERE message = (SELECT key FROM messages WHERE id = ?)"
    packed = database.value(query, packed_id(message.id))
    if packed is not None:
        with suppress(zlib.error):
            arrivals = zlib.decompress(packed)
    record = msgspec.structs.replace(message.record, request_body=body, arrivals=arrivals)
    return msgspec.structs.replace(message, record=record)
