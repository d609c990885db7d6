"""Our own format: lossless JSON, every branch, every record.

One object: `format` ("desktop-chat/1"), `conversation` (the fields of
core.conversation.Conversation) and `messages` (those of core.message.Message, parents before
children; fields at their default are left out).
"""

from __future__ import annotations

import msgspec

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message
from desktop_chat.formats.document import Document, ExportFormat

FORMAT_NAME = "desktop-chat/1"


class JsonDocument(msgspec.Struct, frozen=True):
    """The file's one object."""

    format: str
    conversation: Conversation
    messages: tuple[Message, ...]


def write(document: Document) -> str:
    """Return the conversation as indented JSON with a line break at the end."""
    whole = JsonDocument(FORMAT_NAME, document.conversation, document.messages)
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


JSON = ExportFormat("json", "JSON, lossless", ".json", write)
