"""Opening a file in whatever state it is, and what is left after the disk or the power failed."""

from __future__ import annotations

import random
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import apsw
import pytest
from support.archive_disks import FailingDisk, RecordingDisk, mounted
from support.archives import conversation, message, unprivileged_folder
from support.searches import hits

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.checking import full_check
from desktop_chat.archive.migrations import MIGRATIONS
from desktop_chat.archive.opening import OpenFile, open_backup, open_empty, open_file
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.errors import (
    AlreadyOpen,
    ArchiveError,
    Corrupt,
    DiskFull,
    NewerFile,
    ReadOnly,
)

NOON_US = 1_800_000_000_000_000
STAMP = "20270115-080000"
CUTS = 150

OLD = Path(__file__).parents[2] / "data" / "archives"


def at_noon() -> int:
    """Return the time at which everything here happens."""
    return NOON_US


@contextmanager
def opened(path: Path) -> Iterator[OpenFile]:
    """Open an archive and close it again."""
    with closing(open_file(path, at_noon)) as file:
        yield file


def save(file: OpenFile, *items: Message) -> None:
    """Save messages as finished ones are: in one durable transaction."""
    assert file.writing is not None
    with file.writing.transaction():
        for item in items:
            messages.save(file.writing, item)


def texts(file: OpenFile) -> list[str]:
    """Return the texts of all messages of all conversations."""
    page = conversations.page(file.reading, 99, 0)
    return [item.text for talk in page for item in messages.load(file.reading, talk.id)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a closed archive with one message."""
    path = tmp_path / "archive.db"
    make(path)
    return path


def make(path: Path) -> None:
    """Make an archive with one message."""
    with opened(path) as file:
        talk = conversation("kept title")
        conversations.save(file.writing or file.reading, talk)
        save(file, message(talk.id, "kept words " * 200))


# Damaged ----------------------------------------------------------------------------------------


def overwritten(path: Path) -> None:
    path.write_bytes(b"\xa5" * 8192)


def cut_short(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 + 100)


def without_schema(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\0" * 3000)


@pytest.mark.parametrize("damage", [overwritten, cut_short, without_schema])
def test_a_damaged_archive_is_kept_aside_and_a_new_one_can_be_made(
    path: Path, damage: Callable[[Path], None]
) -> None:
    damage(path)
    content = path.read_bytes()
    log = path.with_name("archive.db-wal")
    log.write_bytes(b"a log that belongs to it")
    with pytest.raises(Corrupt) as caught:
        open_file(path, at_noon)
    aside = path.with_name(f"archive.damaged-{STAMP}.db")
    assert str(aside) in caught.value.text
    assert aside.read_bytes() == content
    assert aside.with_name(f"{aside.name}-wal").exists()
    with opened(path) as file:
        assert texts(file) == []


def test_no_damaged_archive_overwrites_another(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    for number in range(3):
        path.write_text(f"damaged {number} " * 1000)
        with pytest.raises(Corrupt):
            open_file(path, at_noon)
    contents = {item.read_text()[:9] for item in tmp_path.glob("archive.damaged-*")}
    assert contents == {"damaged 0", "damaged 1", "damaged 2"}


def test_a_table_that_lost_its_pages_is_seen_at_the_start(path: Path) -> None:
    with closing(apsw.Connection(str(path))) as connection:
        query = "SELECT pageno FROM dbstat WHERE name = 'messages'"
        pages = [page for (page,) in connection.execute(query)]
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * 4096)
            file.write(b"\xa5" * 4096)
    with pytest.raises(Corrupt):
        open_file(path, at_noon)


# Not writable -----------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_written_is_read_from_a_copy() -> None:
    with unprivileged_folder() as folder:
        path = folder / "archive.db"
        make(path)
        folder.chmod(0o500)
        with opened(path) as file:
            assert isinstance(file.read_only_reason, ReadOnly)
            assert file.writing is None
            assert texts(file) == ["kept words " * 200]
            assert hits(file.reading, "kept", 9)
            copy = file.path
        assert not copy.parent.exists()
        folder.chmod(0o700)


def test_what_is_only_in_the_log_is_in_the_copy_too() -> None:
    with unprivileged_folder() as folder:
        path = folder / "archive.db"
        with opened(path) as file:
            talk = conversation()
            conversations.save(file.writing or file.reading, talk)
            answer = message(talk.id, "half an ", state=MessageState.STREAMING)
            save(file, answer)
            messages.append_stream(file.writing or file.reading, answer.id, "answer", "")
            frozen = folder / "frozen"
            frozen.mkdir()
            for name in ("archive.db", "archive.db-wal"):
                (frozen / name).write_bytes((folder / name).read_bytes())
        frozen.chmod(0o500)
        with opened(frozen / "archive.db") as file:
            assert texts(file) == ["half an answer"]
        frozen.chmod(0o700)


def test_a_file_that_cannot_be_written_is_read_from_a_copy_and_stays_as_it_is() -> None:
    with unprivileged_folder() as folder:
        path = folder / "archive.db"
        make(path)
        path.chmod(0o400)
        with opened(path) as file:
            assert isinstance(file.read_only_reason, ReadOnly)
            assert texts(file) == ["kept words " * 200]
        assert path.stat().st_mode & 0o777 == 0o400


def test_no_archive_in_a_folder_that_cannot_be_written_is_an_error() -> None:
    with unprivileged_folder() as folder:
        folder.chmod(0o500)
        with pytest.raises(ReadOnly):
            open_file(folder / "archive.db", at_noon)
        with pytest.raises(ReadOnly):
            open_file(folder / "below" / "archive.db", at_noon)
        folder.chmod(0o700)


def test_an_empty_archive_stands_in_where_none_can_be_made() -> None:
    reason = ReadOnly("The archive cannot be written.")
    with closing(open_empty(reason)) as file:
        assert (file.read_only_reason, file.writing) == (reason, None)
        assert texts(file) == []
    assert not file.path.parent.exists()


@pytest.mark.parametrize("name", ["a file", "a file/below", "long" * 100, "not-unicode-\udcff"])
def test_a_folder_that_cannot_be_says_what_is_wrong(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").write_text("in the way")
    with pytest.raises(ArchiveError, match=r"The archive cannot be opened: .+\.$") as caught:
        open_file(tmp_path / name / "archive.db", at_noon)
    assert type(caught.value) is ArchiveError
    assert "--profile" in caught.value.advice


# Newer ------------------------------------------------------------------------------------------


def make_newer(path: Path, statement: str = "") -> None:
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}; {statement}")


def test_a_newer_archive_is_read_from_a_copy_and_stays_as_it_is(path: Path) -> None:
    make_newer(path, "ALTER TABLE messages ADD COLUMN mood TEXT")
    content = path.read_bytes()
    with opened(path) as file:
        assert isinstance(file.read_only_reason, NewerFile)
        assert texts(file) == ["kept words " * 200]
    assert path.read_bytes() == content


def test_a_newer_archive_with_other_tables_says_what_to_do(path: Path) -> None:
    make_newer(path, "ALTER TABLE conversations RENAME TO talks")
    with pytest.raises(NewerFile) as caught:
        open_file(path, at_noon)
    assert "Update" in caught.value.advice


# Shared -----------------------------------------------------------------------------------------


def test_a_second_opener_is_refused_until_the_first_has_closed(path: Path) -> None:
    with opened(path), pytest.raises(AlreadyOpen):
        open_file(path, at_noon)
    with opened(path) as file:
        assert texts(file)


def test_an_archive_that_could_not_be_opened_is_not_locked(path: Path) -> None:
    original = path.read_bytes()
    overwritten(path)
    with pytest.raises(Corrupt):
        open_file(path, at_noon)
    path.write_bytes(original)
    with opened(path) as file:
        assert texts(file)


def test_the_files_are_the_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "profile" / "below"
    with opened(folder / "archive.db") as file:
        talk = conversation()
        conversations.save(file.writing or file.reading, talk)
        modes = {item.name: item.stat().st_mode & 0o777 for item in folder.iterdir()}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(modes.values()) == {0o600}
    assert set(modes) == {"archive.db", "archive.db-shm", "archive.db-wal", "archive.db.lock"}


def test_a_file_open_to_others_is_closed_to_them(path: Path) -> None:
    path.chmod(0o644)
    with opened(path):
        assert path.stat().st_mode & 0o777 == 0o600


def test_any_sqlite_and_zlib_read_the_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT conversations.title, text FROM messages JOIN conversations"
        ((title, stored),) = connection.execute(query).fetchall()
    text = zlib.decompress(stored[stored.index(b"\n") + 1 :], wbits=-15)
    assert (title, text) == ("kept title", b"kept words " * 200)


# Disks that fail --------------------------------------------------------------------------------


def test_an_archive_on_a_full_disk_is_still_read(path: Path) -> None:
    disk = FailingDisk()
    disk.writes_left = 0
    with mounted(disk):
        file = open_file(path, at_noon)
        assert texts(file) == ["kept words " * 200]
        with suppress(DiskFull):
            file.close()
        disk.writes_left = None
        with opened(path) as file:
            assert texts(file) == ["kept words " * 200]


def test_a_new_archive_on_a_full_disk_says_so(tmp_path: Path) -> None:
    disk = FailingDisk()
    disk.writes_left = 0
    with mounted(disk), pytest.raises(DiskFull):
        open_file(tmp_path / "archive.db", at_noon)


@pytest.mark.parametrize("error", [apsw.FullError, apsw.IOError])
def test_whichever_write_fails_nothing_kept_before_is_lost(
    tmp_path: Path, error: type[apsw.Error]
) -> None:
    talk = conversation()
    for count in range(40):
        path = tmp_path / f"{error.__name__}-{count}.db"
        disk = FailingDisk(error)
        with mounted(disk), opened(path) as file:
            conversations.save(file.writing or file.reading, talk)
            disk.writes_left = count
            kept = _save_until_it_fails(file, talk.id)
            disk.writes_left = None
            assert texts(file) == kept
            save(file, message(talk.id, "after"))
            assert texts(file) == [*kept, "after"]
        assert full_check(path).is_sound


def _save_until_it_fails(file: OpenFile, conversation_id: str) -> list[str]:
    kept: list[str] = []
    with suppress(ArchiveError):
        for number in range(9):
            text = f"{number} " * 900
            save(file, message(conversation_id, text))
            kept.append(text)
    return kept


# Power ------------------------------------------------------------------------------------------


def test_no_loss_of_power_loses_a_finished_message(tmp_path: Path) -> None:
    disk = RecordingDisk()
    with mounted(disk), opened(tmp_path / "archive.db") as file:
        assert file.writing is not None
        file.writing.run("PRAGMA wal_autocheckpoint=20")
        _work(file, disk)
    source = random.Random(7)
    for number in range(CUTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        finished = disk.after_power_loss(source.randrange(len(disk.log)), source, folder)
        with opened(folder / "archive.db") as file:
            assert set(finished) <= set(texts(file))
        assert full_check(folder / "archive.db").is_sound


def _work(file: OpenFile, disk: RecordingDisk) -> None:
    """Hold a conversation as the program does: a head, a question, a growing answer, its end."""
    database = file.writing
    assert database is not None
    for number in range(12):
        talk = conversation(f"talk {number}")
        with database.transaction(is_durable=False):
            conversations.save(database, talk)
        question = message(talk.id, f"question {number} " * 20)
        save(file, question)
        disk.acknowledge(question.text)
        answer = message(
            talk.id,
            parent_id=question.id,
            role=Role.ASSISTANT,
            state=MessageState.STREAMING,
            request_body=f'{{"messages":["{question.text}"]}}',
        )
        save(file, answer)
        for piece in range(5):
            with database.transaction(is_durable=False):
                messages.append_stream(database, answer.id, f"piece {piece} " * 30, "")
        done = message(talk.id, f"answer {number} " * 150, parent_id=question.id)
        save(file, done)
        disk.acknowledge(done.text)


# A backup to look into --------------------------------------------------------------------------


@pytest.mark.parametrize("old", sorted(OLD.glob("*.db")), ids=lambda old: old.name)
def test_a_backup_is_read_and_never_changed(tmp_path: Path, old: Path) -> None:
    path = tmp_path / "backup.db"
    path.write_bytes(old.read_bytes())
    file = open_backup(path)
    assert file.writing is None
    assert isinstance(file.read_only_reason, ReadOnly)
    assert conversations.page(file.reading, 9, 0)
    file.close()
    assert path.read_bytes() == old.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["backup.db"]


def test_a_backup_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="There is no file"):
        open_backup(tmp_path / "gone.db")
