"""Conversations as Open WebUI's export of chats has them: rows, each with a tree in `history`."""

from __future__ import annotations

from html import escape
from typing import Any

import msgspec

from desktop_chat.core.message import Message, MessageState
from desktop_chat.formats.document import Document, ExportFormat


def write(document: Document) -> str:
    """Return one row."""
    head, tree = document.conversation, document.tree
    messages = {m.id: _message(m, list(tree.children(m.id))) for m in document.messages}
    branch = [messages[message.id] for message in document.branch]
    chat = {
        "id": head.id,
        "title": head.title,
        "models": [head.model] if head.model else [],
        "params": {"system": head.system_prompt} if head.system_prompt else {},
        "files": [],
        "tags": list(head.tags),
        "history": {"messages": messages, "currentId": tree.active_leaf_id},
        "messages": branch,
        "timestamp": head.created_us // 1000,
    }
    row = {
        "id": head.id,
        "user_id": "",
        "title": head.title,
        "chat": chat,
        "created_at": head.created_us // 1_000_000,
        "updated_at": head.updated_us // 1_000_000,
        "share_id": None,
        "archived": head.archived_us is not None,
        "pinned": head.is_pinned,
        "meta": {"tags": list(head.tags)},
        "folder_id": None,
    }
    return msgspec.json.encode(row).decode() + "\n"


def _message(message: Message, children: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": message.id,
        "parentId": message.parent_id,
        "childrenIds": children,
        "role": message.role.value,
        "content": _content(message),
        "timestamp": message.created_us // 1_000_000,
    }
    record = message.record
    if record is not None:
        found["model"] = record.resolved_model or record.model
        found["done"] = message.state in (MessageState.COMPLETE, MessageState.STOPPED)
        if record.usage is not None:
            found["usage"] = {
                "prompt_tokens": record.usage.prompt_tokens,
                "completion_tokens": record.usage.completion_tokens,
                "total_tokens": record.usage.total_tokens,
            }
    return found


def _content(message: Message) -> str:
    text = message.text or message.refusal
    if not message.reasoning:
        return text
    lines = (f"&gt; {escape(line, quote=False)}" for line in message.reasoning.split("\n"))
    fold = '<details type="reasoning" done="true">\n<summary>Thought</summary>\n'
    return "\n".join([fold + "\n".join(lines), "</details>", text])


OPEN_WEBUI = ExportFormat(
    "openwebui",
    "Open WebUI's form",
    ".json",
    write,
    begin="[\n",
    between=",\n",
    end="]\n",
    is_list=True,
)
