"""What is not damaged is read, what is damaged is named, and the damaged file stays as it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support.archives import conversation, message, new_database

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.checking import full_check
from desktop_chat.archive.database import Database
from desktop_chat.archive.salvage import STRAY_TITLE, Salvaged, salvage
from desktop_chat.core.message import Role
from desktop_chat.errors import ArchiveError, Corrupt

COUNT = 600
PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of an archive of many messages, the tenth part of them deleted."""
    path = tmp_path_factory.mktemp("sound") / "archive.db"
    database = new_database(path)
    with database.transaction():
        for number in range(COUNT // 20):
            talk = conversation(f"Talk {number}")
            conversations.save(database, talk)
            above = None
            for place in range(20):
                role = Role.ASSISTANT if place % 2 else Role.USER
                body = f'{{"n":{place}}}' if place % 2 else ""
                said = message(
                    talk.id,
                    f"text {number} {place} " * 20,
                    parent_id=above,
                    role=role,
                    request_body=body,
                )
                messages.save(database, said)
                above = said.id
            messages.delete(database, [above or ""], 5)
    database.close()
    return path.read_bytes()


def texts(path: Path) -> list[str]:
    database = Database(path, is_read_only=True)
    found = [row[0] for row in database.rows("SELECT text FROM messages ORDER BY key")]
    database.close()
    return found


def salvaged(folder: Path, content: bytes) -> Salvaged:
    """Salvage a file of these bytes; the new archive must be sound, the old file untouched."""
    source = folder / "damaged.db"
    source.write_bytes(content)
    report = salvage(source, folder / "new.db")
    assert source.read_bytes() == content
    checked = full_check(folder / "new.db")
    assert not checked.problems
    assert not checked.misindexed
    assert not checked.damaged_messages
    return report


def test_a_sound_archive_comes_whole(tmp_path: Path, sound: bytes) -> None:
    report = salvaged(tmp_path, sound)
    assert (report.messages, report.conversations) == (COUNT, COUNT // 20)
    assert (report.damaged, report.missing, report.strays) == ((), (), 0)
    assert texts(tmp_path / "new.db") == texts(tmp_path / "damaged.db")
    old, new = (Database(tmp_path / name) for name in ("damaged.db", "new.db"))
    for query in (
        "SELECT count(*) FROM messages WHERE deleted_us IS NOT NULL",
        "SELECT count(*) FROM requests",
        "SELECT count(*) FROM facts",
    ):
        assert new.value(query) == old.value(query)
    for database in (old, new):
        database.close()


@pytest.mark.parametrize("seed", range(12))
def test_one_bad_page_costs_only_what_was_on_it(tmp_path: Path, sound: bytes, seed: int) -> None:
    # A page that a table begins with holds the way to all others.
    (tmp_path / "sound.db").write_bytes(sound)
    database = Database(tmp_path / "sound.db")
    roots = {row[0] - 1 for row in database.rows("SELECT rootpage FROM sqlite_schema")}
    database.close()
    pages = [page for page in range(2, len(sound) // PAGE) if page not in roots]
    page = random.Random(seed).choice(pages)
    content = bytearray(sound)
    content[page * PAGE : (page + 1) * PAGE] = b"\0" * PAGE
    report = salvaged(tmp_path, bytes(content))
    assert report.messages >= COUNT * 0.9
    lost = COUNT - report.messages
    named = sum(m.last - m.first + 1 for m in report.missing if m.table == "messages")
    assert named >= lost


def test_a_flipped_bit_in_a_text_is_told_by_the_checksum(tmp_path: Path, sound: bytes) -> None:
    place = sound.index(b"text 7 7 ")
    content = bytearray(sound)
    content[place] ^= 1
    report = salvaged(tmp_path, bytes(content))
    assert report.messages == COUNT
    assert len(report.damaged) == 1


def test_messages_without_their_conversation_are_kept_together(
    tmp_path: Path, sound: bytes
) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(sound)
    database = Database(path)
    database.run("PRAGMA foreign_keys=OFF")
    database.run("DELETE FROM conversations WHERE key = 3")
    database.close()
    report = salvaged(tmp_path, path.read_bytes())
    assert (report.messages, report.strays) == (COUNT, 1)
    new = Database(tmp_path / "new.db")
    assert new.value("SELECT count(*) FROM conversations WHERE title = ?", STRAY_TITLE) == 1
    new.close()


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_truncated_file_gives_what_is_left_or_says_that_nothing_is(
    tmp_path: Path, sound: bytes, share: float
) -> None:
    content = sound[: int(len(sound) * share)]
    try:
        report = salvaged(tmp_path, content)
    except ArchiveError:
        assert not (tmp_path / "new.db").exists()
    else:
        assert report.missing


@pytest.mark.parametrize("content", [b"", b"hello " * 999])
def test_what_is_no_archive_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.db").write_bytes(content)
    with pytest.raises(ArchiveError):
        salvage(tmp_path / "x.db", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_an_existing_file_is_never_written_over(tmp_path: Path, sound: bytes) -> None:
    (tmp_path / "x.db").write_bytes(sound)
    (tmp_path / "new.db").write_text("mine")
    with pytest.raises(ArchiveError):
        salvage(tmp_path / "x.db", tmp_path / "new.db")
    assert (tmp_path / "new.db").read_text() == "mine"


def test_random_garbage_never_crashes(tmp_path: Path, sound: bytes) -> None:
    chance = random.Random(7)
    for trial in range(15):
        content = bytearray(sound)
        for _ in range(4):
            place = chance.randrange(100, len(content) - 512)
            content[place : place + 512] = chance.randbytes(512)
        folder = tmp_path / str(trial)
        folder.mkdir()
        try:
            salvaged(folder, bytes(content))
        except Corrupt:
            assert not (folder / "new.db").exists()
