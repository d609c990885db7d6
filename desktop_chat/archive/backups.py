"""Backups of an archive: written whole and checked before they count, thinned, put back.

A backup is a file of its own, an archive like any other. Functions that take long run on a thread
of their own and say how far they are; stopped or failed, they leave nothing behind. They open
connections of their own: a program that goes on writing meanwhile does not disturb them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from desktop_chat.archive.checking import check_tables
from desktop_chat.archive.database import Database
from desktop_chat.archive.faults import system_errors_translated
from desktop_chat.archive.keys import ArchiveKey, flush, key_path
from desktop_chat.archive.migrations import MIGRATIONS, migrate, version_of
from desktop_chat.archive.recoding import copy_key_file, part_of, remove_with_log, write_recoded
from desktop_chat.errors import ArchiveError, NewerFile

DAYS = 12
WEEKS = 12
MONTHS = 9

Progress = Callable[[int, int], bool]
"""Is told how many pages are done, of how many; returns whether to go on."""

_NAME = re.compile(r"desktop-chat-(\d{8}T\d{6}Z)(?:-([0-9a-f]{8}))?(?:-\d{1,7})?\.db$")
_PART = re.compile(r"desktop-chat-\d{8}T\d{6}Z(?:-([0-9a-f]{8}))?\.part(?:-journal|-wal|-shm)?")
_TIME = "%Y%m%dT%H%M%SZ"
_PAGES_AT_ONCE = 256
_STALE_PART_S = 86_400
_DAY_US = 86_400 * 1_000_000


class BackupFile(Struct, frozen=True):
    """One backup in a folder.

    Attributes:
        taken_us: UTC microseconds, to the second; from its name.
        size: In bytes.
        owner: Which archive it is of, as its name says; "" in a folder beside that archive.
    """

    path: Path
    taken_us: int
    size: int
    owner: str = ""


class BackupStopped(ArchiveError):
    """A backup was stopped before it was whole; nothing of it is left."""


def backups_in(folder: Path) -> list[BackupFile]:
    """Return the backups in a folder, the newest first; () where there is no such folder.

    Files of other names are none, whatever is in them.

    Raises:
        ArchiveError: The folder cannot be read.
    """
    found: list[BackupFile] = []
    with system_errors_translated():
        if not folder.is_dir():
            return []
        for path in folder.iterdir():
            taken_us, owner = _told_by_name(path)
            # It may be gone again by now.
            with contextlib.suppress(FileNotFoundError):
                if taken_us is not None and path.is_file():
                    found.append(BackupFile(path, taken_us, path.stat().st_size, owner))
    # Two of the same second: the second has a number.
    return sorted(found, key=lambda each: (each.taken_us, len(each.path.name)), reverse=True)


def is_of(backup: BackupFile, source: Path) -> bool:
    """Return whether a backup is of the archive at a path, and not of another in that folder."""
    return backup.owner == _owner(source, backup.path.parent)


def write_backup(
    source: Path, folder: Path, now_us: int, progress: Progress, key: ArchiveKey | None = None
) -> BackupFile:
    """Write a backup of an archive into a folder, check it, and give it its name.

    Args:
        source: The archive's file; it may be open and written meanwhile: the backup is of now.
        folder: It is made where it is missing.
        now_us: UTC microseconds.
        progress: Asked after each portion.
        key: What the archive is encrypted with; the backup is so, too, and has a key file beside
            it, None for not at all.

    Raises:
        BackupStopped: `progress` said so.
        Corrupt: What was written cannot be read back.
        ArchiveError: It cannot be written.
    """
    owner = _owner(source, folder)
    name = "-".join(filter(None, ("desktop-chat", _moment(now_us).strftime(_TIME), owner)))
    part = _empty_part(folder, name)
    try:
        with closing(Database(source, key=key, is_read_only=True)) as database:
            database.copy_in_steps(part, _PAGES_AT_ONCE, _asking(progress))
        with closing(Database(part, key=key)) as copy:
            # A file of its own, without a log beside it, that any reader can open.
            copy.run("PRAGMA journal_mode=DELETE")
            check_tables(copy)
        with system_errors_translated():
            flush(part)
            target = _free_name(folder, name)
            copy_key_file(source, target)
            part.rename(target)
            flush(folder)
            size = target.stat().st_size
    except BaseException:
        remove_with_log(part)
        raise
    return BackupFile(target, now_us // 1_000_000 * 1_000_000, size, owner)


def _empty_part(folder: Path, name: str) -> Path:
    with system_errors_translated():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f"{name}.part"
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
    return part


def check_backup(path: Path, key: ArchiveKey | None = None) -> int:
    """Look over a backup's tables; return the version of its schema.

    Args:
        path: The backup.
        key: What opens it, None where it is not encrypted.

    Raises:
        Corrupt: It is damaged, or no archive.
        NewerFile: A newer version of the program has written it.
        ArchiveError: It cannot be opened.
    """
    with closing(Database(path, key=key, is_read_only=True)) as database:
        version = version_of(database)
        if version > len(MIGRATIONS):
            raise NewerFile("This backup was written by a newer version of Desktop Chat.")
        check_tables(database)
        return version


def put_back(
    writing: Database,
    path: Path,
    backup: Path,
    progress: Progress,
    *,
    key: ArchiveKey | None = None,
    backup_key: ArchiveKey | None = None,
) -> None:
    """Put a backup in the place of all that is in an archive, in one transaction.

    Args:
        writing: The archive, open for writing; its readers see all of it or nothing.
        path: The archive's file.
        backup: A file that `check_backup` has looked over.
        progress: Asked after each portion.
        key: What the archive is encrypted with, None for nothing.
        backup_key: What the backup is encrypted with.

    Raises:
        BackupStopped: `progress` said so; the archive is as it was.
        ArchiveError: It cannot be read or written; the archive is as it was.
    """
    with ExitStack() as around:
        if key != backup_key:
            # Pages are copied as they are: they must be the archive's, before they touch it.
            old = around.enter_context(closing(Database(backup, key=backup_key, is_read_only=True)))
            part = part_of(path)
            around.callback(remove_with_log, part)
            write_recoded(old, part, key, backup.stat().st_size, progress)
            backup = part
        source = around.enter_context(closing(Database(backup, key=key, is_read_only=True)))
        source.copy_over(writing, _PAGES_AT_ONCE, _asking(progress))
    writing.run("PRAGMA journal_mode=WAL")
    # A backup that an older version wrote; a kill before this is mended at the next start.
    migrate(writing, path)


def superfluous(taken_us: Sequence[int]) -> list[int]:
    """Return which of these times of backups can go.

    What stays is all of the last 24 hours, and the newest of each of the last 12 days that have
    one, of the last 12 weeks and of the last 9 months; weeks and months are those of UTC, weeks
    begin on Monday.
    """
    newest_first = sorted(taken_us, reverse=True)
    kept = {time for time in newest_first if time > newest_first[0] - _DAY_US}
    for most, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        kept |= set(_newest_of_each(newest_first, period, most))
    return [time for time in newest_first if time not in kept]


def thin(folder: Path, source: Path, now_us: int) -> list[BackupFile]:
    """Delete the backups of an archive in a folder that `superfluous` names, and return them.

    Those of other archives stay. Parts of its backups that were never finished go after a day.
    """
    found = [backup for backup in backups_in(folder) if is_of(backup, source)]
    gone = set(superfluous([backup.taken_us for backup in found]))
    removed = [backup for backup in found if backup.taken_us in gone]
    with system_errors_translated():
        for backup in removed:
            backup.path.unlink(missing_ok=True)
            key_path(backup.path).unlink(missing_ok=True)
        for part in folder.glob("desktop-chat-*"):
            # What a kill has left; one that is being written is younger.
            if _is_part(part, source) and now_us / 1e6 - part.stat().st_mtime > _STALE_PART_S:
                part.unlink(missing_ok=True)
    return removed


def _is_part(path: Path, source: Path) -> bool:
    """Return whether a file is part of a backup of an archive; the folder may be anybody's."""
    match = _PART.fullmatch(path.name)
    return match is not None and (match[1] or "") == _owner(source, path.parent) and path.is_file()


def _newest_of_each(
    newest_first: Iterable[int], period: Callable[[int], object], most: int
) -> list[int]:
    found: dict[object, int] = {}
    for time in newest_first:
        found.setdefault(period(time), time)
    return list(found.values())[:most]


def _day(time_us: int) -> object:
    return _moment(time_us).date()


def _week(time_us: int) -> object:
    return _moment(time_us).isocalendar()[:2]


def _month(time_us: int) -> object:
    moment = _moment(time_us)
    return moment.year, moment.month


def _moment(time_us: int) -> datetime:
    return datetime.fromtimestamp(time_us // 1_000_000, UTC)


def _owner(source: Path, folder: Path) -> str:
    """Return what tells the backups of an archive from those of others in the same folder."""
    source = source.resolve()
    if folder.resolve().parent == source.parent:
        return ""
    return hashlib.blake2b(os.fsencode(source), digest_size=4).hexdigest()


def _told_by_name(path: Path) -> tuple[int | None, str]:
    """Return when a backup was taken and of which archive; None for what is no backup."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None, ""
    try:
        moment = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None, ""
    return int(moment.timestamp()) * 1_000_000, match[2] or ""


def _asking(progress: Progress) -> Callable[[int, int], None]:
    def ask(done: int, total: int) -> None:
        if not progress(done, total):
            raise BackupStopped("The backup was stopped.", advice="Nothing of it is left.")

    return ask


def _free_name(folder: Path, name: str) -> Path:
    target, number = folder / f"{name}.db", 1
    while target.exists():
        number += 1
        target = folder / f"{name}-{number}.db"
    return target
