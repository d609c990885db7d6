"""Claude's data export: messages in a list, in newer exports with the parents of a tree.

It names no model, so none is given. Must not know where the files lie.
"""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import list_of, text_of, time_us

_ROLES = {"human": Role.USER, "user": Role.USER, "assistant": Role.ASSISTANT}

_KNOWN = frozenset({"text", "voice_note", "tool_use", "tool_result"})
_SILENT = frozenset({"thinking", "token_budget", "flag"})
"""Kinds of content that say nothing themselves; reasoning is taken apart."""


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is a conversation with `chat_messages`."""
    return isinstance(value.get("chat_messages"), list)


def count(value: dict[str, Any]) -> int:
    """Return how many messages the source has."""
    return len(value["chat_messages"])


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation.

    Raises:
        ValueError: It has no id, so that it cannot be told from another.
    """
    source_id = text_of(value.get("uuid"))
    if not source_id:
        raise ValueError("it has no id")
    head = Conversation(
        source_id,
        title=text_of(value.get("name")),
        created_us=time_us(value.get("created_at")),
        updated_us=time_us(value.get("updated_at")),
    )
    messages = [entries(message) for message in list_of(value["chat_messages"])]
    is_tree = any(text_of(message.get("parent_message_uuid")) for message in messages)
    nodes: list[SourceNode] = []
    before = ""
    for number, message in enumerate(messages):
        node_id = text_of(message.get("uuid")) or f"#{number}"
        parent_id = text_of(message.get("parent_message_uuid")) if is_tree else before
        nodes.append(_node(node_id, parent_id, message))
        before = node_id
    newest = max(
        nodes, key=lambda node: node.message.created_us if node.message else 0, default=None
    )
    return assemble(head, CLAUDE.id, nodes, "" if newest is None else newest.id)


def _node(node_id: str, parent_id: str, source: dict[str, Any]) -> SourceNode:
    role = _ROLES.get(text_of(source.get("sender")))
    if role is None:
        return SourceNode(node_id, parent_id, Fate.SKIPPED, reason="its sender is unknown")
    content = [entries(item) for item in list_of(source.get("content"))]
    text = "\n\n".join(filter(None, map(_said, content))) or text_of(source.get("text"))
    reasoning = "\n\n".join(filter(None, (text_of(item.get("thinking")) for item in content)))
    text = "\n\n".join(filter(None, [text, *_attachments(source)]))
    if not text.strip() and not reasoning:
        return SourceNode(node_id, parent_id, Fate.HIDDEN, reason="it is empty")
    message = Message(
        "",
        "",
        role,
        text=text,
        reasoning=reasoning,
        created_us=time_us(source.get("created_at")),
        annotations=_citations(content),
        record=TurnRecord() if role is Role.ASSISTANT else None,
    )
    return SourceNode(node_id, parent_id, Fate.IMPORTED, message, _lack(source, content))


def _said(item: dict[str, Any]) -> str:
    """Return what an item of a message's content says, tools with what they were given and gave."""
    name = text_of(item.get("name")) or "tool"
    match text_of(item.get("type")):
        case "text" | "voice_note":
            return text_of(item.get("text"))
        case "tool_use":
            return f"[Tool {name}]\n\n{_fenced(item.get('input'))}"
        case "tool_result":
            parts = [_given(entries(part)) for part in list_of(item.get("content"))]
            said = "\n\n".join(filter(None, parts)) or text_of(item.get("content"))
            return f"[Result of {name}]\n\n{said}" if said else f"[Result of {name}]"
        case kind:
            return "" if kind in _SILENT else f"[{kind[:60] or 'unknown content'}]"


def _given(part: dict[str, Any]) -> str:
    """Return what a part of a tool's result says: its text, or the page that it is of."""
    page = " ".join(filter(None, (text_of(part.get("title")), text_of(part.get("url")))))
    return text_of(part.get("text")) or page or f"[{text_of(part.get('type'))[:60] or 'a part'}]"


def _lack(source: dict[str, Any], content: list[dict[str, Any]]) -> str:
    """Return what of a message is not in the file or cannot be read, "" where nothing is."""
    kinds = [text_of(item.get("type")) for item in content]
    unknown = next((kind for kind in kinds if kind not in _SILENT | _KNOWN), None)
    if unknown is not None:
        return f"its content {unknown[:60]!r} is unknown" if unknown else "a part of it is unknown"
    attachments = map(entries, list_of(source.get("attachments")))
    is_bare = any(not text_of(each.get("extracted_content")) for each in attachments)
    return "its attachment is not in the file" if is_bare or list_of(source.get("files")) else ""


def _fenced(value: object) -> str:
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return f"~~~~json\n{text}\n~~~~"


def _attachments(source: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for attachment in map(entries, list_of(source.get("attachments"))):
        name = text_of(attachment.get("file_name")) or "without a name"
        text = text_of(attachment.get("extracted_content"))
        found.append(f"[Attachment: {name}]" + (f"\n\n{text}" if text else ""))
    names = [text_of(entries(file).get("file_name")) for file in list_of(source.get("files"))]
    return [*found, *(f"[Attachment: {name}]" for name in names if name)]


def _citations(content: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    found: dict[str, dict[str, Any]] = {}
    for item in content:
        for citation in map(entries, list_of(item.get("citations"))):
            url = text_of(citation.get("url"))
            if url:
                told = {"url": url, "title": text_of(citation.get("title"))}
                found.setdefault(url, {"type": "url_citation", "url_citation": told})
    return tuple(found.values())


CLAUDE = ImportFormat("claude", "Claude", recognises, count, read)
