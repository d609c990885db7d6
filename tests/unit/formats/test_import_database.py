"""A database is copied as it is at one moment, with its log, and its records are set apart."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from desktop_chat.formats.import_database import (
    SQLITE_BEGINS,
    DatabaseForm,
    Databases,
    Key,
    SourceDatabase,
    Value,
    copy_database,
    copy_stream,
)


class Numbers:
    """A database of nothing but keys."""

    def __init__(self, path: Path) -> None:
        self.records = 0
        self.is_closed = False

    def columns(self, table: str) -> frozenset[str]:
        return frozenset({"number"}) if table == "numbers" else frozenset()

    def keys(self, table: str, column: str) -> Iterator[Value]:
        yield from (1, 2, 3)
        raise ValueError("it is damaged")

    def rows(
        self, table: str, columns: tuple[str, ...], by: str, value: Value
    ) -> list[dict[str, Any]]:
        return [{"number": value}]

    def start_record(self) -> None:
        self.records += 1

    def close(self) -> None:
        self.is_closed = True


def keys(database: SourceDatabase) -> Iterator[Key]:
    return database.keys("numbers", "number")


def record(database: SourceDatabase, key: Key) -> dict[str, Any]:
    if key == 2:
        raise ValueError("its two is wrong")
    return database.rows("numbers", ("number",), "number", key)[0]


def unchanged(stream: BinaryIO) -> BinaryIO:
    return stream


def form(table: str = "numbers") -> DatabaseForm:
    return DatabaseForm(lambda database: bool(database.columns(table)), keys, record)


def test_a_bad_record_and_a_bad_end_do_not_take_the_others(tmp_path: Path) -> None:
    opened = Numbers(tmp_path)
    pieces = Databases(lambda _: opened, (form("other"), form())).pieces(tmp_path)
    found = [(piece.content, piece.problem) for piece in islice(pieces, 3)]
    assert found == [(b'{"number":1}', ""), (b"", "its two is wrong"), (b'{"number":3}', "")]
    with pytest.raises(ValueError, match="damaged"):
        next(pieces)
    assert opened.is_closed
    assert opened.records == 3


def test_a_database_that_nobody_knows_is_told_and_closed(tmp_path: Path) -> None:
    opened = Numbers(tmp_path)
    with pytest.raises(ValueError, match="no program that is known"):
        list(Databases(lambda _: opened, (form("other"),)).pieces(tmp_path))
    assert opened.is_closed


def test_reading_that_is_given_up_closes_the_database(tmp_path: Path) -> None:
    opened = Numbers(tmp_path)
    pieces = Databases(lambda _: opened, (form(),)).pieces(tmp_path)
    next(pieces)
    pieces.close()  # pyright: ignore[reportAttributeAccessIssue] - it is a generator
    assert opened.is_closed


def test_a_database_is_copied_with_its_log_and_not_with_a_link(tmp_path: Path) -> None:
    source, target = tmp_path / "a.db", tmp_path / "copy.db"
    source.write_bytes(SQLITE_BEGINS)
    log = tmp_path / "a.db-wal"
    log.write_bytes(b"log")
    copy_database(source, target, unchanged)
    assert target.read_bytes() == SQLITE_BEGINS
    assert (tmp_path / "copy.db-wal").read_bytes() == b"log"
    log.unlink()
    log.symlink_to(source)
    copy_database(source, target, unchanged)
    assert not (tmp_path / "copy.db-wal").exists()


def test_a_database_in_the_middle_of_a_change_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.db"
    source.write_bytes(SQLITE_BEGINS)
    (tmp_path / "a.db-journal").write_bytes(bytes.fromhex("d9d505f920a163d7") + b"pages")
    with pytest.raises(ValueError, match="close that program"):
        copy_database(source, tmp_path / "copy.db", unchanged)
    (tmp_path / "a.db-journal").write_bytes(bytes(512))
    copy_database(source, tmp_path / "copy.db", unchanged)


@pytest.mark.parametrize(("changes", "is_copied"), [(1, True), (99, False)])
def test_a_file_that_changes_while_it_is_copied_is_copied_again(
    tmp_path: Path, changes: int, is_copied: bool
) -> None:
    source, target = tmp_path / "a.db", tmp_path / "copy.db"
    source.write_bytes(SQLITE_BEGINS)
    left = iter(range(changes))

    def changing(stream: BinaryIO) -> BinaryIO:
        if next(left, None) is not None:
            with source.open("ab") as other:
                other.write(b"more")
        return stream

    if is_copied:
        copy_database(source, target, changing)
        assert target.read_bytes() == source.read_bytes()
    else:
        with pytest.raises(ValueError, match="keeps writing"):
            copy_database(source, target, changing)


def test_a_stream_is_copied_whole(tmp_path: Path) -> None:
    copy_stream(io.BytesIO(b"x" * 600_000), tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_size == 600_000
