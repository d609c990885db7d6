"""What the archive does on disks that are full or broken, and whether backups restore.

DESKTOP_CHAT_BENCH_TRUST sets how many writes are made to fail: 60, or 1,000 for the goals.
"""

from __future__ import annotations

import asyncio
import os
import resource
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw
from support.archive_disks import FailingDisk, mounted
from support.archives import conversation, message, new_database, varied_text

from desktop_chat.archive import Archive, conversations, messages
from desktop_chat.archive.backups import write_backup
from desktop_chat.archive.checking import full_check
from desktop_chat.errors import ArchiveError
from tests.benchmarks.figures import Figure

TRIES = int(os.environ.get("DESKTOP_CHAT_BENCH_TRUST", "60"))
_MOST_MESSAGES = 10_000
_BACKUPS = 10


@dataclass
class _Seen:
    """What went wrong, counted."""

    lost: int = 0
    unclear: int = 0
    dead: int = 0

    def figures(self, of: str) -> Iterator[Figure]:
        """Give each count; none may be above 0."""
        yield Figure("acknowledged messages lost", self.lost, of, 0, "")
        yield Figure("failures without a clear sentence", self.unclear, of, 0, "")
        yield Figure("archives that take nothing afterwards", self.dead, of, 0, "")


def bench_disks() -> Iterator[Figure]:
    """Let every write fail once, and let no file grow."""
    for error in (apsw.FullError, apsw.IOError):
        with tempfile.TemporaryDirectory() as name:
            seen = _Seen()
            for count in range(TRIES):
                disk = FailingDisk(error)
                path = Path(name) / f"{count}.db"
                with mounted(disk):
                    asyncio.run(_fail_at(path, disk, count, seen))
                seen.dead += not full_check(path).is_sound
            yield from seen.figures(f"{TRIES} writes that fail with {error.__name__}")
    with tempfile.TemporaryDirectory() as name:
        seen = _Seen()
        for number in range(10):
            asyncio.run(_fill_up(Path(name) / f"{number}.db", 300_000 + number * 31_337, seen))
        yield from seen.figures("10 files that may not grow")


def bench_restores() -> Iterator[Figure]:
    """Restore backups, and look whether all of it is there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        failed = sum(
            not asyncio.run(_restores(folder / str(n), 40 * n + 1)) for n in range(_BACKUPS)
        )
    yield Figure("backups that do not restore whole", failed, f"{_BACKUPS} backups", 0, "")


async def _fail_at(path: Path, disk: FailingDisk, count: int, seen: _Seen) -> None:
    archive = await Archive.open(path)
    try:
        talk = conversation()
        await archive.save_conversation(talk)
        disk.writes_left = count
        kept = await _save_until_it_fails(archive, talk.id, seen)
        disk.writes_left = None
        await _look(archive, talk.id, kept, seen)
    finally:
        await archive.close()


async def _fill_up(path: Path, size_bytes: int, seen: _Seen) -> None:
    archive = await Archive.open(path)
    try:
        talk = conversation()
        await archive.save_conversation(talk)
        with _no_file_above(size_bytes):
            kept = await _save_until_it_fails(archive, talk.id, seen)
        await _look(archive, talk.id, kept, seen)
    finally:
        await archive.close()


async def _save_until_it_fails(archive: Archive, talk_id: str, seen: _Seen) -> list[str]:
    kept: list[str] = []
    try:
        for number in range(_MOST_MESSAGES):
            text = varied_text(number, 60)
            await archive.save_message(message(talk_id, text))
            kept.append(text)
    except ArchiveError as error:
        seen.unclear += not (error.text.endswith(".") and error.advice.endswith("."))
    return kept


async def _look(archive: Archive, talk_id: str, kept: list[str], seen: _Seen) -> None:
    """Count what is not there any more, and whether more can be added."""
    found = [item.text for item in await archive.messages(talk_id)]
    seen.lost += len(set(kept) - set(found))
    try:
        await archive.save_message(message(talk_id, "after"))
    except ArchiveError:
        seen.dead += 1


@contextmanager
def _no_file_above(size_bytes: int) -> Generator[None]:
    """Let no file of this process grow beyond a size: to SQLite the disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def _restores(path: Path, count: int) -> bool:
    """Return whether a backup of so many messages brings all of them back."""
    with closing(new_database(path)) as database, database.transaction():
        talk = conversation("Talk")
        conversations.save(database, talk)
        for number in range(count):
            messages.save(database, message(talk.id, varied_text(number, 60)))
    backup = write_backup(path, path.parent / "kept", 1_700_000_000_000_000, lambda _d, _t: True)
    archive = await Archive.open(path.with_name("other.db"))
    try:
        await archive.backups.check(backup.path)
        await archive.backups.put_back(backup.path, lambda _d, _t: True)
        found = [item.text for item in await archive.messages(talk.id)]
        return found == [varied_text(number, 60) for number in range(count)]
    finally:
        await archive.close()
