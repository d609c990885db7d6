"""Reads the SQLite files of other programs: rows of tables that are known, and nothing else.

A copy is read, so that the other program may be running; what the file holds beside its tables,
such as triggers and views, is never carried out. Must not know what the rows mean.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import apsw
import msgspec

_HEADER = b"SQLite format 3\0"
MOST_BYTES = 32 << 20
"""A row's text that is longer is left out."""

Rows = Iterator[dict[str, Any] | str]
"""Records as values of JSON, or why one is left out."""


def is_database(path: Path) -> bool:
    """Return whether a file is an SQLite database, by its first bytes."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER
    return False


def records_in(path: Path) -> Rows:
    """Give the records of a database of a known program.

    Open WebUI's `webui.db` gives rows as its export has them, `llm`'s `logs.db` one object for each
    conversation with its responses. A sentence stands for what cannot be read.
    """
    with TemporaryDirectory(prefix="desktop-chat-") as folder:
        copy = Path(folder) / "copy.db"
        try:
            for suffix in ("", "-wal"):
                beside = path.with_name(path.name + suffix)
                if beside.exists():
                    shutil.copyfile(beside, copy.with_name(copy.name + suffix))
            connection: Any = apsw.Connection(str(copy), flags=apsw.SQLITE_OPEN_READWRITE)
        except (OSError, apsw.Error) as error:
            yield f"it cannot be read ({error})"
            return
        with closing(connection):
            try:
                yield from _records(connection)
            except (apsw.Error, ValueError) as error:
                # ValueError: a text that is no UTF-8.
                yield f"it is damaged ({error})"


def _records(connection: Any) -> Rows:
    connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.limit(apsw.SQLITE_LIMIT_LENGTH, 2 * MOST_BYTES)
    # A virtual table would be code of its own.
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
    tables = {row[0] for row in connection.execute(query)}
    for known, read in _READERS:
        if known <= tables:
            yield from read(connection)
            return
    yield "no database of a known program"


def _open_webui(connection: Any) -> Rows:
    for row in _rows(connection, "chat", "created_at"):
        content = row.get("chat")
        if isinstance(content, str):
            if len(content) > MOST_BYTES:
                yield f"a chat is larger than {MOST_BYTES >> 20} MiB"
                continue
            row["chat"] = _decoded(content)
        row["meta"] = _decoded(row.get("meta"))
        for flag in ("archived", "pinned"):
            row[flag] = bool(row.get(flag))
        yield row


def _llm(connection: Any) -> Rows:
    heads = {row["id"]: row for row in _rows(connection, "conversations", "id")}
    current: str | None = None
    found: list[dict[str, Any]] = []
    for row in _rows(connection, "responses", "conversation_id, datetime_utc, rowid"):
        conversation_id = str(row.get("conversation_id") or row.get("id"))
        if conversation_id != current and found:
            yield _llm_record(heads, current, found)
            found = []
        current = conversation_id
        row.pop("response_json", None)
        row.pop("prompt_json", None)
        row["options_json"] = _decoded(row.get("options_json"))
        found.append(row)
    if found:
        yield _llm_record(heads, current, found)


def _llm_record(
    heads: dict[Any, dict[str, Any]], conversation_id: str | None, found: list[dict[str, Any]]
) -> dict[str, Any]:
    head = heads.get(conversation_id, {})
    return {"llm": {"id": conversation_id, "name": head.get("name")}, "responses": found}


def _newer_llm(_connection: Any) -> Rows:
    yield "it is of a newer form of llm, which is not read yet"


def _rows(connection: Any, table: str, order: str) -> Iterator[dict[str, Any]]:
    """Give the rows of a table by the names of its columns; what is no text or number is None."""
    cursor = connection.execute(f'SELECT * FROM "{table}" ORDER BY {order}')  # noqa: S608
    for row in cursor:
        names = [column[0] for column in cursor.get_description()]
        yield {
            name: value if isinstance(value, str | int | float) else None
            for name, value in zip(names, row, strict=True)
        }


def _decoded(text: object) -> Any:
    if not isinstance(text, str):
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


_READERS: tuple[tuple[frozenset[str], Callable[[Any], Rows]], ...] = (
    (frozenset({"chat", "user"}), _open_webui),
    (frozenset({"conversations", "responses"}), _llm),
    (frozenset({"threads", "turns"}), _newer_llm),
)
"""Which tables tell a program, and what reads them."""
