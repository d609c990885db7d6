"""What can be tested of a message without reading it: one narrow row each, in the order of time.

Functions on a database, in the caller's transaction. Owns how a message's row is made from it, and
its moment: its place among all by time. Finished messages that are not deleted have a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import IntFlag
from itertools import count

from desktop_chat.archive.database import Database, SqlValue
from desktop_chat.archive.rows import packed_id
from desktop_chat.core.message import Message, MessageState, Role, TurnRecord

ROLES = (Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL)
"""A row's role is a place in this."""
COST_UNIT = Decimal(10) ** 9
"""How many of a row's units of cost are one US dollar."""

# About 17 seconds: numbers that lie near each other make a smaller index than microseconds.
_US_BITS = 24
LATER = 64
"""How many moments after its time a message may stand, because others of its time came before it.

Hundreds of one time, as some exports have, stand later still.
"""
_MOST_INTEGER = 2**63 - 1
_SPREAD = 2**16
_ADD = (
    "INSERT INTO facts(moment, message, conversation, role, has, model, provider, finish, cost, "
    "tokens, temp, seed) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(moment) DO NOTHING"
)
# The first moment in a range that nothing stands at, where its first one is taken.
_FREE = (
    "SELECT moment + 1 FROM facts AS taken WHERE moment >= ? AND moment < ? "
    "AND NOT EXISTS(SELECT 1 FROM facts WHERE moment = taken.moment + 1) ORDER BY moment LIMIT 1"
)
_NAMES = (
    "SELECT (SELECT key FROM names WHERE name = ?), (SELECT key FROM names WHERE name = ?), "
    "(SELECT key FROM names WHERE name = ?)"
)
# Two of the three may be the same new one.
_ADD_NAME = (
    "INSERT INTO names(name) VALUES(?) ON CONFLICT(name) DO UPDATE SET name = name RETURNING key"
)


class Has(IntFlag):
    """What is in a message. The values are part of the file's format."""

    CODE = 1
    IMAGE = 2
    TABLE = 4
    MATH = 8
    TOOL = 16
    REASONING = 32
    ATTACHMENT = 64
    ERROR = 128
    BRANCH = 256
    """Other messages follow the same one."""
    INTERRUPTED = 512


# Each with a sign that a text must hold for it: most hold none, and to look for one is quick.
_IN_TEXT = (
    (Has.CODE, "```", re.compile(r"^ {0,3}```", re.MULTILINE)),
    (Has.CODE, "~~~", re.compile(r"^ {0,3}~~~", re.MULTILINE)),
    (Has.IMAGE, "![", re.compile(r"!\[[^\]\n]*\]\(")),
    (Has.TABLE, "|", re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*\|[ \t:|-]*$", re.MULTILINE)),
    (
        Has.MATH,
        "$",
        re.compile(r"\$\$|(?<![\w$])\$(?=[^\s$])[^$\n]{0,200}(?<=[^\s$])\$(?!\w)"),
    ),
    # What stands for a file in a message from another program.
    (Has.ATTACHMENT, "[Attachment: ", re.compile(r"^\[Attachment: [^\]\n]+\]", re.MULTILINE)),
    (Has.MATH, "\\", re.compile(r"\\\(|\\\[|\\begin\{")),
)


def moment_of(time_us: int) -> int:
    """Return the first moment at or before a time, which is UTC microseconds."""
    return time_us >> _US_BITS


def time_of(moment: int) -> int:
    """Return the first time of a moment, UTC microseconds."""
    return moment << _US_BITS


def add(
    database: Database, key: int, conversation: int, message: Message, *, is_alone: bool = False
) -> int:
    """Add the row of a message; return its moment.

    Args:
        database: The archive.
        key: Of the message's row, which is there.
        conversation: The key of its conversation's row.
        message: What the row holds.
        is_alone: Whether it is known that no other follows the same message.
    """
    has = has_of(message)
    others = [] if is_alone else _siblings(database, key, conversation, message)
    if others:
        has |= Has.BRANCH
        for moment in others:
            database.run("UPDATE facts SET has = has | ? WHERE moment = ?", Has.BRANCH, moment)
    values = (key, conversation, ROLES.index(message.role), int(has))
    values += _record_values(database, message.record)
    moments = _moments(database, key, message.created_us)
    return next(moment for moment in moments if database.run(_ADD, moment, *values))


def remove(database: Database, key: int, moment: int) -> None:
    """Take the row of a message away."""
    query = "SELECT conversation, parent_id FROM messages WHERE key = ?"
    ((conversation, parent_id),) = database.rows(query, key)
    database.run("DELETE FROM facts WHERE moment = ?", moment)
    left = _siblings_of(database, key, conversation, parent_id)
    if len(left) == 1:
        database.run("UPDATE facts SET has = has & ~? WHERE moment = ?", Has.BRANCH, left[0])


def moment_at(database: Database, key: int) -> int | None:
    """Return the moment of the message with this key, None where it has no row."""
    return database.value("SELECT moment FROM facts WHERE message = ?", key)


def has_of(message: Message) -> Has:
    """Return what is in a message, but for BRANCH, which the others decide."""
    has = Has(0)
    for flag, sign, pattern in _IN_TEXT:
        if sign in message.text and pattern.search(message.text):
            has |= flag
    record = message.record
    if message.images:
        has |= Has.IMAGE
    if message.tool_calls or message.role is Role.TOOL:
        has |= Has.TOOL
    if message.reasoning or message.reasoning_details:
        has |= Has.REASONING
    if any(each.get("type") == "file" for each in message.annotations):
        has |= Has.ATTACHMENT
    if message.state is MessageState.FAILED or (record is not None and record.failure is not None):
        has |= Has.ERROR
    if message.state is MessageState.INTERRUPTED:
        has |= Has.INTERRUPTED
    return has


def _record_values(database: Database, record: TurnRecord | None) -> tuple[SqlValue, ...]:
    if record is None:
        return (None,) * 7
    usage, sampling = record.usage, record.sampling
    cost = None if usage is None else usage.cost_usd
    seed = record.seed if record.seed is not None else sampling.seed
    temperature = sampling.temperature
    names = (record.resolved_model or record.model, record.provider, record.finish_reason)
    return (
        *_name_keys(database, names),
        None if cost is None or not cost.is_finite() else _stored(int(cost * COST_UNIT)),
        usage.completion_tokens if usage is not None and usage.completion_tokens else None,
        float(temperature) if isinstance(temperature, int | float) else None,
        _stored(seed) if isinstance(seed, int) else None,
    )


def _stored(number: int) -> int:
    """Return a number as SQLite takes it, the nearest to one that is beyond."""
    return max(-_MOST_INTEGER, min(number, _MOST_INTEGER))


def _name_keys(database: Database, names: tuple[str, str, str]) -> list[int | None]:
    """Return the key of each name, None for no name; one that is new is added."""
    texts = [name.encode("utf-8", "replace").decode() or None for name in names]
    (known,) = database.rows(_NAMES, *texts)
    return [
        database.value(_ADD_NAME, text) if key is None and text is not None else key
        for key, text in zip(known, texts, strict=True)
    ]


def _siblings(database: Database, key: int, conversation: int, message: Message) -> list[int]:
    parent_id = None if message.parent_id is None else packed_id(message.parent_id)
    return _siblings_of(database, key, conversation, parent_id)


def _siblings_of(database: Database, key: int, conversation: int, parent_id: SqlValue) -> list[int]:
    """Return the moments of the other messages that follow the same one, or begin the same."""
    # Most have none, which the index tells alone: the rows themselves are read at more cost.
    near = "SELECT 1 FROM messages WHERE parent_id = ? AND key <> ? LIMIT 1"
    if parent_id is not None and database.value(near, parent_id, key) is None:
        return []
    where = "parent_id = ?1" if parent_id is not None else "parent_id IS NULL AND ?1 IS NULL"
    query = (
        "SELECT moment FROM messages CROSS JOIN facts ON facts.message = messages.key "  # noqa: S608
        # The plus keeps SQLite from going through the whole conversation for one parent.
        f"WHERE {where} AND {'+' if parent_id is not None else ''}messages.conversation = ?2 "
        "AND messages.key <> ?3"
    )
    return [row[0] for row in database.rows(query, parent_id, conversation, key)]


def _moments(database: Database, key: int, created_us: int) -> Iterator[int]:
    """Give the moments that a message may have, one after the other until one is free.

    They are of its time or a little later. Messages without a time come before all others, in the
    order in which they were added.
    """
    if created_us <= 0:
        first = database.value("SELECT max(moment) FROM facts WHERE moment < 0")
        yield -(2**62) if first is None else first + 1
    wanted = min(moment_of(created_us), 2**61)
    # Many messages of one time, as some exports have, keep their order by their keys.
    yield wanted
    near = wanted + LATER
    free = database.value(_FREE, wanted, near - 1)
    if free is not None:
        yield free
    yield from count(near + key % _SPREAD)
