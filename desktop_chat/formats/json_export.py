"""Our own format: lossless JSON, every branch, every record.

One object for a conversation, an array of them for many: `format` ("desktop-chat/1"),
`conversation` (the fields of core.conversation.Conversation) and `messages` (those of
core.message.Message, parents before children; fields at their default are left out), but for
`logprobs`, which are the API's items. `record.arrivals` is in base64 what core.arrivals reads.

What points to nothing is left out: the parent of a message whose parent is not in the file, the end
of a branch that is not there. An answer that is being made is written as interrupted. So a file
that is imported into an empty archive and exported again is the same byte for byte.
"""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Message, MessageState
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
    known: set[str] = set()
    messages: list[dict[str, Any]] = []
    for message in document.messages:
        messages.append(_fields(message, known))
        known.add(message.id)
    leaf = document.conversation.active_leaf_id
    last = document.messages[-1].id if document.messages else None
    head = with_changes(document.conversation, active_leaf_id=leaf if leaf in known else last)
    whole = JsonDocument(FORMAT_NAME, head, tuple(messages))
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def _fields(message: Message, known: set[str]) -> dict[str, Any]:
    bare = msgspec.structs.replace(
        message,
        logprobs=(),
        logprob_count=0,
        parent_id=message.parent_id if message.parent_id in known else None,
        state=message.state if message.state.is_final else MessageState.INTERRUPTED,
    )
    items = items_of(message.logprobs)
    return msgspec.to_builtins(bare) | ({"logprobs": items} if items else {})


JSON = ExportFormat("json", "JSON, lossless", ".json", write, begin="[\n", between=",\n", end="]\n")
