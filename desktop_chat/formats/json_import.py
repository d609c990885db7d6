"""Brings back what `json_export` wrote: every branch, every record, under the same ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any

import msgspec

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Message, MessageState
from desktop_chat.core.token_probabilities import tokens_of
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat, LargeForm, NodeFate
from desktop_chat.formats.import_values import list_of, text_of
from desktop_chat.formats.json_export import FORMAT_NAME
from desktop_chat.formats.json_splitting import Piece, decoded

_MOST_US = 2**62
"""What the archive has room for."""
_PART_MESSAGES = 500
_PART_BYTES = 4 << 20


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
    head = _head(value)
    nodes: list[NodeFate] = []
    read = _each(map(_as_it_is, list_of(value["messages"])), head.id, nodes)
    messages = _parents_first({message.id: message for message in read})
    last = next(reversed(messages), None)
    return Brought(_with_leaf(head, messages, last), tuple(messages.values()), tuple(nodes))


def read_large(value: dict[str, Any], elements: Callable[[], Iterator[Piece]]) -> Brought:
    """Return a conversation whose messages are read while they are saved.

    They are gone through twice: what is wrong with them is known before the first is saved.

    Args:
        value: The conversation without its messages.
        elements: Gives the messages' pieces, each time from the first.

    Raises:
        ValueError: It is of a later version, its conversation is damaged, or a message comes before
            the one that it follows.
    """
    head = _head(value)
    nodes: list[NodeFate] = []
    parents: dict[str, str | None] = {}
    for message in _each(map(_decoded, elements()), head.id, nodes):
        parents[message.id] = message.parent_id
    missing = _without_parent(parents)
    later = _parts(elements(), head.id, missing)
    last = next(reversed(parents), None)
    return Brought(_with_leaf(head, parents, last), (), tuple(nodes), later=later)


def _head(value: dict[str, Any]) -> Conversation:
    if value["format"] != FORMAT_NAME:
        raise ValueError("it was written by a newer version of Desktop Chat")
    try:
        head = msgspec.convert(value["conversation"], Conversation)
    except msgspec.ValidationError as error:
        raise ValueError(f"its conversation is damaged ({error})") from None
    times = (head.created_us, head.updated_us, head.deleted_us or 0, head.archived_us or 0)
    if not all(0 <= time < _MOST_US for time in times):
        raise ValueError("its conversation is damaged (a time is out of all bounds)")
    return head


def _with_leaf(head: Conversation, known: Container[str], last: str | None) -> Conversation:
    leaf = head.active_leaf_id
    return with_changes(head, active_leaf_id=leaf if leaf is not None and leaf in known else last)


def _each(
    elements: Iterable[Callable[[], object]], conversation_id: str, nodes: list[NodeFate]
) -> Iterator[Message]:
    """Give the messages of elements, and add to `nodes` what became of each element."""
    known: set[str] = set()
    for number, element in enumerate(elements):
        name = f"#{number}"
        try:
            fields = element()
            name = text_of(entries(fields).get("id")) or name
            message = _message(fields, conversation_id)
        except ValueError as error:
            nodes.append(NodeFate(name, Fate.SKIPPED, f"it is damaged ({error})"))
            continue
        if message.id in known:
            nodes.append(NodeFate(name, Fate.SKIPPED, "another node has the same id"))
            continue
        known.add(message.id)
        nodes.append(NodeFate(name, Fate.IMPORTED))
        yield message


def _as_it_is(fields: object) -> Callable[[], object]:
    return lambda: fields


def _decoded(piece: Piece) -> Callable[[], object]:
    def read() -> object:
        if piece.problem:
            raise ValueError(piece.problem)
        return decoded(piece.content)

    return read


def _without_parent(parents: dict[str, str | None]) -> set[str]:
    """Return which messages follow one that is not there.

    Raises:
        ValueError: One follows another that comes later.
    """
    seen: set[str] = set()
    missing: set[str] = set()
    for message_id, parent_id in parents.items():
        if parent_id is not None and parent_id not in seen:
            if parent_id in parents:
                raise ValueError("it is large, and has a message before the one that it follows")
            missing.add(message_id)
        seen.add(message_id)
    return missing


def _parts(
    elements: Iterator[Piece], conversation_id: str, missing: set[str]
) -> Iterator[tuple[Message, ...]]:
    """Give messages some at a time: as many as are soon saved, and few where they are large."""
    part: list[Message] = []
    weight = 0

    def weighed(piece: Piece) -> Callable[[], object]:
        nonlocal weight
        weight += len(piece.content)
        return _decoded(piece)

    for message in _each(map(weighed, elements), conversation_id, []):
        is_lost = message.id in missing
        part.append(msgspec.structs.replace(message, parent_id=None) if is_lost else message)
        if len(part) >= _PART_MESSAGES or weight >= _PART_BYTES:
            yield tuple(part)
            part, weight = [], 0
    yield tuple(part)


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


JSON = ImportFormat(
    "desktop-chat",
    "Desktop Chat",
    recognises,
    count,
    read,
    keeps_empty=True,
    large=LargeForm(
        re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"format"\s*:\s*"desktop-chat/'),
        "messages",
        read_large,
    ),
)
