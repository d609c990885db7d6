"""LibreChat's export of one conversation: messages nested in each other, or in a list.

Must not know where the files lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, Role, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import list_of, text_of, time_us

_ROOT = "00000000-0000-0000-0000-000000000000"


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is a conversation with a tree or a list of messages and its own id."""
    messages = value.get("messagesTree", value.get("messages"))
    return "conversationId" in value and isinstance(messages, list)


def count(value: dict[str, Any]) -> int:
    """Return how many messages the source has."""
    return sum(1 for _ in _messages(value))


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation.

    Raises:
        ValueError: It has no id.
    """
    source_id = text_of(value.get("conversationId"))
    if not source_id:
        raise ValueError("it has no id")
    options = entries(value.get("options"))
    head = Conversation(
        source_id,
        title=text_of(value.get("title")),
        system_prompt=text_of(options.get("promptPrefix")),
    )
    nodes: list[SourceNode] = []
    before = ""
    for number, (parent_id, source) in enumerate(_messages(value)):
        node_id = text_of(source.get("messageId")) or f"#{number}"
        # Without branches the parents are those of the whole tree, which is not in the file.
        above = before if value.get("branches") is False else parent_id
        nodes.append(_node(node_id, "" if above == _ROOT else above, source, options))
        before = node_id
    return assemble(head, LIBRECHAT.id, nodes, before)


def _messages(value: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every message with the id of its parent, parents before children."""
    top = list_of(value.get("messagesTree", value.get("messages")))
    ready = [("", each) for each in reversed(top)]
    while ready:
        above, each = ready.pop()
        source = entries(each)
        yield text_of(source.get("parentMessageId")) or above, source
        own = text_of(source.get("messageId"))
        ready += [(own, child) for child in reversed(list_of(source.get("children")))]


def _node(
    node_id: str, parent_id: str, source: dict[str, Any], options: dict[str, Any]
) -> SourceNode:
    is_user = source.get("isCreatedByUser")
    if not isinstance(is_user, bool):
        is_user = text_of(source.get("sender")).lower() == "user"
    text, reasoning = _said(source)
    if not text and not reasoning:
        return SourceNode(node_id, parent_id, Fate.HIDDEN, reason="it is empty")
    is_cut = not is_user and (source.get("unfinished") is True or source.get("error") is True)
    model = text_of(source.get("model")) or text_of(options.get("model"))
    message = Message(
        "",
        "",
        Role.USER if is_user else Role.ASSISTANT,
        text=text,
        reasoning=reasoning,
        created_us=time_us(source.get("createdAt")),
        state=MessageState.INTERRUPTED if is_cut else MessageState.COMPLETE,
        record=None if is_user else TurnRecord(model=model, sampling=_sampling(options)),
    )
    return SourceNode(node_id, parent_id, Fate.IMPORTED, message)


def _said(source: dict[str, Any]) -> tuple[str, str]:
    texts: list[str] = []
    thoughts: list[str] = []
    for part in map(entries, list_of(source.get("content"))):
        match text_of(part.get("type")):
            case "text":
                inner = part.get("text")
                texts.append(text_of(inner) or text_of(entries(inner).get("value")))
            case "think":
                thoughts.append(text_of(part.get("think")))
            case "tool_call":
                call = entries(part.get("tool_call"))
                texts.append(f"[Tool {text_of(call.get('name')) or 'without a name'}]")
            case "":
                pass
            case other:
                texts.append(f"[{other}]")
    text = "\n\n".join(filter(None, texts)) or text_of(source.get("text"))
    return text.strip(), "\n\n".join(filter(None, thoughts))


def _sampling(options: dict[str, Any]) -> Sampling:
    names = ("temperature", "top_p", "presence_penalty", "frequency_penalty")
    return read_sampling({name: options.get(name) for name in names}).sampling


LIBRECHAT = ImportFormat("librechat", "LibreChat", recognises, count, read)
