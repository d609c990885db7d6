"""A backup counts once it is whole and checked; what fails leaves nothing, and nothing is lost."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archives import conversation, message, new_database, unprivileged_folder, varied_text

from desktop_chat.archive import backups, conversations, messages
from desktop_chat.archive.backups import (
    BackupStopped,
    backups_in,
    check_backup,
    is_of,
    put_back,
    superfluous,
    thin,
    write_backup,
)
from desktop_chat.archive.database import Database
from desktop_chat.archive.migrations import MIGRATIONS, version_of
from desktop_chat.archive.text_packing import unpacked
from desktop_chat.errors import ArchiveError, Corrupt, NewerFile

NOW = 1_770_000_000_000_000
SECOND = 1_000_000
DAY = 86_400 * SECOND
OLD = Path(__file__).parents[2] / "data" / "archives"


def goes_on(_done: int, _total: int) -> bool:
    return True


def stopping_after(steps: int) -> Callable[[int, int], bool]:
    """Return what stops a backup after so many portions."""
    left = [steps]

    def asked(_done: int, _total: int) -> bool:
        left[0] -= 1
        return left[0] >= 0

    return asked


def archive(path: Path, *texts: str) -> Database:
    """Return an archive with a conversation of a message for each text."""
    database = new_database(path)
    database.run("PRAGMA journal_mode=WAL")
    say(database, *texts)
    return database


def say(database: Database, *texts: str) -> None:
    with database.transaction():
        talk = conversation("Talk")
        conversations.save(database, talk)
        for text in texts:
            messages.save(database, message(talk.id, text))


def said(path: Path) -> list[str]:
    database = Database(path, is_read_only=True)
    rows = database.rows("SELECT text FROM messages ORDER BY key")
    found = [unpacked(stored) for (stored,) in rows]
    database.close()
    return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_a_whole_archive_under_the_name_of_its_time(tmp_path: Path) -> None:
    database = archive(tmp_path / "archive.db", "one", "two")
    written = write_backup(tmp_path / "archive.db", tmp_path / "kept", NOW, goes_on)
    assert names(tmp_path / "kept") == ["desktop-chat-20260202T024000Z.db"]
    assert written.path.stat().st_mode & 0o777 == 0o600
    assert said(written.path) == ["one", "two"]
    assert check_backup(written.path) == len(MIGRATIONS)
    assert backups_in(tmp_path / "kept") == [written]
    assert written.taken_us == NOW
    database.close()


def test_it_is_of_the_moment_whatever_is_written_meanwhile(tmp_path: Path) -> None:
    database = archive(tmp_path / "archive.db", *(varied_text(n, 999) for n in range(200)))

    def write_too(done: int, total: int) -> bool:
        say(database, f"meanwhile {done}")
        return total > 0

    written = write_backup(tmp_path / "archive.db", tmp_path / "kept", NOW, write_too)
    assert len(said(written.path)) == 200
    database.close()


def test_two_of_the_same_second_both_stay(tmp_path: Path) -> None:
    archive(tmp_path / "archive.db", "one").close()
    for _ in range(2):
        write_backup(tmp_path / "archive.db", tmp_path / "kept", NOW, goes_on)
    assert [each.path.stem[-3:] for each in backups_in(tmp_path / "kept")] == ["Z-2", "00Z"]


def test_stopped_it_leaves_nothing(tmp_path: Path) -> None:
    archive(tmp_path / "archive.db", *(varied_text(n, 999) for n in range(200))).close()
    with pytest.raises(BackupStopped):
        write_backup(tmp_path / "archive.db", tmp_path / "kept", NOW, stopping_after(1))
    assert names(tmp_path / "kept") == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    archive(tmp_path / "archive.db", "one").close()
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError):
        write_backup(tmp_path / "archive.db", tmp_path / "file" / "kept", NOW, goes_on)
    assert backups_in(tmp_path / "file" / "kept") == []
    with unprivileged_folder() as folder:
        folder.chmod(0o500)
        with pytest.raises(ArchiveError):
            write_backup(tmp_path / "archive.db", folder / "kept", NOW, goes_on)
        folder.chmod(0o700)


def test_what_cannot_be_read_back_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path / "archive.db", "one").close()

    def damaged(_database: Database) -> None:
        raise Corrupt("The archive is damaged.")

    monkeypatch.setattr(backups, "check_tables", damaged)
    with pytest.raises(Corrupt):
        write_backup(tmp_path / "archive.db", tmp_path / "kept", NOW, goes_on)
    assert names(tmp_path / "kept") == []


def test_a_damaged_foreign_or_newer_file_is_no_backup(tmp_path: Path) -> None:
    archive(tmp_path / "archive.db", *(f"text {n} " * 99 for n in range(99))).close()
    damaged = tmp_path / "damaged.db"
    content = bytearray((tmp_path / "archive.db").read_bytes())
    content[40_000:60_000] = b"\xaa" * 20_000
    damaged.write_bytes(content)
    with pytest.raises(Corrupt):
        check_backup(damaged)
    foreign = tmp_path / "foreign.db"
    connection = apsw.Connection(str(foreign))
    connection.execute("CREATE TABLE things(x)")
    connection.close()
    with pytest.raises(Corrupt, match="no archive"):
        check_backup(foreign)
    (tmp_path / "text.db").write_text("hello " * 99)
    with pytest.raises(Corrupt):
        check_backup(tmp_path / "text.db")
    database = Database(tmp_path / "archive.db")
    database.run(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    database.close()
    with pytest.raises(NewerFile):
        check_backup(tmp_path / "archive.db")
    with pytest.raises(ArchiveError):
        check_backup(tmp_path / "gone.db")


def test_put_back_it_is_all_that_is_there_and_readers_see_it(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    writing = archive(path, "one")
    reading = Database(path, is_read_only=True)
    written = write_backup(path, tmp_path / "kept", NOW, goes_on)
    say(writing, "two", "three")
    put_back(writing, path, written.path, goes_on)
    assert [row[0] for row in reading.rows("SELECT text FROM messages")] == ["one"]
    assert writing.value("PRAGMA journal_mode") == "wal"
    say(writing, "four")
    assert said(path) == ["one", "four"]
    assert writing.value("PRAGMA integrity_check") == "ok"
    for each in (reading, writing):
        each.close()


def test_putting_back_that_is_stopped_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    writing = archive(path, *(varied_text(n, 999) for n in range(200)))
    written = write_backup(path, tmp_path / "kept", NOW, goes_on)
    say(writing, "new")
    with pytest.raises(BackupStopped):
        put_back(writing, path, written.path, stopping_after(0))
    assert len(said(path)) == 201
    say(writing, "newer")
    assert len(said(path)) == 202
    assert writing.value("PRAGMA integrity_check") == "ok"
    writing.close()


@pytest.mark.parametrize("old", sorted(OLD.glob("*.db")), ids=lambda path: path.name)
def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path, old: Path) -> None:
    path = tmp_path / "archive.db"
    writing = archive(path, "one")
    shutil.copy(old, tmp_path / "old.db")
    assert check_backup(tmp_path / "old.db") < len(MIGRATIONS)
    put_back(writing, path, tmp_path / "old.db", goes_on)
    assert version_of(writing) == len(MIGRATIONS)
    assert said(path)
    writing.close()


@pytest.mark.parametrize("act", ["write", "put_back"])
def test_a_kill_in_the_middle_loses_nothing(tmp_path: Path, act: str) -> None:
    path = tmp_path / "archive.db"
    database = archive(path, *(varied_text(n, 999) for n in range(300)))
    write_backup(path, tmp_path / "kept", NOW, goes_on)
    say(database, "new")
    database.close()
    script = f"""
import os, sys
from pathlib import Path
from desktop_chat.archive import backups
from desktop_chat.archive.database import Database
steps = [0]
def die(done, total):
    steps[0] += 1
    if steps[0] == 3:
        os.kill(os.getpid(), {signal.SIGKILL})
    return True
path, kept = Path(sys.argv[1]), Path(sys.argv[2])
if {act!r} == "write":
    backups.write_backup(path, kept, {NOW + DAY}, die)
else:
    backups.put_back(Database(path), path, backups.backups_in(kept)[0].path, die)
"""
    done = subprocess.run([sys.executable, "-c", script, path, tmp_path / "kept"], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(said(path)) == 301
    again = Database(path)
    assert again.value("PRAGMA integrity_check") == "ok"
    again.close()
    assert len(backups_in(tmp_path / "kept")) == 1


def test_archives_that_share_a_folder_thin_only_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    for profile in ("one", "two"):
        (tmp_path / profile).mkdir()
        archive(tmp_path / profile / "archive.db", profile).close()
        for hour in range(3):
            now_us = NOW - 40 * DAY + hour * 3600 * SECOND
            write_backup(tmp_path / profile / "archive.db", folder, now_us, goes_on)
        write_backup(tmp_path / profile / "archive.db", folder, NOW, goes_on)
    found = backups_in(folder)
    assert len({each.path for each in found}) == 8
    one, two = tmp_path / "one" / "archive.db", tmp_path / "two" / "archive.db"
    assert [sum(is_of(each, path) for each in found) for path in (one, two)] == [4, 4]
    gone = thin(folder, one, NOW)
    assert len(gone) == 2
    assert all(is_of(each, one) for each in gone)
    assert sum(is_of(each, two) for each in backups_in(folder)) == 4


def test_parts_that_a_kill_left_go_after_a_day_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "archive.db"
    own = hashlib.blake2b(os.fsencode(source), digest_size=4).hexdigest()
    elsewhere, beside = tmp_path / "disk" / "kept", tmp_path / "backups"
    left, day_s = "desktop-chat-20260101T000000Z", 90_000
    gone = {
        elsewhere: [f"{left}-{own}.part", f"{left}-{own}.part-journal"],
        beside: [f"{left}.part", f"{left}.part-wal"],
    }
    kept = {
        elsewhere: [
            f"{left}-deadbeef.part",  # of another archive
            f"{left}.part",
            f"{left}-{own}.part.odt",
            "desktop-chat-notes.part1.odt",
            "desktop-chat-holiday.partial",
        ],
        beside: [f"{left}-{own}.part", "desktop-chat-x.part"],
    }
    for folder in (elsewhere, beside):
        (folder / f"{left}-{own}.part-shm").mkdir(parents=True)
        for name in (*gone[folder], *kept[folder]):
            (folder / name).touch()
            os.utime(folder / name, (time.time() - day_s, time.time() - day_s))
        young = folder / gone[folder][0].replace("0101", "0102")
        young.touch()
        assert thin(folder, source, time.time_ns() // 1000) == []
        folders = [f"{left}-{own}.part-shm"]
        assert names(folder) == sorted([*kept[folder], *folders, young.name])


def test_thinning_touches_only_backups(tmp_path: Path) -> None:
    for name in ("desktop-chat-20260202T024000Z.db", "archive.db", "desktop-chat-notes.db"):
        (tmp_path / name).write_text("")
    for hour in range(1, 4):
        (tmp_path / f"desktop-chat-20260111T0{hour}0000Z.db").write_text("")
        (tmp_path / f"desktop-chat-20260202T0{hour}0000Z.db").write_text("")
    gone = thin(tmp_path, tmp_path.parent / "archive.db", NOW)
    assert [each.path.name[-9:] for each in gone] == ["020000Z.db"[-9:], "010000Z.db"[-9:]]
    assert names(tmp_path) == [
        "archive.db",
        "desktop-chat-20260111T030000Z.db",
        "desktop-chat-20260202T010000Z.db",
        "desktop-chat-20260202T020000Z.db",
        "desktop-chat-20260202T024000Z.db",
        "desktop-chat-20260202T030000Z.db",
        "desktop-chat-notes.db",
    ]


def test_a_year_of_days_becomes_twelve_days_twelve_weeks_and_nine_months() -> None:
    times = [NOW - day * DAY for day in range(400)]
    left = sorted(set(times) - set(superfluous(times)), reverse=True)
    assert left[:12] == times[:12]
    assert 12 + 9 <= len(left) <= 12 + 12 + 9
    assert NOW - left[-1] > 200 * DAY


@given(st.lists(st.integers(1_500_000_000, 2_000_000_000).map(lambda s: s * SECOND), unique=True))
def test_the_newest_stays_and_thinning_twice_changes_nothing(times: list[int]) -> None:
    gone = superfluous(times)
    left = [time for time in times if time not in gone]
    assert superfluous(left) == []
    if times:
        assert len([time for time in left if time <= max(times) - DAY]) <= 33
        assert max(times) in left
