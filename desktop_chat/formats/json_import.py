"""Brings back what `json_export` wrote: every branch, every record, under the same ids."""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Message, MessageState
from desktop_chat.core.token_probabilities import tokens_of
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat, NodeFate
from desktop_chat.formats.import_values import list_of, text_of
from desktop_chat.formats.json_export import FORMAT_NAME

_MOST_US = 2**62
"""What the archive has room for."""


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is one conversation of ours, of this version or a later one."""
    name = text_of(value.get("format"))
    return name.startswith("desktop-chat/") and "conversation" in value and "messages" in value


def count(value: dict[str, Any]) -> int:
    """Return how many messages the source has."""
    return len(list_of(value["messages"]))


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation; its own ids make a copy of what is there already no second one.

    Raises:
        ValueError: It is of a later version, or its conversation is damaged.
    """
    if value["format"] != FORMAT_NAME:
        raise ValueError("it was written by a newer version of Desktop Chat")
    try:
        head = msgspec.convert(value["conversation"], Conversation)
    except msgspec.ValidationError as error:
        raise ValueError(f"its conversation is damaged ({error})") from None
    times = (head.created_us, head.updated_us, head.deleted_us or 0, head.archived_us or 0)
    if not all(0 <= time < _MOST_US for time in times):
        raise ValueError("its conversation is damaged (a time is out of all bounds)")
    messages: dict[str, Message] = {}
    nodes: list[NodeFate] = []
    for number, fields in enumerate(list_of(value["messages"])):
        name = text_of(entries(fields).get("id")) or f"#{number}"
        try:
            message = _message(fields, head.id)
        except msgspec.ValidationError as error:
            nodes.append(NodeFate(name, Fate.SKIPPED, f"it is damaged ({error})"))
            continue
        if message.id in messages:
            nodes.append(NodeFate(name, Fate.SKIPPED, "another node has the same id"))
            continue
        messages[message.id] = message
        nodes.append(NodeFate(name, Fate.IMPORTED))
    messages = _parents_first(messages)
    leaf = head.active_leaf_id if head.active_leaf_id in messages else None
    head = with_changes(head, active_leaf_id=leaf or next(reversed(messages), None))
    return Brought(head, tuple(messages.values()), tuple(nodes))


def _parents_first(messages: dict[str, Message]) -> dict[str, Message]:
    """Return messages in an order in which each follows its parent; a cycle is cut open."""
    ordered: dict[str, Message] = {}
    for message in messages.values():
        above: list[Message] = []
        seen: set[str] = set()
        at: Message | None = message
        while at is not None and at.id not in ordered and at.id not in seen:
            seen.add(at.id)
            above.append(at)
            at = messages.get(at.parent_id or "")
        for each in reversed(above):
            is_first = each.parent_id not in ordered
            ordered[each.id] = msgspec.structs.replace(each, parent_id=None) if is_first else each
    return ordered


def _message(fields: object, conversation_id: str) -> Message:
    # What the archive keeps of the probabilities is written as the API's items.
    known = dict(entries(fields))
    items = list_of(known.pop("logprobs", None))
    message = msgspec.convert(known, Message)
    if not 0 <= message.created_us < _MOST_US:
        raise msgspec.ValidationError("its time is out of all bounds")
    is_open = message.state is MessageState.STREAMING
    return msgspec.structs.replace(
        message,
        conversation_id=conversation_id,
        logprobs=tokens_of(items),
        logprob_count=0,
        state=MessageState.INTERRUPTED if is_open else message.state,
    )


JSON = ImportFormat("desktop-chat", "Desktop Chat", recognises, count, read, keeps_empty=True)
