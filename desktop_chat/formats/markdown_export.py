"""Markdown of the branch that is shown, for reading and for other programs."""

from __future__ import annotations

from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.message import Message, Role
from desktop_chat.formats.document import Document, ExportFormat

_SPEAKERS = {
    Role.USER: "You",
    Role.SYSTEM: "System",
    Role.TOOL: "Tool",
    Role.ASSISTANT: "Assistant",
}


def write(document: Document) -> str:
    """Return a heading for the title and for each message, with its text as it is."""
    conversation = document.conversation
    parts = [f"# {conversation.title or 'Untitled'}"]
    if conversation.system_prompt:
        parts.append(f"## System prompt\n\n{conversation.system_prompt}")
    parts += [_message(message) for message in document.branch]
    return "\n\n".join(parts) + "\n"


def _message(message: Message) -> str:
    parts = [f"## {_heading(message)}"]
    if message.reasoning:
        quoted = "\n".join(f"> {line}".rstrip() for line in message.reasoning.splitlines())
        parts.append(f"> **Reasoning**\n>\n{quoted}")
    if message.text or message.refusal:
        parts.append(message.text or message.refusal)
    parts += [
        f"Tool call `{call.name}`:\n\n```json\n{call.arguments}\n```" for call in message.tool_calls
    ]
    figures = _figures(message)
    if figures:
        parts.append(f"*{figures}*")
    return "\n\n".join(parts)


def _heading(message: Message) -> str:
    record = message.record
    model = (record.resolved_model or record.model) if record else ""
    return f"{_SPEAKERS[message.role]} ({model})" if model else _SPEAKERS[message.role]


def _figures(message: Message) -> str:
    usage = message.record.usage if message.record else None
    if usage is None:
        return ""
    parts = [f"{count_text(usage.completion_tokens)} tokens"]
    if usage.cost_usd is not None:
        parts.append(cost_text(usage.cost_usd, is_estimate=usage.is_estimate))
    return ", ".join(parts)


MARKDOWN = ExportFormat("markdown", "Markdown", ".md", write, between="\n---\n\n")
