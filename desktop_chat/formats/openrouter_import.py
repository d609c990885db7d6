"""OpenRouter's chatroom export, orpg 1 to 3: messages by id, several characters in one room.

Must not know where the files lie.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.usage import Usage
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import list_of, text_of, time_of_ms

_USER = "USER"


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is a room of the chatroom."""
    return text_of(value.get("version")).startswith("orpg.") and "messages" in value


def count(value: dict[str, Any]) -> int:
    """Return how many messages the source has."""
    return len(entries(value["messages"]))


def read(value: dict[str, Any]) -> Brought:
    """Return the room as one conversation; it has no id, so its messages' ids tell it from others.

    Raises:
        ValueError: It has no message.
    """
    messages = {key: entries(message) for key, message in entries(value["messages"]).items()}
    if not messages:
        raise ValueError("it has no message")
    order = sorted(messages, key=lambda key: (_time(messages[key]), key))
    characters = {key: entries(found) for key, found in entries(value.get("characters")).items()}
    prompts = [text_of(found.get("description")) for found in characters.values()]
    head = Conversation(
        order[0],
        title=text_of(value.get("title")),
        system_prompt=prompts[0] if len(prompts) == 1 else "",
    )
    items = entries(value.get("items"))
    is_tree = any("parentMessageId" in message for message in messages.values())
    nodes: list[SourceNode] = []
    asked = before = ""
    for key in order:
        source = messages[key]
        is_user = _is_user(source)
        parent_id = text_of(source.get("parentMessageId")) if is_tree else ""
        if not is_tree:
            # Several answers to one message are alternatives to each other.
            parent_id = before if is_user else asked
        nodes.append(_node(key, parent_id, source, characters, items))
        asked, before = (key if is_user else asked), key
    return assemble(head, OPENROUTER.id, nodes, order[-1])


def _time(source: dict[str, Any]) -> int:
    return time_of_ms(source.get("createdAt")) or time_of_ms(source.get("updatedAt"))


def _is_user(source: dict[str, Any]) -> bool:
    return text_of(source.get("characterId")) == _USER or source.get("type") == "user"


def _node(
    key: str,
    parent_id: str,
    source: dict[str, Any],
    characters: dict[str, dict[str, Any]],
    items: dict[str, Any],
) -> SourceNode:
    text, reasoning, missing = text_of(source.get("content")), text_of(source.get("reasoning")), 0
    for reference in map(entries, list_of(source.get("items"))):
        data = entries(entries(items.get(text_of(reference.get("id")))).get("data"))
        missing += not data
        for part in map(entries, list_of(data.get("content"))):
            said = text_of(part.get("text"))
            is_reasoning = "reasoning" in (data.get("type"), part.get("type")) or (
                part.get("type") == "reasoning_text"
            )
            if is_reasoning:
                reasoning = "\n\n".join(filter(None, (reasoning, said)))
            else:
                text = "\n\n".join(filter(None, (text, said)))
    if not text and not reasoning:
        fate = Fate.SKIPPED if missing else Fate.HIDDEN
        reason = "its text is not in the file" if missing else "it is empty"
        return SourceNode(key, parent_id, fate, reason=reason)
    role = Role.USER if _is_user(source) else Role.ASSISTANT
    message = Message(
        "",
        "",
        role,
        text=text,
        reasoning=reasoning,
        created_us=_time(source),
        record=_record(source, characters) if role is Role.ASSISTANT else None,
    )
    reason = "a part of it is not in the file" if missing else ""
    return SourceNode(key, parent_id, Fate.IMPORTED, message, reason)


def _record(source: dict[str, Any], characters: dict[str, dict[str, Any]]) -> TurnRecord:
    metadata = entries(source.get("metadata"))
    character = characters.get(text_of(source.get("characterId")), {})
    model = text_of(metadata.get("variantSlug")) or text_of(character.get("model"))
    cost = _cost(metadata.get("cost"))
    usage = None if cost is None else Usage(cost_usd=cost)
    return TurnRecord(endpoint_id="openrouter", model=model, usage=usage)


def _cost(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        cost = Decimal(str(value))
    except InvalidOperation:
        return None
    return cost if cost.is_finite() and 0 <= cost < 1_000_000 else None


OPENROUTER = ImportFormat("openrouter", "OpenRouter chatroom", recognises, count, read)
