"""Reads the rows of a damaged archive: as SQLite gives them, and off the pages themselves.

SQLite is asked in ranges of keys that are halved where they fail; what lies on the pages needs
nothing that leads to it. Of two rows of a key the one that has its checksum counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

import apsw
from msgspec import Struct

from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.rows import checksum
from desktop_chat.errors import ArchiveError

FAILURES = (ArchiveError, apsw.Error, ValueError, TypeError)
"""What reading damaged rows raises; ValueError is text that is no UTF-8, too."""
AT_ONCE = 500
_MOST_HALVINGS = 50_000
_UNKNOWN_LAST = 100_000


class Missing(Struct, frozen=True):
    """Rows of a table that cannot be read: the keys from `first` to `last`, as far as they were."""

    table: str
    first: int
    last: int


class Table(Struct, frozen=True):
    """What is read of a table.

    Attributes:
        read: How many columns under the checksum are read, as SQL.
        count: How many those are.
        others: Columns that are read besides.
    """

    name: str
    read: str
    count: int
    others: tuple[str, ...] = ()
    key: str = "key"

    @property
    def query(self) -> str:
        """The statement that gives a range's key, checksum, columns under it, and the others."""
        columns = ", ".join((self.key, "checksum", self.read, *self.others))
        return f"SELECT {columns} FROM {self.name} WHERE {self.key} BETWEEN ? AND ?"  # noqa: S608

    def is_sound(self, row: Row) -> bool:
        """Return whether a row has its checksum."""
        return checksum(*row[2 : 2 + self.count]) == row[1]


class DamagedArchive:
    """A damaged archive, read in spite of it.

    Args:
        opened: What SQLite makes of the file, None where that is nothing.
        rebuilt: What lies on its pages, None where they are encrypted.
    """

    def __init__(self, opened: Database | None, rebuilt: Database | None) -> None:
        self._opened = opened
        self.databases = [each for each in (opened, rebuilt) if each is not None]
        self.missing: list[Missing] = []
        self._halvings = 0

    def rows(self, table: Table) -> Iterator[Row]:
        """Give the rows that can be read, by their keys; see `Table.query`."""
        last = max(self._last(table, each) for each in self.databases)
        for low in range(1, last + 1, AT_ONCE):
            high = min(low + AT_ONCE - 1, last)
            found: dict[int, Row] = {}
            lost: set[int] = set() if self._opened else set(range(low, high + 1))
            for database in self.databases:
                failed = lost if database is self._opened else set[int]()
                for row in self._range(database, table.query, low, high, failed):
                    kept = found.get(row[0])
                    if kept is None or (table.is_sound(row) and not table.is_sound(kept)):
                        found[row[0]] = row
            for key in sorted(found):
                yield found[key]
            self.note(table.name, sorted(lost - found.keys()))

    def _range(
        self, database: Database, query: str, low: int, high: int, failed: set[int]
    ) -> Iterator[Row]:
        """Give the rows of a range of keys, and add the keys to `failed` that cannot be read."""
        ready = [(low, high)]
        while ready:
            low, high = ready.pop()
            try:
                yield from database.rows(query, low, high)
            except FAILURES:
                self._halvings += 1
                if low == high or self._halvings > _MOST_HALVINGS:
                    failed.update(range(low, high + 1))
                    continue
                middle = (low + high) // 2
                ready += [(middle + 1, high), (low, middle)]

    @staticmethod
    def _last(table: Table, database: Database) -> int:
        """Return the greatest key that there may be; the table itself may tell less than it has."""
        try:
            found = [database.value(f"SELECT max({table.key}) FROM {table.name}") or 0]  # noqa: S608
        except FAILURES:
            found = []
        with suppress(*FAILURES):
            query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
            found.append(database.value(query, table.name) or 0)
        return max(found, default=_UNKNOWN_LAST)

    def note(self, table: str, keys: Sequence[int]) -> None:
        """Note that rows are missing."""
        for key in keys:
            before = self.missing[-1] if self.missing else None
            if before is not None and (before.table, before.last + 1) == (table, key):
                self.missing[-1] = Missing(table, before.first, key)
            else:
                self.missing.append(Missing(table, key, key))
