"""Of two copies of a row the one with its checksum counts; what neither has is noted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_chat.archive.damaged_rows import DamagedArchive, Missing, Table
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import checksum

TABLE = Table("things", "text", 1, ("note",))


def database(path: Path, rows: dict[int, str]) -> Database:
    """Return a table in which a text with an exclamation mark is not the one that was stored."""
    path.touch()
    opened = Database(path)
    opened.run("CREATE TABLE things(key INTEGER PRIMARY KEY, checksum, text, note)")
    for key, text in rows.items():
        statement = "INSERT INTO things VALUES(?, ?, ?, 'n')"
        opened.run(statement, key, checksum(text.rstrip("!")), text)
    return opened


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    opened = database(tmp_path / "a.db", {1: "one", 2: "two!", 4: "four!"})
    rebuilt = database(tmp_path / "b.db", {1: "one!", 2: "two", 4: "four!", 900: "far"})
    yield opened, rebuilt
    opened.close()
    rebuilt.close()


def test_the_copy_that_has_its_checksum_counts(both: tuple[Database, Database]) -> None:
    source = DamagedArchive(*both)
    found = [(row[0], row[2], row[3], TABLE.is_sound(row)) for row in source.rows(TABLE)]
    assert found == [
        (1, "one", "n", True),
        (2, "two", "n", True),
        (4, "four!", "n", False),
        (900, "far", "n", True),
    ]
    assert not source.missing


def test_without_sqlite_every_gap_is_noted(both: tuple[Database, Database]) -> None:
    source = DamagedArchive(None, both[1])
    assert [row[0] for row in source.rows(TABLE)] == [1, 2, 4, 900]
    assert source.missing == [Missing("things", 3, 3), Missing("things", 5, 899)]


def test_a_table_that_cannot_be_read_at_all_is_noted_as_one_gap(
    both: tuple[Database, Database],
) -> None:
    both[0].run("DROP TABLE things")
    source = DamagedArchive(both[0], None)
    assert not list(source.rows(TABLE))
    assert source.missing == [Missing("things", 1, 100_000)]
