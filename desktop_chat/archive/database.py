"""One connection to an archive's file as the archive wants it: settings, functions, transactions.

The only module that runs statements. It knows nothing of conversations or messages.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import apsw

from desktop_chat.archive.faults import fault_of
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.search_texts import SQL_FUNCTIONS
from desktop_chat.errors import ReadOnly

BUSY_LIMIT_MS = 2_000
"""How long a statement waits for another program's lock."""

CIPHER = "aegis"
"""AEGIS-256: it tells a page that was changed, and costs the least of those that SQLite's has."""

_STEPS_BETWEEN_LOOKS = 1_000
_CACHE_KIB = 16 * 1024
"""Pages in memory: with SQLite's 2 MiB an import writes its pages to the log twice and again."""

SqlValue = int | float | str | bytes | None
Row = tuple[Any, ...]


class Database:
    """A connection to a file, which must exist; used by one thread at a time.

    Every method raises ArchiveError where the file or the disk fails it.

    Args:
        path: The file.
        key: What its pages are encrypted with, None for a file that is not.
        is_read_only: Whether to open it for reading only.
    """

    def __init__(
        self, path: Path, *, key: ArchiveKey | None = None, is_read_only: bool = False
    ) -> None:
        flags = apsw.SQLITE_OPEN_READONLY if is_read_only else apsw.SQLITE_OPEN_READWRITE
        self._key = key
        with _translated(None):
            # Any: the library's annotations are not complete for strict checking.
            self._connection: Any = apsw.Connection(str(path), flags=flags | apsw.SQLITE_OPEN_URI)
        try:
            _unlock(self._connection, key)
            self._set_up(is_read_only=is_read_only)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection; the last one to a file writes its log back into it."""
        with _translated(None):
            self._connection.close()

    def keep_log_at_close(self, *, is_kept: bool) -> None:
        """Choose whether closing leaves the file and its log exactly as they are."""
        self._connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int(is_kept))

    def run(self, statements: str, *values: SqlValue) -> int:
        """Run statements that return nothing; return how many rows the last one changed."""
        self._execute(statements, values)
        return self._connection.changes()

    def insert(self, statement: str, *values: SqlValue) -> int:
        """Insert one row and return its key.

        RETURNING would do it, too, but makes SQLite prepare to undo the statement alone, and the
        search index write what it has gathered so far.
        """
        self._execute(statement, values)
        return self._connection.last_insert_rowid()

    def rows(self, statement: str, *values: SqlValue) -> list[Row]:
        """Return all rows of a statement."""
        return self._execute(statement, values)

    def each_row(self, statement: str, *values: SqlValue) -> Iterator[Row]:
        """Yield the rows of a statement, one in memory at a time."""
        with _translated(self._connection):
            yield from self._connection.execute(statement, values or None)

    def value(self, statement: str, *values: SqlValue) -> Any:
        """Return the first column of a statement's first row, None where there is no row."""
        rows = self.rows(statement, *values)
        return rows[0][0] if rows else None

    def _execute(self, statement: str, values: tuple[SqlValue, ...]) -> list[Row]:
        # Not `_translated`: a context costs more here than many a statement.
        try:
            return self._connection.execute(statement, values or None).fetchall()
        except apsw.Error as error:
            _raise_fault(error, self._connection)

    def value_within(self, limit_s: float, statement: str) -> Any:
        """Return what `value` would, or None where it takes longer than `limit_s`."""
        rows = self.rows_within(limit_s, statement)
        return rows[0][0] if rows else None

    def rows_within(self, limit_s: float, statement: str, *values: SqlValue) -> list[Row] | None:
        """Return what `rows` would, or None where it takes longer than `limit_s`."""
        deadline = time.monotonic() + limit_s
        self._connection.set_progress_handler(
            lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS
        )
        try:
            return self.rows(statement, *values)
        except apsw.InterruptError:
            return None
        finally:
            self._connection.set_progress_handler(None)

    @contextmanager
    def transaction(self, *, is_durable: bool = True) -> Generator[None]:
        """Commit what is done inside, or nothing of it when it raises.

        Args:
            is_durable: Whether the commit waits until the disk has it. If not, it survives the end
                of the process, and a loss of power may take it back; the file stays whole either
                way.
        """
        # Outside the transaction: SQLite ignores the setting inside one.
        self.run(f"PRAGMA synchronous={'FULL' if is_durable else 'NORMAL'}")
        # Here and not at opening: it reads the file, which may be damaged.
        self.run(f"PRAGMA cache_size=-{_CACHE_KIB}")
        # IMMEDIATE: one that reads first and writes later fails at once beside another writer.
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if self._connection.in_transaction:
                self.run("ROLLBACK")
            raise

    def copy_to(self, target: Path) -> None:
        """Copy everything committed into another file, which must exist and be empty."""
        copy: Any = apsw.Connection(str(target), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            _unlock(copy, self._key)
            with _translated(copy), copy.backup("main", self._connection, "main") as backup:
                backup.step()
        finally:
            copy.close()

    def copy_in_steps(self, target: Path, pages: int, on_step: Callable[[int, int], None]) -> None:
        """Copy everything committed by now into another file, which must exist and be empty.

        Args:
            target: The other file.
            pages: How many are copied before `on_step` is called.
            on_step: Told how many pages are done, of how many; what it raises ends the copying.
        """
        copy: Any = apsw.Connection(str(target), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            _unlock(copy, self._key)
            # A snapshot: else a commit of another connection would begin the copying anew.
            self.run("BEGIN")
            self.value("SELECT count(*) FROM sqlite_schema")
            _copy(self._connection, copy, pages, on_step)
        finally:
            copy.close()
            if self._connection.in_transaction:
                self.run("COMMIT")

    def copy_over(self, target: Database, pages: int, on_step: Callable[[int, int], None]) -> None:
        """Copy everything into another database in the place of all it has, in one transaction.

        Arguments as those of `copy_in_steps`; what `on_step` raises leaves the target as it was.
        """
        _copy(self._connection, target._connection, pages, on_step)

    def recode_to(self, target: Path, key: ArchiveKey | None, on_look: Callable[[], bool]) -> None:
        """Write everything committed by now into a new file with another key, or with none.

        Args:
            target: There must be no such file.
            key: What the new file is encrypted with, None for not at all.
            on_look: Asked again and again; the writing ends when it returns False.

        Raises:
            apsw.InterruptError: `on_look` said so; what was written is left.
        """
        shown = "" if key is None else f"raw:{key.pages}"
        address = f"{target.absolute().as_uri()}?cipher={CIPHER}&key={shown}"
        self._connection.set_progress_handler(lambda: not on_look(), _STEPS_BETWEEN_LOOKS)
        try:
            self.run("VACUUM INTO ?", address)
        finally:
            self._connection.set_progress_handler(None)

    def _set_up(self, *, is_read_only: bool) -> None:
        # SQLite opens a file that it may not write for reading, without a word.
        if not is_read_only and self._connection.readonly("main"):
            raise ReadOnly("The archive cannot be written.")
        self._connection.set_busy_timeout(BUSY_LIMIT_MS)
        for name, function in SQL_FUNCTIONS.items():
            self._connection.create_scalar_function(
                name, function, 1, deterministic=True, flags=apsw.SQLITE_INNOCUOUS
            )
        self.run("PRAGMA foreign_keys=ON")
        # Temporary tables stay in memory: nothing of the archive is written outside its files.
        self.run("PRAGMA temp_store=MEMORY")
        self.run("PRAGMA trusted_schema=OFF")
        self.run("PRAGMA cell_size_check=ON")


def _unlock(connection: Any, key: ArchiveKey | None) -> None:
    """Say what the pages are encrypted with: nothing may be read or written before."""
    if key is not None:
        with _translated(connection):
            connection.execute(f"PRAGMA cipher='{CIPHER}'")
            # Raw: it was made by a function for keys, no other need be run at each connection.
            connection.execute(f"PRAGMA key='raw:{key.pages}'")


def _copy(source: Any, target: Any, pages: int, on_step: Callable[[int, int], None]) -> None:
    # The backup goes first: it holds locks of both that its end releases.
    with _translated(target), target.backup("main", source, "main") as backup:
        while not backup.done:
            backup.step(pages)
            if not backup.done:
                on_step(backup.page_count - backup.remaining, backup.page_count)


@contextmanager
def _translated(connection: Any) -> Generator[None]:
    try:
        yield
    except apsw.Error as error:
        _raise_fault(error, connection)


def _raise_fault(error: apsw.Error, connection: Any) -> NoReturn:
    """Raise what an error of SQLite means to the archive, the error itself where it means a bug."""
    fault = fault_of(error, 0 if connection is None else connection.system_errno)
    if fault is None:
        raise error
    raise fault from error
