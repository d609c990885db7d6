"""One connection: transactions, limits, copies."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from desktop_chat.archive.database import Database
from desktop_chat.errors import Busy, Corrupt, ReadOnly


def test_a_file_that_is_no_database_is_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 100)
    with closing(Database(path)) as database, pytest.raises(Corrupt):
        database.rows("SELECT * FROM messages")


def test_another_writer_is_told_of_after_waiting(database: Database, tmp_path: Path) -> None:
    other = apsw.Connection(str(tmp_path / "archive.db"))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy), database.transaction():
        pass
    other.close()
    with database.transaction():
        database.run("DELETE FROM cache")


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(apsw.ConstraintError), database.transaction():
        database.run(
            "INSERT INTO cache VALUES('a', 1, x'00'); INSERT INTO cache VALUES('a', 2, x'')"
        )
    assert database.value("SELECT count(*) FROM cache") == 0
    with database.transaction():
        database.run("INSERT INTO cache VALUES('b', 1, x'00')")
    assert database.value("SELECT name FROM cache") == "b"


def test_a_connection_for_reading_refuses_to_write(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with closing(Database(path, is_read_only=True)) as reading, pytest.raises(ReadOnly):
        reading.run("DELETE FROM cache")


def test_a_wrong_statement_is_a_bug_and_no_error_of_the_archive(database: Database) -> None:
    with pytest.raises(apsw.SQLError):
        database.run("SELECT nothing FROM nowhere")


def test_what_takes_longer_than_its_limit_is_given_up(database: Database) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    assert database.value_within(0.01, endless) is None
    assert database.value_within(60, "SELECT 1") == 1


def test_a_copy_holds_what_is_committed_and_is_whole(database: Database, tmp_path: Path) -> None:
    database.run("INSERT INTO cache VALUES('a', 1, x'00')")
    target = tmp_path / "copy.db"
    target.touch()
    database.copy_to(target)
    with closing(Database(target)) as copy:
        assert copy.rows("SELECT name FROM cache") == [("a",)]
        assert copy.value("PRAGMA integrity_check") == "ok"


def test_rows_can_be_taken_one_by_one(database: Database) -> None:
    rows = database.each_row("VALUES(1), (2), (3)")
    assert [row[0] for row in rows] == [1, 2, 3]


def test_the_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ReadOnly):
        Database(tmp_path / "archive.db")
