"""Every table's rows find their table again, in archives of every version."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from support.archives import conversation, message, new_database

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.rebuilding import TABLES, rebuild

OLD = sorted((Path(__file__).parents[2] / "data" / "archives").glob("*.db"))


def rows_of(database: Database, table: str) -> list[tuple[object, ...]]:
    columns = [row[1] for row in database.rows(f"PRAGMA table_info({table})")]
    return database.rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1") if columns else []


@pytest.mark.parametrize("old", OLD, ids=lambda path: path.stem)
def test_an_archive_of_an_older_version_has_its_rows(tmp_path: Path, old: Path) -> None:
    copy, new = tmp_path / "old.db", tmp_path / "new.db"
    copy.write_bytes(old.read_bytes())
    new.touch()
    with closing(rebuild(copy, new)) as rebuilt, closing(Database(copy)) as database:
        assert rows_of(database, "messages")
        for table in TABLES:
            assert rows_of(rebuilt, table) == rows_of(database, table)


def test_a_row_without_what_it_belongs_to_is_there_all_the_same(tmp_path: Path) -> None:
    path, new = tmp_path / "old.db", tmp_path / "new.db"
    with closing(new_database(path)) as database, database.transaction():
        talk = conversation("Talk")
        conversations.save(database, talk)
        messages.save(database, message(talk.id, "alone"))
        database.run("PRAGMA defer_foreign_keys=ON")
    with closing(Database(path)) as database:
        database.run("PRAGMA foreign_keys=OFF")
        database.run("DELETE FROM conversations")
    new.touch()
    with closing(rebuild(path, new)) as rebuilt:
        assert rebuilt.rows("SELECT text FROM messages") == [("alone",)]
