"""What an import format gives: a conversation, and what became of every node of its source.

Owns the words of the audit and the ids of what is imported. Must not know files or the archive.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any

import msgspec

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message
from desktop_chat.formats.import_database import DatabaseForm
from desktop_chat.formats.json_splitting import Piece

_NAMESPACE = uuid.UUID("6c1fa5a3-3ab0-5d0c-9a3b-0d2f7a0c51e1")


class Fate(StrEnum):
    """What became of a node of the source."""

    IMPORTED = "imported"
    """It is a message of its own."""
    MERGED = "merged"
    """What it says is part of another message or of the conversation."""
    HIDDEN = "hidden"
    """The source does not show it either; it is left out."""
    SKIPPED = "skipped"
    """It could not be imported."""


class NodeFate(msgspec.Struct, frozen=True):
    """One node of the source and what became of it; `reason` is "" for what was imported."""

    id: str
    fate: Fate
    reason: str = ""


class FilePicture(msgspec.Struct, frozen=True):
    """A picture in a file beside the conversation.

    Attributes:
        name: Of the file, or what it begins with.
        signs: Paragraphs of the message's text that stand for it where it is not found.
    """

    name: str
    signs: tuple[str, ...]


class NodePictures(msgspec.Struct, frozen=True):
    """The pictures that an imported node points to, and what its message became."""

    node_id: str
    message_id: str
    pictures: tuple[FilePicture, ...]


class Brought(msgspec.Struct, frozen=True):
    """One conversation of a source.

    Attributes:
        messages: Parents before children; each is the one of exactly one imported node.
        nodes: Every node of the source, once.
        pictures: What they show that lies in files beside the conversation.
        later: More messages in parts that are read one after the other, for a conversation too
            large to be held; to be gone through once.
    """

    conversation: Conversation
    messages: tuple[Message, ...]
    nodes: tuple[NodeFate, ...]
    pictures: tuple[NodePictures, ...] = ()
    later: Iterable[tuple[Message, ...]] = ()


class LargeForm(msgspec.Struct, frozen=True):
    """How a format reads a conversation that is too large to be held.

    Attributes:
        begins: Matches the beginning of such a record.
        list_name: Of the long list; what stands before it is held.
        read: Given the conversation without its list, and what gives the list's elements anew each
            time, gives the conversation; raises ValueError, with the reason, where it cannot.
    """

    begins: re.Pattern[bytes]
    list_name: str
    read: Callable[[dict[str, Any], Callable[[], Iterator[Piece]]], Brought]


class ImportFormat(msgspec.Struct, frozen=True):
    """One form in which conversations come from elsewhere.

    Attributes:
        id: Stable name in reports and in the ids of what is imported.
        recognises: Tells by its shape whether a JSON value is one conversation of this form.
        count: How many nodes its source has, counted beside `read` so that an audit can compare.
        read: Gives that conversation; raises ValueError, with the reason, where it cannot.
        keeps_empty: Whether a conversation without a message is worth keeping.
        database: How that program's own database gives such values, None where it has none.
        large: How it reads a large conversation, None where it cannot.
    """

    id: str
    title: str
    recognises: Callable[[dict[str, Any]], bool]
    count: Callable[[dict[str, Any]], int]
    read: Callable[[dict[str, Any]], Brought]
    keeps_empty: bool = False
    database: DatabaseForm | None = None
    large: LargeForm | None = None


def stable_id(*parts: str) -> str:
    """Return the id that something of a source always gets: a UUID of its format and ids there."""
    # The length keeps ("a", "bc") and ("ab", "c") apart. A lone surrogate is no UTF-8.
    name = "".join(f"{len(part)}:{part}" for part in parts)
    return str(uuid.uuid5(_NAMESPACE, name.encode("utf-8", "replace").decode()))
