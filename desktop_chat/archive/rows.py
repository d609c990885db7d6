"""Core values to rows of the archive and back; checksums. Runs no SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, cast

import msgspec

from desktop_chat.archive.database import Row, SqlValue
from desktop_chat.archive.text import well_formed
from desktop_chat.archive.text_packing import packed, unpacked
from desktop_chat.core import ids
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, Role

MESSAGE_COLUMNS = (
    "id",
    "conversation",
    "parent_id",
    "role",
    "state",
    "created_us",
    "text",
    "reasoning",
    "parts",
    "record",
)
"""The columns of a message under its checksum, in the order of `message_row`."""
MESSAGE_READ = (
    "id, conversation, parent_id, role, state, created_us, "
    "CAST(text AS BLOB), CAST(reasoning AS BLOB), CAST(parts AS BLOB), CAST(record AS BLOB)"
)
"""MESSAGE_COLUMNS as they are read: long text as bytes, so that a damaged one can still be read."""
CONVERSATION_COLUMNS = (
    "id",
    "title",
    "created_us",
    "updated_us",
    "is_pinned",
    "deleted_us",
    "rest",
)
"""The columns of a conversation under its checksum, in the order of `conversation_row`."""

_MESSAGE_PARTS = tuple(
    name
    for name in Message.__struct_fields__
    if name not in MESSAGE_COLUMNS and name not in ("conversation_id", "logprobs")
)
_CONVERSATION_REST = tuple(
    name for name in Conversation.__struct_fields__ if name not in CONVERSATION_COLUMNS
)


def checksum(*values: SqlValue) -> bytes:
    """Return eight bytes that change with any change of any value; text counts as its UTF-8."""
    packed = [value.encode() if isinstance(value, str) else value for value in values]
    return hashlib.blake2b(msgspec.msgpack.encode(packed), digest_size=8).digest()


def upsert(table: str, columns: tuple[str, ...]) -> str:
    """Return the statement that saves a row and its checksum, and returns its key.

    The first column tells which row it is: where the table has it, its other columns are replaced.
    """
    changes = ", ".join(f"{name} = excluded.{name}" for name in (*columns[1:], "checksum"))
    into = insertion(table, columns)
    return f"{into} ON CONFLICT({columns[0]}) DO UPDATE SET {changes} RETURNING key"


def insertion(table: str, columns: tuple[str, ...]) -> str:
    """Return the statement that adds a row and its checksum."""
    names = (*columns, "checksum")
    return f"INSERT INTO {table}({', '.join(names)}) VALUES({', '.join('?' * len(names))})"


def packed_id(identifier: str) -> str | bytes:
    """Return an id as it is stored: a UUID as 16 bytes, anything else as its text."""
    raw = ids.packed_id(identifier)
    return well_formed(identifier) if raw is None else raw


def unpacked_id(stored: SqlValue) -> str:
    """Return the id that `packed_id` was given; of a damaged row whatever stands in its place."""
    return ids.unpacked_id(stored) if isinstance(stored, bytes) else str(stored)


def message_row(message: Message, conversation: int) -> tuple[SqlValue, ...]:
    """Return a message's values for MESSAGE_COLUMNS, given the key of its conversation's row.

    Its request body and its tokens' probabilities are not among them.
    """
    record = message.record
    if record is not None and (record.request_body or record.arrivals):
        record = msgspec.structs.replace(record, request_body="", arrivals=b"")
    parts = {name: value for name in _MESSAGE_PARTS if (value := getattr(message, name))}
    return (
        packed_id(message.id),
        conversation,
        None if message.parent_id is None else packed_id(message.parent_id),
        message.role.value,
        message.state.value,
        message.created_us,
        packed(well_formed(message.text)),
        packed(well_formed(message.reasoning)),
        json_text(parts) if parts else "{}",
        None if record is None else json_text(record),
    )


def message_from(row: Row, conversation_id: str) -> Message:
    """Return the message of a row whose texts are bytes.

    A row that is damaged gives what can be read of it: its text at least.
    """
    key_id, _, parent_id, role, state, created_us, text, reasoning, parts, record = row
    fields: dict[str, Any] = {
        "id": unpacked_id(key_id),
        "conversation_id": conversation_id,
        "parent_id": None if parent_id is None else unpacked_id(parent_id),
        "role": role,
        "state": state,
        "created_us": created_us,
        "text": unpacked(text),
        "reasoning": unpacked(reasoning),
    }
    try:
        rest = msgspec.json.decode(parts or b"")
        # Of a file of version 1 that another process still writes.
        rest.pop("logprobs", None)
        rest["record"] = None if record is None else msgspec.json.decode(record)
        return msgspec.convert(fields | rest, Message)
    except (msgspec.MsgspecError, TypeError, AttributeError):
        fields["role"] = Role.ASSISTANT if role not in tuple(Role) else Role(role)
        fields["state"] = MessageState.INTERRUPTED
        fields["created_us"] = created_us if isinstance(created_us, int) else 0
        return Message(**fields)


def conversation_row(conversation: Conversation) -> tuple[SqlValue, ...]:
    """Return a conversation's values for CONVERSATION_COLUMNS."""
    rest = {name: value for name in _CONVERSATION_REST if (value := getattr(conversation, name))}
    return (
        packed_id(conversation.id),
        well_formed(conversation.title),
        conversation.created_us,
        conversation.updated_us,
        int(conversation.is_pinned),
        conversation.deleted_us,
        json_text(rest),
    )


def conversation_from(row: Row) -> Conversation:
    """Return the conversation of a row whose texts are bytes.

    A row that is damaged gives what can be read of it: its title at least.
    """
    key_id, title, created_us, updated_us, is_pinned, deleted_us, rest = row
    fields: dict[str, Any] = {
        "id": unpacked_id(key_id),
        "title": unpacked(title),
        "created_us": created_us,
        "updated_us": updated_us,
        "is_pinned": bool(is_pinned),
        "deleted_us": deleted_us,
    }
    try:
        return msgspec.convert(fields | msgspec.json.decode(rest or b""), Conversation)
    except (msgspec.MsgspecError, TypeError):
        for name in ("created_us", "updated_us"):
            fields[name] = fields[name] if isinstance(fields[name], int) else 0
        if not isinstance(deleted_us, int):
            fields["deleted_us"] = None
        return Conversation(**fields)


def json_text(value: object) -> str:
    """Return a value as JSON; halves of surrogate pairs in it become U+FFFD."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_all_well_formed(msgspec.to_builtins(value))).decode()


def _all_well_formed(value: Any) -> Any:
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        return {well_formed(name): _all_well_formed(item) for name, item in items.items()}
    if isinstance(value, list | tuple):
        return [_all_well_formed(item) for item in cast("Sequence[Any]", value)]
    return value
