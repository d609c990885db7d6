"""Reads a database of another program: plain selects on its ordinary tables, nothing of it trusted.

Views, triggers, virtual tables and generated columns of it are never touched, and nothing in it is
written. What is looked up by a column is found through indexes in a temporary file. It must not
know what the tables mean.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

MAX_RECORD_BYTES = 32 << 20
"""Of all that is read for one record, and so of one value, too."""

_MOST_TABLES = 1_000
_STEPS_BETWEEN_COUNTS = 1_000_000
_MOST_COUNTS = 1_000
_SETTINGS = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA temp_store=FILE",
)
_CODECS = {"UTF-8": "utf-8", "UTF-16le": "utf-16-le", "UTF-16be": "utf-16-be"}
# An ordinary table has pages of its own, and SQLite itself writes these words before its name.
_ORDINARY = (
    "SELECT name FROM sqlite_schema "
    "WHERE type = 'table' AND rootpage > 0 AND sql GLOB 'CREATE TABLE *' LIMIT ?"
)

Value = int | float | str | bytes | None


class ForeignDatabase:
    """A file that is read; every method raises ValueError, with the reason, where it cannot be.

    Args:
        path: A copy that nobody else has open, with its write-ahead log beside it.
    """

    def __init__(self, path: Path) -> None:
        self._left = MAX_RECORD_BYTES
        self._counts = 0
        self._indexes: dict[tuple[str, str], str] = {}
        self._empty: set[str] = set()
        with self._told():
            self._connection: Any = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            with self._told():
                self._codec, self._columns = self._set_up()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def columns(self, table: str) -> frozenset[str]:
        """Return the columns of an ordinary table, none where there is no such table."""
        return self._columns.get(table, frozenset())

    def start_record(self) -> None:
        """Begin a record: `rows` may read as much as a record may have from here on."""
        self._left = MAX_RECORD_BYTES

    def keys(self, table: str, column: str) -> Iterator[Value]:
        """Give every value of a column once, in their order, a few in memory at a time.

        "rowid" gives the key of every row.
        """
        self._check(table, (column,))
        if column == "rowid":
            statement = f"SELECT rowid FROM main.{_quoted(table)} ORDER BY rowid"  # noqa: S608
            yield from self._each(statement)
            return
        index = self._index(table, column)
        yield from self._each(f"SELECT DISTINCT key FROM temp.{index} ORDER BY key")  # noqa: S608

    def rows(
        self, table: str, columns: tuple[str, ...], by: str, value: Value
    ) -> list[dict[str, Any]]:
        """Return the rows that have a value in a column, in the order in which they were written.

        Args:
            table: Where there is no such table, there are no rows.
            columns: Those that the table lacks are None.
            by: The column, or "rowid".
            value: What stands there; None finds NULL.
        """
        if table in self._empty or (by not in self.columns(table) and by != "rowid"):
            return []
        self._check(table, (by,))
        there = [name for name in columns if name in self.columns(table)]
        found: list[dict[str, Any]] = []
        for key in [value] if by == "rowid" else self._places(table, by, value):
            pairs = self._row(table, there, key)
            if pairs is not None:
                found.append(dict.fromkeys(columns) | dict(zip(there, pairs, strict=True)))
        return found

    def _places(self, table: str, by: str, value: Value) -> Iterator[Value]:
        index = self._index(table, by)
        statement = f"SELECT place FROM temp.{index} WHERE key IS ? ORDER BY place"  # noqa: S608
        yield from self._each(statement, value)

    def _row(self, table: str, columns: list[str], key: Value) -> list[Any] | None:
        # Text as bytes: it may be no UTF-8.
        wanted = [
            f"typeof({name}), CASE typeof({name}) WHEN 'text' THEN CAST({name} AS BLOB) "
            f"ELSE {name} END"
            for name in map(_quoted, columns)
        ]
        parts = ", ".join(["1", *wanted])
        statement = f"SELECT {parts} FROM main.{_quoted(table)} WHERE rowid = ?"  # noqa: S608
        with self._told():
            row = self._connection.execute(statement, (key,)).fetchone()
        if row is None:
            return None
        self._take(sum(len(value) for value in row if isinstance(value, bytes)))
        return [
            value.decode(self._codec, "replace") if kind == "text" else value
            for kind, value in zip(row[1::2], row[2::2], strict=True)
        ]

    def _each(self, statement: str, *values: Value) -> Iterator[Value]:
        with self._told():
            for (value,) in self._connection.execute(statement, values):
                self._counts = 0
                yield value

    def _index(self, table: str, column: str) -> str:
        """Return the name of the temporary table that leads from values to rows."""
        name = self._indexes.get((table, column))
        if name is None:
            name = f"index_{len(self._indexes)}"
            source = f"SELECT {_quoted(column)}, rowid FROM main.{_quoted(table)}"  # noqa: S608
            with self._told():
                self._connection.execute(f"CREATE TEMP TABLE {name}(key, place)").fetchall()
                self._connection.execute(f"INSERT INTO temp.{name} {source}").fetchall()
                if not self._connection.changes():
                    self._empty.add(table)
                self._connection.execute(
                    f"CREATE INDEX temp.by_{name} ON {name}(key, place)"
                ).fetchall()
            self._indexes[table, column] = name
        return name

    def _check(self, table: str, columns: tuple[str, ...]) -> None:
        known = self.columns(table) | {"rowid"}
        missing = [name for name in columns if name not in known]
        if table not in self._columns or missing:
            raise ValueError(f"it has no table {table!r} with {', '.join(columns)}")

    def _take(self, size: int) -> None:
        # What does not fit is not counted: the rest of the record may do without it.
        if size > self._left:
            raise ValueError(f"it is larger than {MAX_RECORD_BYTES >> 20} MiB")
        self._left -= size

    def _set_up(self) -> tuple[str, dict[str, frozenset[str]]]:
        connection = self._connection
        connection.set_progress_handler(self._is_too_long, _STEPS_BETWEEN_COUNTS)
        connection.limit(apsw.SQLITE_LIMIT_LENGTH, MAX_RECORD_BYTES)
        connection.limit(apsw.SQLITE_LIMIT_ATTACHED, 0)
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        connection.config(apsw.SQLITE_DBCONFIG_ENABLE_VIEW, 0)
        for setting in _SETTINGS:
            connection.execute(setting).fetchall()
        encoding = connection.execute("PRAGMA encoding").fetchone()[0]
        names = connection.execute(_ORDINARY, (_MOST_TABLES,)).fetchall()
        columns: dict[str, frozenset[str]] = {}
        for (name,) in names:
            about = connection.execute(f"PRAGMA table_xinfo({_quoted(name)})").fetchall()
            # The last field tells generated and hidden columns from those that are stored.
            columns[name] = frozenset(row[1] for row in about if row[6] == 0)
        connection.set_authorizer(self._authorised)
        return _CODECS.get(encoding, "utf-8"), columns

    def _authorised(
        self, action: int, first: str | None, second: str | None, database: str | None, by: str
    ) -> int:
        """Allow what the statements above do, whatever the file makes of them."""
        is_fine = not by and (
            action == apsw.SQLITE_SELECT
            or database == "temp"
            or (action == apsw.SQLITE_READ and database == "main" and first in self._columns)
            or (action == apsw.SQLITE_FUNCTION and second == "typeof")
        )
        return apsw.SQLITE_OK if is_fine else apsw.SQLITE_DENY

    def _is_too_long(self) -> bool:
        self._counts += 1
        return self._counts > _MOST_COUNTS

    @contextmanager
    def _told(self) -> Generator[None]:
        self._counts = 0
        try:
            yield
        except apsw.TooBigError:
            raise ValueError(f"it is larger than {MAX_RECORD_BYTES >> 20} MiB") from None
        except apsw.InterruptError:
            raise ValueError("it takes too long to read") from None
        except apsw.NotADBError:
            raise ValueError("it is encrypted, or no database of SQLite") from None
        except (apsw.Error, UnicodeDecodeError) as error:
            raise ValueError(f"it is damaged or cannot be read ({error})") from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
