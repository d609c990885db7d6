"""Open WebUI's own database, `webui.db`: its chats as the rows that its export has.

Older versions keep the messages in the chat alone, newer ones in a table of their own as well or
instead. Must not know how a database is opened.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.core.places import MOST_DEPTH, folder_path
from desktop_chat.formats.import_database import DatabaseForm, Key, SourceDatabase
from desktop_chat.formats.import_values import text_of
from desktop_chat.formats.json_splitting import decoded

_COLUMNS = (
    "id",
    "title",
    "chat",
    "created_at",
    "updated_at",
    "archived",
    "pinned",
    "meta",
    "folder_id",
)
_FLAGS = ("archived", "pinned")
# The names that the fields of a message have in the chat.
_MESSAGE = {
    "role": "role",
    "parent_id": "parentId",
    "content": "content",
    "output": "output",
    "model_id": "model",
    "files": "files",
    "sources": "sources",
    "done": "done",
    "error": "error",
    "usage": "usage",
    "created_at": "timestamp",
}
_JSON = ("content", "output", "files", "sources", "error", "usage")


def _recognises(database: SourceDatabase) -> bool:
    return {"id", "chat"} <= database.columns("chat")


def _keys(database: SourceDatabase) -> Iterator[Key]:
    return database.keys("chat", "rowid")


def _record(database: SourceDatabase, key: Key) -> dict[str, Any]:
    row = next(iter(database.rows("chat", _COLUMNS, "rowid", key)), None)
    if row is None:
        raise ValueError("it is damaged: a chat is not where it should be")
    row |= {name: bool(row[name]) for name in _FLAGS}
    row["chat"] = dict(entries(_json(row["chat"])))
    with contextlib.suppress(ValueError):
        row["meta"] = _json(row["meta"])
    row["folder"] = _folder(database, row["folder_id"])
    own = _messages(database, row["id"])
    if not own and not isinstance(row["chat"].get("messages"), list):
        row["chat"].setdefault("history", {"messages": {}})
    history = dict(entries(row["chat"].get("history")))
    known = entries(history.get("messages"))
    if own:
        # What the table knows is newer; what it lacks is in the chat alone.
        merged = {name: entries(known.get(name)) | found for name, found in own.items()}
        row["chat"]["history"] = history | {"messages": known | merged}
    return row


def _messages(database: SourceDatabase, chat_id: object) -> dict[str, dict[str, Any]]:
    """Return the messages that a table of their own has, by their ids in the chat."""
    chat = text_of(chat_id)
    found: dict[str, dict[str, Any]] = {}
    for row in database.rows("chat_message", ("id", *_MESSAGE), "chat_id", chat) if chat else []:
        name = text_of(row["id"]).removeprefix(f"{chat}-")
        fields = {_MESSAGE[key]: row[key] for key in _MESSAGE if row[key] is not None}
        for key in _JSON:
            if key in fields:
                # A text that is no JSON is what it says.
                with contextlib.suppress(ValueError):
                    fields[key] = _json(fields[key])
        if "done" in fields:
            fields["done"] = bool(fields["done"])
        found[name] = {"id": name} | fields
    return found


def _folder(database: SourceDatabase, folder_id: object) -> str:
    """Return the path of a chat's folder, "" where it lies in none that can be found."""
    names: list[str] = []
    current = text_of(folder_id)
    while current and len(names) < MOST_DEPTH:
        row = next(iter(database.rows("folder", ("name", "parent_id"), "id", current)), None)
        if row is None:
            break
        names.append(text_of(row["name"]).replace("/", "-"))
        current = text_of(row["parent_id"])
    with contextlib.suppress(ValueError):
        return folder_path("/".join(reversed(names)))
    return ""


def _json(value: object) -> object:
    """Return the value of a JSON text; raises ValueError where it is none."""
    if isinstance(value, bytes):
        return decoded(value)
    return decoded(value.encode("utf-8", "replace")) if isinstance(value, str) else value


OPEN_WEBUI_DATABASE = DatabaseForm(_recognises, _keys, _record)
