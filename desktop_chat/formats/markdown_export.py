"""Markdown of the branch that is shown, for reading and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop_chat.core.attached import attachments_of, pictures_of
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.message import Message, Role
from desktop_chat.formats.document import Document, ExportFormat
from desktop_chat.formats.files_beside import FileBeside, files_beside

_SPEAKERS = {
    Role.USER: "You",
    Role.SYSTEM: "System",
    Role.TOOL: "Tool",
    Role.ASSISTANT: "Assistant",
}
_NO_BRACKETS = str.maketrans("[]", "()")


def write(document: Document) -> str:
    """Return a heading for the title and for each message, with its text as it is."""
    conversation = document.conversation
    parts = [f"# {conversation.title or 'Untitled'}"]
    if conversation.system_prompt:
        parts.append(f"## System prompt\n\n{conversation.system_prompt}")
    files = files_beside(document.messages if document.folder else ())
    for message in document.branch:
        parts += [_message(message), *_attached(message, document.folder, files)]
        figures = _figures(message)
        if figures:
            parts.append(f"*{figures}*")
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
    return "\n\n".join(parts)


def _attached(
    message: Message, folder: str, files: Mapping[tuple[str, str, int], FileBeside]
) -> Iterator[str]:
    """Give a line for each picture and attachment: a link to its file, or that it is not here."""
    for place, picture in enumerate(pictures_of(message)):
        name = f"Picture {place + 1}"
        file = files.get((message.id, "picture", place))
        if file is not None:
            yield f"![{name}](<{folder}/{file.name}>)"
        elif picture.address:
            yield f"[{name}](<{_bare(picture.address)}>)"
        else:
            yield f"*{name} is not in this text.*"
    for place, attached in enumerate(attachments_of(message)):
        name = " ".join(attached.name.translate(_NO_BRACKETS).split()) or "without a name"
        file = files.get((message.id, "attachment", place))
        link = name if file is None else f"[{name}](<{folder}/{file.name}>)"
        yield f"Attachment: {link}"


def _bare(address: str) -> str:
    """Return an address without what would end it in Markdown."""
    return "".join(sign for sign in address if sign not in "<>" and sign.isprintable())


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


MARKDOWN = ExportFormat("markdown", "Markdown", ".md", write, between="\n---\n\n", has_folder=True)
