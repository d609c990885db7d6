"""Foreign databases are read by plain selects and nothing in them is run or trusted."""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import apsw
import pytest
from support.foreign_databases import filled, made

from desktop_chat.archive.foreign import MAX_RECORD_BYTES, ForeignDatabase

CHAT = "CREATE TABLE chat(id TEXT PRIMARY KEY, words TEXT, number INTEGER)"


@pytest.fixture
def opened(tmp_path: Path) -> Generator[Callable[..., ForeignDatabase]]:
    """Return a function that makes a database by statements and opens it."""
    databases: list[ForeignDatabase] = []

    def make(*statements: str) -> ForeignDatabase:
        databases.append(ForeignDatabase(made(tmp_path / "x.db", *statements)))
        return databases[-1]

    yield make
    for database in databases:
        database.close()


def test_what_is_no_database_or_encrypted_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xa5" * 8_000)
    with pytest.raises(ValueError, match=r"encrypted, or no database|damaged"):
        ForeignDatabase(path)
    path.write_bytes(b"")
    database = ForeignDatabase(path)
    assert not database.columns("chat")
    database.close()


@pytest.mark.parametrize("kept", [100, 2_000, 4_500, 9_000])
def test_a_file_that_was_cut_is_told(tmp_path: Path, kept: int) -> None:
    rows = [{"id": f"{number}", "words": "w" * 900} for number in range(40)]
    path = filled(tmp_path / "x.db", CHAT, chat=rows)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"damaged|no database|no table"):  # noqa: PT012
        database = ForeignDatabase(path)
        try:
            list(database.keys("chat", "rowid"))
        finally:
            database.close()


def test_a_table_that_is_missing_has_no_columns_and_no_rows(
    opened: Callable[..., ForeignDatabase],
) -> None:
    database = opened(CHAT)
    assert database.columns("other") == frozenset()
    assert database.rows("other", ("id",), "id", "x") == []
    assert database.rows("chat", ("id",), "gone", "x") == []
    with pytest.raises(ValueError, match="no table"):
        list(database.keys("other", "id"))


def test_views_triggers_virtual_tables_and_generated_columns_are_not_touched(
    opened: Callable[..., ForeignDatabase],
) -> None:
    database = opened(
        "CREATE TABLE data(id TEXT, made TEXT AS (upper(id)))",
        "INSERT INTO data(id) VALUES('a')",
        "CREATE VIEW chat AS SELECT id FROM data",
        "CREATE VIRTUAL TABLE words USING fts5(text)",
        "CREATE TRIGGER t AFTER INSERT ON data BEGIN DELETE FROM data; END",
    )
    assert database.columns("chat") == frozenset()
    assert database.columns("words") == frozenset()
    assert database.columns("data") == {"id"}
    assert database.rows("data", ("id", "made"), "id", "a") == [{"id": "a", "made": None}]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM chat_view",
        "SELECT load_extension('x')",
        "DELETE FROM chat",
        "ATTACH '/tmp/other' AS other",
        "PRAGMA writable_schema=ON",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n",
    ],
)
def test_nothing_but_selects_on_tables_is_authorised(
    opened: Callable[..., ForeignDatabase], statement: str
) -> None:
    database = opened(CHAT, "CREATE VIEW chat_view AS SELECT * FROM chat")
    connection: Any = database._connection  # noqa: SLF001 - what a hostile file might bring about
    with pytest.raises(apsw.Error):
        connection.execute(statement).fetchall()


def test_rows_are_found_by_a_column_without_an_index(
    opened: Callable[..., ForeignDatabase],
) -> None:
    database = opened(
        CHAT,
        "INSERT INTO chat VALUES('b','two',2),('a','one',1),(NULL,'none',2)",
    )
    assert list(database.keys("chat", "rowid")) == [1, 2, 3]
    assert list(database.keys("chat", "number")) == [1, 2]
    assert list(database.keys("chat", "id")) == [None, "a", "b"]
    found = database.rows("chat", ("words", "gone"), "number", 2)
    assert found == [{"words": "two", "gone": None}, {"words": "none", "gone": None}]
    assert database.rows("chat", ("words",), "id", None) == [{"words": "none"}]
    assert database.rows("chat", ("id",), "rowid", 2) == [{"id": "a"}]
    assert database.rows("chat", ("id",), "rowid", 99) == []


def test_names_with_quotes_are_names(opened: Callable[..., ForeignDatabase]) -> None:
    database = opened('CREATE TABLE "a""b"("c""; DROP" TEXT)', 'INSERT INTO "a""b" VALUES(\'x\')')
    assert database.rows('a"b', ('c"; DROP',), 'c"; DROP', "x") == [{'c"; DROP': "x"}]


def test_text_that_is_no_utf_8_is_mended_and_bytes_stay(
    opened: Callable[..., ForeignDatabase],
) -> None:
    database = opened(CHAT, "INSERT INTO chat VALUES('a', CAST(x'41ff' AS TEXT), x'00ff')")
    assert database.rows("chat", ("words", "number"), "id", "a") == [
        {"words": "A\ufffd", "number": b"\x00\xff"}
    ]


def test_a_database_in_utf_16_is_read(opened: Callable[..., ForeignDatabase]) -> None:
    database = opened("PRAGMA encoding='UTF-16le'", CHAT, "INSERT INTO chat VALUES('a','Grüße',1)")
    assert database.rows("chat", ("words",), "id", "a") == [{"words": "Grüße"}]


def test_a_record_has_a_size_and_the_next_one_its_own(
    opened: Callable[..., ForeignDatabase],
) -> None:
    half = MAX_RECORD_BYTES // 2
    database = opened(
        CHAT,
        f"INSERT INTO chat(words, number) VALUES(zeroblob({half + 9}), 1),(zeroblob({half}), 1),"
        f"(zeroblob({2 * half + 9}), 2)",
    )
    assert len(database.rows("chat", ("words",), "rowid", 1)) == 1
    with pytest.raises(ValueError, match="larger than 32 MiB"):
        database.rows("chat", ("words",), "rowid", 2)
    database.start_record()
    assert len(database.rows("chat", ("words",), "rowid", 2)) == 1
    with pytest.raises(ValueError, match="larger than 32 MiB"):
        database.rows("chat", ("words",), "number", 2)


def test_a_table_without_rowids_is_told(opened: Callable[..., ForeignDatabase]) -> None:
    database = opened("CREATE TABLE chat(id TEXT PRIMARY KEY) WITHOUT ROWID")
    with pytest.raises(ValueError, match="rowid"):
        list(database.keys("chat", "rowid"))


def test_what_stands_in_the_log_alone_is_read(tmp_path: Path) -> None:
    writer: Any = apsw.Connection(str(tmp_path / "x.db"))
    writer.execute("PRAGMA journal_mode=WAL").fetchall()
    writer.execute(CHAT).fetchall()
    writer.execute("INSERT INTO chat(id) VALUES('logged')").fetchall()
    for ending in ("", "-wal"):
        shutil.copy(tmp_path / f"x.db{ending}", tmp_path / f"copy.db{ending}")
    writer.close()
    database = ForeignDatabase(tmp_path / "copy.db")
    assert list(database.keys("chat", "id")) == ["logged"]
    database.close()


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_damaged_gives_rows_or_one_reason(tmp_path: Path, seed: int) -> None:
    rows = [{"id": f"{number}", "words": "w" * 700, "number": number} for number in range(60)]
    content = bytearray(filled(tmp_path / "x.db", CHAT, chat=rows).read_bytes())
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 30)):
        content[chance.randrange(16, len(content))] = chance.randrange(256)
    if seed % 4 == 0:
        del content[chance.randrange(17, len(content)) :]
    (tmp_path / "x.db").write_bytes(content)
    with contextlib.suppress(ValueError):
        database = ForeignDatabase(tmp_path / "x.db")
        try:
            for key in database.keys("chat", "rowid"):
                for row in database.rows("chat", ("id", "words"), "rowid", key):
                    assert set(row) == {"id", "words"}
        finally:
            database.close()
