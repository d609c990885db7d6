"""Makes a new database of the rows that lie on the pages of a damaged archive.

Which table a row is of shows in itself: in how many values it has, and of which kinds. That holds
for an archive of any version, as long as no two tables have the same kinds of columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from desktop_chat.archive.database import Database, SqlValue
from desktop_chat.archive.migrations import migrate
from desktop_chat.archive.page_rows import stored_rows

TABLES = (
    "conversations",
    "messages",
    "stream_log",
    "requests",
    "token_probabilities",
    "arrivals",
    "experiments",
    "cells",
    "cell_answers",
    "ledger",
)
"""What is told apart; the rest is made of these, or of no worth without the file it was in."""
_STORED_KINDS = (0, 3)
_AT_ONCE = 1_000
_KINDS: dict[str, tuple[type, ...]] = {
    "INTEGER": (int,),
    "REAL": (float, int),
    "TEXT": (str,),
    "BLOB": (bytes,),
    "ANY": (int, float, str, bytes),
}


class _Shape(Struct, frozen=True):
    """A table: its stored columns, which of them stands for the key, and what each may be."""

    table: str
    columns: tuple[str, ...]
    key_place: int
    kinds: tuple[tuple[type, ...], ...]

    def fits(self, values: tuple[SqlValue, ...]) -> bool:
        """Return whether a row can be one of this table."""
        return all(isinstance(v, k) for v, k in zip(values, self.kinds, strict=True))

    def insertion(self) -> str:
        """Return the statement that adds a row, unless there is one of its key or its id."""
        names, places = ", ".join(self.columns), ", ".join("?" * len(self.columns))
        return f"INSERT OR IGNORE INTO {self.table}({names}) VALUES({places})"


def rebuild(source: Path, target: Path) -> Database:
    """Put every row that can be read off the pages of an archive into a new database.

    Args:
        source: The damaged file, not encrypted; its log beside it is read too.
        target: The new file, which must exist and be empty.

    Returns:
        The new database, open. Its rows have the keys that they had; what is made of rows, such as
        the search index, is not made.

    Raises:
        ArchiveError: The new file cannot be written.
        OSError: The damaged one cannot be read.
    """
    database = Database(target)
    try:
        database.run("PRAGMA journal_mode=DELETE")
        migrate(database, target)
        # Rows come in the order of the pages: those that belong to others may be before them.
        database.run("PRAGMA foreign_keys=OFF")
        _fill(database, source)
    except BaseException:
        database.close()
        raise
    return database


def _fill(database: Database, source: Path) -> None:
    shapes: dict[int, list[_Shape]] = defaultdict(list)
    for table in TABLES:
        shape = _shape(database, table)
        shapes[len(shape.columns)].append(shape)
    ready: list[tuple[str, tuple[SqlValue, ...]]] = []
    greatest: dict[str, int] = {}
    for key, values in stored_rows(source):
        match values:
            case (str() as table, int() as number) if table in TABLES:
                # SQLite's own row of the greatest key that a table ever had.
                greatest[table] = number
            case _:
                ready += _insertions(shapes.get(len(values), ()), key, values)
        if len(ready) >= _AT_ONCE:
            _add(database, ready)
            ready.clear()
    _add(database, ready)
    for table, number in greatest.items():
        database.run("DELETE FROM sqlite_sequence WHERE name = ?", table)
        database.run("INSERT INTO sqlite_sequence(name, seq) VALUES(?, ?)", table, number)


def _insertions(
    shapes: Iterable[_Shape], key: int, values: tuple[SqlValue, ...]
) -> Iterator[tuple[str, tuple[SqlValue, ...]]]:
    """Give the statement that adds a row, and its values; nothing where it fits no table."""
    for shape in shapes:
        place = shape.key_place
        # The key itself is stored beside the row, and nothing in its place in it.
        whole = (*values[:place], key, *values[place + 1 :])
        if values[place] is None and shape.fits(whole):
            yield shape.insertion(), whole
            return


def _add(database: Database, rows: Iterable[tuple[str, tuple[SqlValue, ...]]]) -> None:
    with database.transaction(is_durable=False):
        for statement, values in rows:
            database.run(statement, *values)


def _shape(database: Database, table: str) -> _Shape:
    columns = [
        row for row in database.rows(f"PRAGMA table_xinfo({table})") if row[6] in _STORED_KINDS
    ]
    return _Shape(
        table,
        tuple(row[1] for row in columns),
        next(place for place, row in enumerate(columns) if row[5]),
        tuple(
            _KINDS[row[2]] if row[3] or row[5] else (*_KINDS[row[2]], type(None)) for row in columns
        ),
    )
