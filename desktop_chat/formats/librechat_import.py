"""LibreChat's export of one conversation: messages nested in each other, or in a list.

Must not know where the files lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Failure, Message, MessageState, Role, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.formats.import_content import Content
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import list_of, text_of, time_of_any

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
    for node_id, parent_id, source in _messages(value):
        # Without branches the parents are those of the whole tree, which is not in the file.
        above = before if value.get("branches") is False else parent_id
        nodes.append(_node(node_id, "" if above == _ROOT else above, source, options))
        before = node_id
    return assemble(head, LIBRECHAT.id, nodes, before)


def _messages(value: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give every message behind its id and that of its parent, parents before children."""
    top = list_of(value.get("messagesTree", value.get("messages")))
    ready = [("", each) for each in reversed(top)]
    number = 0
    while ready:
        above, each = ready.pop()
        source = entries(each)
        own = text_of(source.get("messageId")) or f"#{number}"
        number += 1
        yield own, text_of(source.get("parentMessageId")) or above, source
        ready += [(own, child) for child in reversed(list_of(source.get("children")))]


def _node(
    node_id: str, parent_id: str, source: dict[str, Any], options: dict[str, Any]
) -> SourceNode:
    is_user = source.get("isCreatedByUser")
    if not isinstance(is_user, bool):
        is_user = text_of(source.get("sender")).lower() == "user"
    content = _said(source)
    is_failed = not is_user and source.get("error") is True
    if content.is_empty and not is_failed:
        return SourceNode(node_id, parent_id, Fate.HIDDEN, reason="it is empty")
    state = MessageState.COMPLETE
    failure: Failure | None = None
    if is_failed:
        state = MessageState.FAILED
        failure = Failure("ProviderFailed", content.text or "It gives no reason.")
    elif not is_user and source.get("unfinished") is True:
        state = MessageState.INTERRUPTED
    model = text_of(source.get("model")) or text_of(options.get("model"))
    record = TurnRecord(model=model, sampling=_sampling(options), failure=failure)
    message = Message(
        "",
        "",
        Role.USER if is_user else Role.ASSISTANT,
        # What an answer that failed says is what went wrong.
        text="" if is_failed else content.text,
        reasoning=content.reasoning,
        images=tuple(content.pictures),
        created_us=time_of_any(source.get("createdAt")),
        state=state,
        record=None if is_user else record,
    )
    return SourceNode(node_id, parent_id, Fate.IMPORTED, message, content.reason)


def _said(source: dict[str, Any]) -> Content:
    content = Content()
    has_words = False
    for part in list_of(source.get("content")):
        fields = entries(part)
        kind = text_of(fields.get("type"))
        if kind == "tool_call":
            call = entries(fields.get("tool_call"))
            name = text_of(call.get("name"))
            content.call(name, call.get("args"))
            if given := call.get("output"):
                content.result(name, given)
        elif kind == "image_file":
            content.picture(text_of(entries(fields.get("image_file")).get("url")))
        elif kind == "error":
            content.texts.append(text_of(fields.get("error")) or "[Error]")
        else:
            content.parts([part])
            has_words = has_words or kind == "text"
    if not has_words:
        content.texts.append(text_of(source.get("text")))
    for file in map(entries, list_of(source.get("files"))):
        content.attachment(text_of(file.get("filename")))
    return content


def _sampling(options: dict[str, Any]) -> Sampling:
    names = ("temperature", "top_p", "presence_penalty", "frequency_penalty")
    return read_sampling({name: options.get(name) for name in names}).sampling


LIBRECHAT = ImportFormat("librechat", "LibreChat", recognises, count, read)
