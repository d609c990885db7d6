"""JSONL for fine-tuning: a line for each branch, with its messages in OpenAI's form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.formats.document import Document, ExportFormat


def write(document: Document) -> str:
    """Return a line for each branch that ends with a whole answer; none where there is none."""
    lines: list[str] = []
    for branch in document.branches:
        if branch[-1].role is not Role.ASSISTANT or branch[-1].state is not MessageState.COMPLETE:
            continue
        record = {"messages": openai_messages(branch, document.conversation.system_prompt)}
        tools = branch[-1].record.sampling.tools if branch[-1].record else None
        if isinstance(tools, tuple) and tools:
            record["tools"] = list(tools)
        lines.append(msgspec.json.encode(record).decode())
    return "".join(f"{line}\n" for line in lines)


def openai_messages(branch: Sequence[Message], system_prompt: str) -> list[dict[str, Any]]:
    """Return messages as OpenAI's API takes them, the system prompt first where there is one."""
    found: list[dict[str, Any]] = []
    if system_prompt:
        found.append({"role": "system", "content": system_prompt})
    for message in branch:
        fields: dict[str, Any] = {"role": message.role.value, "content": message.text}
        if message.refusal and not message.text:
            fields["content"] = message.refusal
        if message.tool_calls:
            fields["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": call.arguments},
                }
                for call in message.tool_calls
            ]
            fields["content"] = message.text or None
        if message.role is Role.TOOL:
            fields["tool_call_id"] = message.tool_call_id
        found.append(fields)
    return found


JSONL = ExportFormat("jsonl", "JSONL for fine-tuning", ".jsonl", write)
