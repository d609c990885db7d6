"""The schema's history, and the copy that is made before a file changes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from support.archives import conversation, new_database
from support.searches import query_of

from desktop_chat.archive import Archive, conversations
from desktop_chat.archive.database import Database
from desktop_chat.archive.migrations import MIGRATIONS, MigrationStopped, migrate, version_of

ARCHIVES = Path(__file__).resolve().parents[2] / "data" / "archives"


def add_a_column(database: Database) -> None:
    """Stand for the next version of the schema."""
    database.run("ALTER TABLE conversations ADD COLUMN colour TEXT")


def fail_halfway(database: Database) -> None:
    """Stand for a version whose migration fails."""
    add_a_column(database)
    database.run("INSERT INTO nowhere VALUES(1)")


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    database: Database, tmp_path: Path
) -> None:
    with pytest.raises(apsw.SQLError):
        migrate(database, tmp_path / "archive.db", (*MIGRATIONS, fail_halfway))
    assert version_of(database) == len(MIGRATIONS)
    with pytest.raises(apsw.SQLError):
        database.run("SELECT colour FROM conversations")


def test_the_file_is_copied_before_it_changes(database: Database, tmp_path: Path) -> None:
    kept = conversation("kept")
    conversations.save(database, kept)
    newest = len(MIGRATIONS) + 1
    copy_path = tmp_path / f"archive.before-v{newest}.db"
    copy_path.write_text("left by an attempt that failed")
    migrate(database, tmp_path / "archive.db", (*MIGRATIONS, add_a_column))
    assert version_of(database) == newest
    assert conversations.load(database, kept.id) == kept
    assert copy_path.stat().st_mode & 0o777 == 0o600
    with closing(Database(copy_path)) as copy:
        assert version_of(copy) == len(MIGRATIONS)
        assert conversations.load(copy, kept.id) == kept


def test_a_new_file_and_one_of_the_newest_version_are_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with closing(new_database(path)) as database:
        migrate(database, path)
    assert [item.name for item in tmp_path.iterdir()] == ["archive.db"]


@pytest.mark.parametrize("path", sorted(ARCHIVES.glob("*.db")), ids=lambda path: path.stem)
def test_every_older_archive_opens_with_all_it_held(path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(path, tmp_path / "archive.db"))
    asyncio.run(_expect_the_known_content(copy))


async def _expect_the_known_content(path: Path) -> None:
    archive = await Archive.open(path)
    try:
        (talk,) = await archive.conversations(limit=9)
        assert (talk.title, talk.is_pinned, talk.sampling.temperature) == ("Été à 東京", True, 0.5)
        question, answer = await archive.messages(talk.id)
        assert question.text == "Where is 東京タワー?"
        assert answer.parent_id == question.id
        assert answer.reasoning == "A tower."
        assert answer.record is not None
        assert str(answer.record.usage and answer.record.usage.cost_usd) == "0.00042"
        assert await archive.request_body(answer.id) == '{"model":"m-1","stream":true}'
        assert [
            hit.message_id for hit in (await archive.searches.page(query_of("タワー"))).hits
        ] == [question.id]
        assert await archive.experiments(limit=9) == []
        assert await archive.searches.experiments(query_of("Tower")) == []
        assert await archive.cache_get("models:x") == (b'{"data":[]}', 7)
        assert (await archive.check()).is_sound
    finally:
        await archive.close()


def halfway(database: Database) -> Iterator[float]:
    """Stand for a version that takes long."""
    add_a_column(database)
    yield 0.5
    yield 1.0


def test_what_takes_long_tells_how_much_is_done(database: Database, tmp_path: Path) -> None:
    told: list[float] = []

    def tell(share: float) -> bool:
        told.append(share)
        return True

    migrate(database, tmp_path / "archive.db", (*MIGRATIONS, halfway), tell)
    assert told == sorted(told)
    assert told[-2:] == [pytest.approx(0.55), 1.0]


@pytest.mark.parametrize("limit", [0.0, 0.3, 0.8])
def test_one_that_is_stopped_leaves_the_file_as_it_was(
    database: Database, tmp_path: Path, limit: float
) -> None:
    conversations.save(database, conversation("kept"))
    history = (*MIGRATIONS, halfway)
    with pytest.raises(MigrationStopped):
        migrate(database, tmp_path / "archive.db", history, lambda share: share < limit)
    assert version_of(database) == len(MIGRATIONS)
    migrate(database, tmp_path / "archive.db", history)
    assert version_of(database) == len(history)


def test_an_archive_whose_update_was_stopped_opens_the_next_time(tmp_path: Path) -> None:
    path = Path(shutil.copy(ARCHIVES / "v3.db", tmp_path / "archive.db"))
    with pytest.raises(MigrationStopped):
        asyncio.run(Archive.open(path, on_progress=lambda share: share < 0.2))
    asyncio.run(_expect_the_known_content(path))
