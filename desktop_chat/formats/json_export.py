"""Our own format: lossless JSON, every branch, every record.

One object: `format` ("desktop-chat/1"), `conversation` (the fields of
core.conversation.Conversation) and `messages` (those of core.message.Message, parents before
children; fields at their default are left out), but for `logprobs`, which are the API's items.
`record.arrivals` is in base64 what core.arrivals reads.
"""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message
from desktop_chat.core.token_probabilities import items_of
from desktop_chat.formats.document import Document, ExportFormat

FORMAT_NAME = "desktop-chat/1"


class JsonDocument(msgspec.Struct, frozen=True):
    """The file's one object."""

    format: str
    conversation: Conversation
    messages: tuple[dict[str, Any], ...]


def write(document: Document) -> str:
    """Return the conversation as indented JSON with a line break at the end."""
    messages = tuple(_fields(message) for message in document.messages)
    whole = JsonDocument(FORMAT_NAME, document.conversation, messages)
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def _fields(message: Message) -> dict[str, Any]:
    bare = msgspec.structs.replace(message, logprobs=(), logprob_count=0)
    items = items_of(message.logprobs)
    return msgspec.to_builtins(bare) | ({"logprobs": items} if items else {})


JSON = ExportFormat("json", "JSON, lossless", ".json", write)
