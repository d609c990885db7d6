"""The logs of the `llm` command line tool, `logs.db`, as records of one conversation each.

Its older versions write rows of prompts and responses, its newer ones messages under hashes of
their content; a file may have both, and a turn that was written twice has the same id in both.
Must not know how a database is opened, or what becomes of a record.

Source: docs/logging.md of llm, state of 2026.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.formats.import_database import DatabaseForm, Key, SourceDatabase
from desktop_chat.formats.import_values import list_of, text_of
from desktop_chat.formats.json_splitting import decoded

NAME = "llm_conversation"
"""The field of a record that no other format has: the conversation's id."""

_RESPONSE = (
    "id",
    "model",
    "prompt",
    "system",
    "options_json",
    "response",
    "duration_ms",
    "datetime_utc",
    "input_tokens",
    "output_tokens",
    "resolved_model",
    "reasoning",
)
_TURN = (
    "id",
    "parent_message_hash",
    "tip_message_hash",
    "model",
    "resolved_model",
    "options_json",
    "duration_ms",
    "datetime_utc",
    "input_tokens",
    "output_tokens",
)
_MOST_PICTURE_BYTES = 12 << 20
"""Of all pictures of one conversation."""


def _recognises(database: SourceDatabase) -> bool:
    is_old = {"id", "prompt", "response", "datetime_utc"} <= database.columns("responses")
    is_new = {"hash", "parent_hash"} <= database.columns("messages") and (
        {"thread_id", "tip_message_hash"} <= database.columns("turns")
    )
    return is_old or is_new


def _keys(database: SourceDatabase) -> Iterator[Key]:
    """Give the ids of conversations, each once, and for a response without one its own id."""
    places = (("threads", "id"), ("turns", "thread_id"), ("conversations", "id"))
    places = (*places, ("responses", "conversation_id"))
    there = [place for place in places if place[1] in database.columns(place[0])]
    for number, (table, column) in enumerate(there):
        for key in database.keys(table, column):
            database.start_record()
            earlier = (database.rows(name, (), by, key) for name, by in there[:number])
            if key is None and table == "responses":
                yield from _on_their_own(database)
            elif key is not None and not any(earlier):
                yield "conversation", key


def _on_their_own(database: SourceDatabase) -> Iterator[Key]:
    for place in database.keys("responses", "rowid"):
        database.start_record()
        (row,) = database.rows("responses", ("conversation_id",), "rowid", place)
        if row["conversation_id"] is None:
            yield "response", place


def _record(database: SourceDatabase, key: Key) -> dict[str, Any]:
    kind, value = key
    if kind == "response":
        responses = database.rows("responses", _RESPONSE, "rowid", value)
        found: dict[str, Any] = {NAME: responses[0]["id"], "name": None, "model": None}
        turns: list[dict[str, Any]] = []
    else:
        responses = database.rows("responses", _RESPONSE, "conversation_id", value)
        found = {NAME: value} | _head(database, value)
        turns = database.rows("turns", _TURN, "thread_id", value)
    # What was written into both generations is taken from the newer one.
    responses = [each for each in responses if not database.rows("turns", (), "id", each["id"])]
    tips = [*(turn["tip_message_hash"] for turn in turns), found.get("tip_message_hash")]
    found |= {
        "responses": [each | _beside(database, each["id"]) for each in responses],
        "turns": turns,
        "messages": _messages(database, tips),
    }
    _fill_pictures(database, found)
    return found


def _head(database: SourceDatabase, key: object) -> dict[str, Any]:
    head: dict[str, Any] = {"name": None, "model": None, "tip_message_hash": None}
    wanted = {"conversations": ("name", "model"), "threads": ("name", "tip_message_hash")}
    for table, columns in wanted.items():
        for row in database.rows(table, columns, "id", _value(key)):
            head |= {name: value for name, value in row.items() if value is not None}
    return head


def _beside(database: SourceDatabase, key: object) -> dict[str, Any]:
    """Return what stands in other tables of one response."""
    own = _value(key)
    if own is None:
        return {}
    results = database.rows(
        "tool_results", ("id", "name", "output", "tool_call_id", "exception"), "response_id", own
    )
    for result in results:
        linked = ("tool_results_attachments", "tool_result_id", _value(result["id"]))
        result["attachments"] = _attachments(database, *linked)
    return {
        "fragments": _fragments(database, "prompt_fragments", own),
        "system_fragments": _fragments(database, "system_fragments", own),
        "attachments": _attachments(database, "prompt_attachments", "response_id", own),
        "tool_calls": database.rows(
            "tool_calls", ("name", "arguments", "tool_call_id"), "response_id", own
        ),
        "tool_results": results,
    }


def _fragments(database: SourceDatabase, table: str, response: Any) -> list[str | None]:
    """Return the texts that stood before a prompt, None for one that is not there."""
    rows = database.rows(table, ("fragment_id", "order"), "response_id", response)
    return [_fragment(database, row["fragment_id"]) for row in sorted(rows, key=_place)]


def _fragment(database: SourceDatabase, key: object) -> str | None:
    rows = database.rows("fragments", ("content",), "id", _value(key))
    return text_of(rows[0]["content"]) if rows else None


def _attachments(
    database: SourceDatabase, table: str, column: str, key: Any
) -> list[dict[str, Any]]:
    """Return attachments with where they lay."""
    found: list[dict[str, Any]] = []
    for row in sorted(database.rows(table, ("attachment_id", "order"), column, key), key=_place):
        own = _value(row["attachment_id"])
        about = database.rows("attachments", ("id", "type", "path", "url"), "id", own)
        found.append(about[0] if about else {"is_missing": True})
    return found


def _fill_pictures(database: SourceDatabase, record: dict[str, Any]) -> None:
    """Give pictures their bytes, last of all, so that they cannot take the place of words."""
    holders = [*record["responses"]]
    holders += [result for each in record["responses"] for result in each.get("tool_results", ())]
    holders += [part for each in record["messages"] for part in each.get("parts", ())]
    left = _MOST_PICTURE_BYTES
    for each in (each for holder in holders for each in holder.get("attachments", ())):
        if text_of(each.get("type")).startswith("image/"):
            content: object = None
            with contextlib.suppress(ValueError):
                content = database.rows("attachments", ("content",), "id", each["id"])[0]["content"]
            if isinstance(content, bytes) and len(content) <= left:
                left -= len(content)
                each["data"] = base64.b64encode(content).decode()


def _messages(database: SourceDatabase, tips: Sequence[object]) -> list[dict[str, Any]]:
    """Return the messages that lead to some tips, parents before children, each once."""
    found: dict[str, dict[str, Any]] = {}
    for tip in tips:
        chain: list[dict[str, Any]] = []
        passed: set[str] = set()
        current = text_of(tip)
        while current and current not in found and current not in passed:
            passed.add(current)
            rows = database.rows("messages", ("hash", "parent_hash", "role"), "hash", current)
            if not rows:
                chain.append({"hash": current, "is_missing": True})
                break
            chain.append(rows[0] | {"parts": _parts(database, current)})
            current = text_of(rows[0]["parent_hash"])
        found |= {each["hash"]: each for each in reversed(chain)}
    return list(found.values())


def _parts(database: SourceDatabase, message: str) -> list[dict[str, Any]]:
    columns = ("id", "position", "type", "tool_name", "text", "payload")
    rows = database.rows("parts", columns, "message_hash", message)
    for row in sorted(rows, key=_place):
        payload: dict[str, Any] = {}
        with contextlib.suppress(ValueError):
            payload = entries(decoded(text_of(row["payload"]).encode("utf-8", "replace")))
        row["payload"] = payload
        pieces = [
            _fragment(database, piece["fragment"])
            if "fragment" in piece
            else text_of(piece.get("literal"))
            for piece in map(entries, list_of(payload.get("text_ref")))
        ]
        row["text"] = row["text"] or "".join(piece or "" for piece in pieces)
        row["is_missing"] = None in pieces
        row["attachments"] = _attachments(
            database, "part_attachments", "part_id", _value(row["id"])
        )
    return sorted(rows, key=_place)


def _place(row: dict[str, Any]) -> int:
    place = row.get("position", row.get("order"))
    return place if isinstance(place, int) else 0


def _value(value: object) -> int | float | str | bytes | None:
    return value if isinstance(value, int | float | str | bytes) else None


LLM_DATABASE = DatabaseForm(_recognises, _keys, _record)
