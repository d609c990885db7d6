"""Reads what can be read of a damaged archive into a new one; the damaged file is not touched.

Rows are read in ranges of their keys. A range that fails is halved until only what is damaged is
left out, and the report says which that is. All that is made of rows, such as the search index, is
made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import msgspec
from msgspec import Struct

from desktop_chat.archive import conversations, messages, wholes
from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.faults import system_errors_translated
from desktop_chat.archive.keys import ArchiveKey, key_path
from desktop_chat.archive.migrations import MIGRATIONS, migrate, version_of
from desktop_chat.archive.recoding import copy_key_file, copy_with_log
from desktop_chat.archive.rows import MESSAGE_READ, checksum, conversation_from, message_from
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message
from desktop_chat.errors import ArchiveError, Corrupt, NewerFile

_AT_ONCE = 500
_MOST_HALVINGS = 50_000
_UNKNOWN_LAST = 100_000
_FAILURES = (ArchiveError, apsw.Error, ValueError, TypeError)
"""What reading damaged rows raises; ValueError is text that is no UTF-8, too."""
STRAY_TITLE = "Recovered messages"
"""What a conversation is called that stands for one that cannot be read."""


class Missing(Struct, frozen=True):
    """Rows of a table that cannot be read: the keys from `first` to `last`, as far as they were."""

    table: str
    first: int
    last: int


class Salvaged(Struct, frozen=True):
    """What became of a damaged archive.

    Attributes:
        conversations, messages: How many were read.
        damaged: Ids of those that can be read but do not have their checksum: a part is wrong.
        missing: What cannot be read.
        strays: How many conversations stand for lost ones, whose messages are there.
    """

    conversations: int
    messages: int
    damaged: tuple[str, ...]
    missing: tuple[Missing, ...]
    strays: int


class _Source:
    """A damaged database, read in spite of it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.missing: list[Missing] = []
        self._halvings = 0

    def rows(self, table: str, columns: str) -> Iterator[Row]:
        """Give the rows that can be read, each with its key first, by their keys."""
        query = f"SELECT key, {columns} FROM {table} WHERE key BETWEEN ? AND ? ORDER BY key"  # noqa: S608
        last = self._last(table)
        # The lower half of a range that fails comes before the upper one.
        ready = [
            (low, min(low + _AT_ONCE - 1, last)) for low in reversed(range(1, last + 1, _AT_ONCE))
        ]
        while ready:
            low, high = ready.pop()
            try:
                yield from self.database.rows(query, low, high)
            except _FAILURES:
                self._halvings += 1
                if low == high or self._halvings > _MOST_HALVINGS:
                    self._note(table, low, high)
                    continue
                middle = (low + high) // 2
                ready += [(middle + 1, high), (low, middle)]

    def _last(self, table: str) -> int:
        """Return the greatest key that there may be; the table itself may tell less than it has."""
        found = [0]
        for query in (
            f"SELECT max(key) FROM {table}",  # noqa: S608
            f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'",  # noqa: S608
        ):
            with suppress(*_FAILURES):
                found.append(self.database.value(query) or 0)
        return max(found) or _UNKNOWN_LAST

    def _note(self, table: str, first: int, last: int) -> None:
        before = self.missing[-1] if self.missing else None
        if before is not None and (before.table, before.last + 1) == (table, first):
            self.missing[-1] = Missing(table, before.first, last)
        else:
            self.missing.append(Missing(table, first, last))


def salvage(
    source: Path,
    target: Path,
    on_progress: Callable[[int], None] = lambda _: None,
    key: ArchiveKey | None = None,
) -> Salvaged:
    """Read what can be read of a damaged archive into a new file.

    Args:
        source: The damaged file; its log beside it is read too. Neither is changed.
        target: The new archive; there must be no file of that name.
        on_progress: Is told how many messages have been read.
        key: What the damaged file is encrypted with, and the new one is to be.

    Raises:
        Corrupt: Nothing of it can be read.
        NewerFile: A newer version of the program has written it.
        ArchiveError: The new file cannot be written.
    """
    with TemporaryDirectory(prefix="desktop-chat-") as folder:
        copy = Path(folder) / "damaged.db"
        with system_errors_translated():
            copy_with_log(source, copy)
            target.touch(mode=0o600, exist_ok=False)
            copy_key_file(source, target)
        try:
            with (
                closing(Database(copy, key=key)) as database,
                closing(Database(target, key=key)) as new,
            ):
                _require_readable(database)
                new.run("PRAGMA journal_mode=DELETE")
                migrate(new, target)
                return _copied(_Source(database), new, on_progress)
        except BaseException:
            target.unlink(missing_ok=True)
            key_path(target).unlink(missing_ok=True)
            raise


def _require_readable(database: Database) -> None:
    if version_of(database) > len(MIGRATIONS):
        raise NewerFile("The archive was written by a newer version of Desktop Chat.")
    try:
        tables = {row[0] for row in database.rows("SELECT name FROM sqlite_schema")}
    except apsw.Error as error:
        raise Corrupt("Nothing of this file can be read.", detail=str(error)) from error
    if not {"conversations", "messages"} <= tables:
        raise Corrupt("This file is no archive of Desktop Chat.", advice="Choose another file.")


def _copied(source: _Source, new: Database, on_progress: Callable[[int], None]) -> Salvaged:
    damaged: list[str] = []
    owners: dict[int, Conversation] = {}
    with new.transaction():
        for key, stored, *row in source.rows("conversations", f"checksum, {conversations.COLUMNS}"):
            head = conversation_from(tuple(row))
            owners[key] = head
            if checksum(*row) != stored:
                damaged.append(head.id)
            conversations.save(new, head)
    count = strays = 0
    known: set[str] = set()
    columns = f"checksum, deleted_us, {MESSAGE_READ}"
    batch: list[tuple[Message, int | None]] = []
    for _key, stored, deleted_us, *row in source.rows("messages", columns):
        owner = owners.get(row[1])
        if owner is None:
            strays += 1
            owner = owners[row[1]] = Conversation(new_id(), title=STRAY_TITLE)
            with new.transaction():
                conversations.save(new, owner)
        message = _message(tuple(row), owner.id)
        if message is None or message.id in known:
            continue
        if checksum(*row) != stored:
            damaged.append(message.id)
        parent_id = message.parent_id if message.parent_id in known else None
        message = msgspec.structs.replace(message, parent_id=parent_id)
        known.add(message.id)
        batch.append((message, deleted_us))
        count += 1
        if len(batch) >= _AT_ONCE:
            _save(source.database, new, batch)
            batch.clear()
            on_progress(count)
    _save(source.database, new, batch)
    on_progress(count)
    return Salvaged(len(owners), count, tuple(damaged), tuple(source.missing), strays)


def _message(row: Row, conversation_id: str) -> Message | None:
    with suppress(*_FAILURES):
        return message_from(row, conversation_id)
    return None


def _save(old: Database, new: Database, batch: list[tuple[Message, int | None]]) -> None:
    with new.transaction():
        for message, deleted_us in batch:
            whole = message
            with suppress(*_FAILURES):
                whole = wholes.whole(old, message)
            messages.save(new, whole)
            if deleted_us is not None:
                messages.delete(new, [message.id], deleted_us)
