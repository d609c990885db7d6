"""Makes records of a database's rows, so that a format reads them as it reads its own export.

A database is recognised by its tables, never by its name. Owns the private copy that is read in
place of the file. Must not know how a database is opened, or what its tables mean.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec
from msgspec import Struct

from desktop_chat.formats.json_splitting import CHUNK_BYTES, Piece, pieces_of

SQLITE_BEGINS = b"SQLite format 3\0"
UNKNOWN_DATABASE = "it is a database of no program that is known here"

_HOT_JOURNAL = bytes.fromhex("d9d505f920a163d7")
_ATTEMPTS = 3
_PREFIX = "desktop-chat-import-"
_STALE_S = 86_400

Value = int | float | str | bytes | None
Key = Any
"""What leads a format to one record: whatever its `keys` gives."""


class SourceDatabase(Protocol):
    """A database that is read and not trusted; its methods raise ValueError with the reason."""

    def columns(self, table: str) -> frozenset[str]:
        """Return the columns of a table, none where there is no such table."""
        ...

    def keys(self, table: str, column: str) -> Iterator[Value]:
        """Give every value of a column once, in their order."""
        ...

    def rows(
        self, table: str, columns: tuple[str, ...], by: str, value: Value
    ) -> list[dict[str, Any]]:
        """Return the rows with a value in a column; columns that are missing are None."""
        ...

    def start_record(self) -> None:
        """Begin a record, which has a size of its own."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class DatabaseForm(Struct, frozen=True):
    """How one program's database becomes records.

    Attributes:
        recognises: Tells by the tables whether it is that program's.
        keys: Gives what leads to each record, in little memory.
        record: Returns one record, which a format recognises; raises ValueError with the reason.
    """

    recognises: Callable[[SourceDatabase], bool]
    keys: Callable[[SourceDatabase], Iterator[Key]]
    record: Callable[[SourceDatabase, Key], dict[str, Any]]


class Databases(Struct, frozen=True):
    """What is needed to read databases: how one is opened, and which there are."""

    open: Callable[[Path], SourceDatabase]
    forms: tuple[DatabaseForm, ...]

    def pieces(self, path: Path) -> Iterator[Piece]:
        """Give the records of a file; a damaged one does not take the others.

        Raises:
            ValueError: It cannot be read, or not to its end, or is no known program's.
        """
        database = self.open(path)
        try:
            form = next((form for form in self.forms if form.recognises(database)), None)
            if form is None:
                raise ValueError(UNKNOWN_DATABASE)
            for key in form.keys(database):
                database.start_record()
                try:
                    content = msgspec.json.encode(form.record(database, key))
                except (ValueError, RecursionError) as error:
                    yield Piece(b"", str(error))
                else:
                    yield from pieces_of(io.BytesIO(content))
        finally:
            database.close()


@contextlib.contextmanager
def private_folder() -> Generator[Path]:
    """Give a folder for copies that nobody else may enter; it is gone afterwards.

    One that a kill has left goes when the next is made, once it is a day old: a younger one may be
    in use.
    """
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.lstat().st_mtime > _STALE_S:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        yield Path(folder)


def copy_database(path: Path, target: Path, budgeted: Callable[[BinaryIO], BinaryIO]) -> None:
    """Copy a file with its write-ahead log, as it is at one moment.

    Args:
        path: The file.
        target: The copy; the log is put beside it.
        budgeted: Wraps a stream so that it stops where too much is read.

    Raises:
        ValueError: Another program has it open and has not finished writing.
        OSError: It cannot be read, or the copy not written.
    """
    log = path.with_name(f"{path.name}-wal")
    if _beginning(path.with_name(f"{path.name}-journal")) == _HOT_JOURNAL:
        raise ValueError("another program has not finished writing to it: close that program")
    for _ in range(_ATTEMPTS):
        before = _stamps(path, log)
        with path.open("rb") as stream:
            copy_stream(budgeted(stream), target)
        copy_of_log = target.with_name(f"{target.name}-wal")
        copy_of_log.unlink(missing_ok=True)
        if before[1] is not None:
            with log.open("rb") as stream:
                copy_stream(budgeted(stream), copy_of_log)
        if _stamps(path, log) == before:
            return
    raise ValueError("another program keeps writing to it: close that program")


def copy_stream(stream: BinaryIO, target: Path) -> None:
    """Write all of a stream into a file; whatever reading or writing raises passes."""
    with target.open("wb") as copy:
        while chunk := stream.read(CHUNK_BYTES):
            copy.write(chunk)


def _beginning(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        return b""
    with path.open("rb") as stream:
        return stream.read(len(_HOT_JOURNAL))


def _stamps(path: Path, log: Path) -> tuple[tuple[int, int], tuple[int, int] | None]:
    has_log = log.is_file() and not log.is_symlink()
    return _stamp(path), _stamp(log) if has_log else None


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
