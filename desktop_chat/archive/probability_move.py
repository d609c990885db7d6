"""Moves what an older archive has of tokens' probabilities into the table for them.

Version 1 kept the API's items among a message's parts, as JSON. Part of the schema's history: it
is not edited once it has been released.
"""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_chat.archive import token_probabilities
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import checksum
from desktop_chat.core.token_probabilities import tokens_of

# What the checksum of version 1 is over; texts as bytes, so that a damaged one can be read.
_COLUMNS = (
    "id, conversation, parent_id, role, state, created_us, "
    "CAST(text AS BLOB), CAST(reasoning AS BLOB), CAST(parts AS BLOB), CAST(record AS BLOB)"
)
_PARTS = 8


def move_probabilities(database: Database) -> None:
    """Move the items of every message; a damaged row stays as it is, for a check to find."""
    query = "SELECT key FROM messages WHERE instr(parts, '\"logprobs\":') > 0"
    for (key,) in database.rows(query):
        _move(database, key)


def _move(database: Database, key: int) -> None:
    query = f"SELECT checksum, {_COLUMNS} FROM messages WHERE key = ?"  # noqa: S608
    ((stored, *row),) = database.rows(query, key)
    if checksum(*row) != stored:
        return
    # Everything else stays as it is written.
    parts = msgspec.json.decode(row[_PARTS], type=dict[str, msgspec.Raw])
    if "logprobs" not in parts:
        return
    tokens = tokens_of(msgspec.json.decode(parts.pop("logprobs"), type=list[Any]))
    if tokens:
        parts["logprob_count"] = msgspec.Raw(str(len(tokens)).encode())
    row[_PARTS] = msgspec.json.encode(parts).decode()
    token_probabilities.save(database, key, tokens)
    change = "UPDATE messages SET parts = ?, checksum = ? WHERE key = ?"
    database.run(change, row[_PARTS], checksum(*row), key)
