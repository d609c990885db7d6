"""What SQL of the archive calls: the texts of a row as the search index reads them.

Owns the functions' names. They take whatever a damaged row may hold, and fail at nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from desktop_chat.archive.text import searchable
from desktop_chat.archive.text_packing import unpacked
from desktop_chat.core.attached import attached_text


class _Call(Struct):
    name: str = ""
    arguments: str = ""


class _Parts(Struct):
    tool_calls: tuple[_Call, ...] = ()
    refusal: str = ""
    annotations: tuple[dict[str, Any], ...] = ()


class _Head(Struct):
    system_prompt: str = ""


def column_text(stored: object) -> str:
    """Return what can be found in a text.

    Args:
        stored: Its column, packed or not.
    """
    return searchable(unpacked(stored))


def parts_text(parts: str) -> str:
    """Return what can be found in a message beside its text.

    That is tool calls, a refusal, sources, and attached files: their names and what was read there.

    Args:
        parts: The column of that name, JSON.
    """
    if parts == "{}":
        return ""
    try:
        found = msgspec.json.decode(parts, type=_Parts)
    except msgspec.MsgspecError:
        return ""
    texts = [text for call in found.tool_calls for text in (call.name, call.arguments)]
    texts.append(found.refusal)
    for annotation in found.annotations:
        # {"type": "file", "file": {"name": ...}} and {"url_citation": {"title": ..., "url": ...}}.
        for inner in filter(_is_object, annotation.values()):
            texts += [str(inner.get(name, "")) for name in ("name", "title", "url")]
            texts.append(attached_text(inner))
    return searchable("\n".join(filter(None, texts)))


def prompt_text(rest: str) -> str:
    """Return the system prompt of a conversation.

    Args:
        rest: The column of that name, JSON.
    """
    try:
        return searchable(msgspec.json.decode(rest, type=_Head).system_prompt)
    except msgspec.MsgspecError:
        return ""


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


SQL_FUNCTIONS: dict[str, Callable[[Any], str]] = {
    "searchable": column_text,
    "parts_text": parts_text,
    "prompt_text": prompt_text,
}
"""By the name that SQL knows them by. Each is deterministic, and part of the file's format."""
