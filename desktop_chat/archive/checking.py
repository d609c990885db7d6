"""Checks an archive: a quick look at every start, and the full check that a person asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from desktop_chat.archive import (
    arrivals,
    conversations,
    experiments,
    ledger,
    requests,
    token_probabilities,
)
from desktop_chat.archive.database import Database
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.rows import MESSAGE_READ, checksum, unpacked_id
from desktop_chat.errors import Corrupt

QUICK_CHECK_LIMIT_S = 0.1
_CHECKED_TABLES = (
    "conversations",
    "messages",
    "stream_log",
    "experiments",
    "cells",
    "cell_answers",
    "ledger",
)
_INDICES = ("message_search", "title_search", "experiment_search", "cell_search")


class CheckReport(Struct, frozen=True):
    """What a full check found.

    Attributes:
        problems: What SQLite says of the file and of the search index, one sentence each.
        damaged_conversations, damaged_messages: Ids of those that do not have their checksum.
        damaged_requests: Ids of messages whose stored request body cannot be put together.
        damaged_probabilities: Ids of messages whose tokens' probabilities cannot be read.
        damaged_arrivals: Ids of messages whose pieces' times cannot be read.
        damaged_experiments: Ids of experiments of which something does not have its checksum.
        damaged_costs: Ids of requests whose row in the ledger does not have its checksum.
        misindexed: How many texts are missing in the search index, or wrongly in it.
        conversations, messages: How many there are, deleted ones too.
    """

    problems: tuple[str, ...]
    damaged_conversations: tuple[str, ...]
    damaged_messages: tuple[str, ...]
    damaged_requests: tuple[str, ...]
    damaged_probabilities: tuple[str, ...]
    damaged_arrivals: tuple[str, ...]
    damaged_experiments: tuple[str, ...]
    damaged_costs: tuple[str, ...]
    misindexed: int
    conversations: int
    messages: int

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return self.faults == 0

    @property
    def faults(self) -> int:
        """How much was found."""
        found = (
            self.problems,
            self.damaged_conversations,
            self.damaged_messages,
            self.damaged_requests,
            self.damaged_probabilities,
            self.damaged_arrivals,
            self.damaged_experiments,
            self.damaged_costs,
        )
        return sum(map(len, found)) + self.misindexed


def quick_check(database: Database, limit_s: float = QUICK_CHECK_LIMIT_S) -> None:
    """Look over the tables, each for as long as `limit_s` allows.

    Raises:
        Corrupt: They are damaged.
    """
    present = {row[0] for row in database.rows("SELECT name FROM sqlite_schema")}
    # An archive of an older version, which is checked before it is changed, has fewer tables.
    for table in filter(present.__contains__, _CHECKED_TABLES):
        # By table: without a name SQLite checks the search index too, which knows no time limit.
        found = database.value_within(limit_s, f"PRAGMA quick_check({table})")
        if found not in ("ok", None):
            raise Corrupt("The archive is damaged.", detail=str(found))


def check_tables(database: Database) -> None:
    """Look over all tables but the search index, for as long as it takes.

    Raises:
        Corrupt: They are damaged, or there are none.
    """
    tables = tables_of(database)
    if "conversations" not in tables or "messages" not in tables:
        raise Corrupt("This file is no archive of Desktop Chat.", advice="Choose another file.")
    for table in tables:
        found = database.value(f"PRAGMA quick_check({table})")
        if found != "ok":
            raise Corrupt("The archive is damaged.", detail=str(found))


def tables_of(database: Database) -> list[str]:
    """Return the names of all tables but SQLite's own and those of the search index itself."""
    query = (
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND name NOT LIKE 'sqlite_%'"
    )
    return [row[0] for row in database.rows(query)]


def full_check(path: Path, key: ArchiveKey | None = None) -> CheckReport:
    """Check a file, its search index and the checksum of every row; changes nothing."""
    with closing(Database(path, key=key, is_read_only=True)) as database:
        return _report(database)


def _report(database: Database) -> CheckReport:
    conversation_count, damaged_conversations = _compare_checksums(
        database, "conversations", conversations.COLUMNS
    )
    message_count, damaged_messages = _compare_checksums(database, "messages", MESSAGE_READ)
    found = database.rows("PRAGMA integrity_check")
    strays = database.rows("PRAGMA foreign_key_check")
    return CheckReport(
        problems=(
            *(str(row[0]) for row in found if row[0] != "ok"),
            *(f"A row of {row[0]} belongs to a missing row of {row[2]}" for row in strays),
        ),
        damaged_conversations=damaged_conversations,
        damaged_messages=damaged_messages,
        damaged_requests=_unreadable(database, "requests", requests.load),
        damaged_probabilities=_unreadable(
            database, "token_probabilities", token_probabilities.load
        ),
        damaged_arrivals=_unreadable(database, "arrivals", arrivals.load),
        damaged_experiments=experiments.damaged(database),
        damaged_costs=_compare_checksums(database, "ledger", ledger.COLUMNS)[1],
        misindexed=sum(_misindexed(database, index) for index in _INDICES) + _unlisted(database),
        conversations=conversation_count,
        messages=message_count,
    )


def _unlisted(database: Database) -> int:
    """Return how many messages have no facts, and how many tags differ from those of the heads."""
    facts = (
        "SELECT count(*) FROM messages LEFT JOIN facts ON facts.message = messages.key "
        "WHERE state <> 'streaming' AND deleted_us IS NULL AND moment IS NULL"
    )
    heads = (
        "SELECT tags.value, conversations.key "
        "FROM conversations, json_each(rest, '$.tags') AS tags WHERE json_valid(rest)"
    )
    kept = "SELECT tag, conversation FROM conversation_tags"
    return database.value(facts) + sum(
        database.value(f"SELECT count(*) FROM ({one} EXCEPT {other})")  # noqa: S608
        for one, other in ((heads, kept), (kept, heads))
    )


def _compare_checksums(database: Database, table: str, columns: str) -> tuple[int, tuple[str, ...]]:
    """Return how many rows a table has, and the ids of those whose checksum is wrong."""
    count = 0
    damaged: list[str] = []
    for stored, *values in database.each_row(f"SELECT checksum, {columns} FROM {table}"):  # noqa: S608
        count += 1
        if checksum(*values) != stored:
            damaged.append(unpacked_id(values[0]))
    return count, tuple(damaged)


def _unreadable(
    database: Database, table: str, load: Callable[[Database, str], object]
) -> tuple[str, ...]:
    """Return the ids of the messages of whose rows in a table nothing can be made."""
    damaged: list[str] = []
    query = f"SELECT DISTINCT messages.id FROM {table} JOIN messages ON messages.key = message"  # noqa: S608
    for (packed,) in database.rows(query):
        message_id = unpacked_id(packed)
        try:
            load(database, message_id)
        except Corrupt:
            damaged.append(message_id)
    return tuple(damaged)


def _misindexed(database: Database, index: str) -> int:
    # The index keeps one row of its own for each text in it, by the same key.
    indexed = f"SELECT id FROM {index}_docsize"  # noqa: S608
    present = f"SELECT key FROM {index}_source"  # noqa: S608
    missing = database.value(f"SELECT count(*) FROM ({present} EXCEPT {indexed})")  # noqa: S608
    left = database.value(f"SELECT count(*) FROM ({indexed} EXCEPT {present})")  # noqa: S608
    return missing + left
