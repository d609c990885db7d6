"""Conversations as ChatGPT's own export has them: an array, each with its tree in `mapping`."""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.formats.document import Document, ExportFormat

_ROOT = "client-created-root"


def write(document: Document) -> str:
    """Return one conversation."""
    head, tree = document.conversation, document.tree
    root: dict[str, Any] = {
        "id": _ROOT,
        "message": None,
        "parent": None,
        "children": list(tree.children(None)),
    }
    mapping = {_ROOT: root}
    for message in document.messages:
        is_first = message.parent_id is None or message.parent_id not in tree
        mapping[message.id] = {
            "id": message.id,
            "message": _message(message),
            "parent": _ROOT if is_first else message.parent_id,
            "children": list(tree.children(message.id)),
        }
    conversation = {
        "id": head.id,
        "conversation_id": head.id,
        "title": head.title,
        "create_time": head.created_us / 1e6,
        "update_time": head.updated_us / 1e6,
        "current_node": tree.active_leaf_id or _ROOT,
        "default_model_slug": head.model,
        "is_archived": head.archived_us is not None,
        "is_starred": head.is_pinned,
        "mapping": mapping,
    }
    return msgspec.json.encode(conversation).decode() + "\n"


def _message(message: Message) -> dict[str, Any]:
    record = message.record
    metadata: dict[str, Any] = {}
    if record is not None:
        metadata["model_slug"] = record.resolved_model or record.model
        if record.finish_reason:
            metadata["finish_details"] = {"type": record.finish_reason}
    citations = [
        {"metadata": {"type": "webpage", "url": each.url, "title": each.title}}
        for each in message.citations
    ]
    if citations:
        metadata["citations"] = citations
    is_whole = message.state is MessageState.COMPLETE or message.role is not Role.ASSISTANT
    status = "finished_successfully" if is_whole else "finished_partial_completion"
    return {
        "id": message.id,
        "author": {"role": message.role.value, "name": None, "metadata": {}},
        "create_time": message.created_us / 1e6,
        "update_time": None,
        "content": {"content_type": "text", "parts": [message.text or message.refusal]},
        "status": status,
        "end_turn": message.role is Role.ASSISTANT,
        "weight": 1.0,
        "metadata": metadata,
        "recipient": "all",
    }


CHATGPT = ExportFormat(
    "chatgpt", "ChatGPT's form", ".json", write, begin="[\n", between=",\n", end="]\n", is_list=True
)
