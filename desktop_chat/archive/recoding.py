"""Writes an archive anew with a key or without one, and puts it in the place of the old, in whole.

A kill at any moment leaves the old file or the new one, with the key file that it needs. What stood
in the clear is overwritten before it is given back to the disk; whether the disk then still has it
somewhere, no program can say.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import apsw

from desktop_chat.archive.checking import check_tables, tables_of
from desktop_chat.archive.database import Database
from desktop_chat.archive.faults import system_errors_translated
from desktop_chat.archive.keys import (
    ArchiveKey,
    KeyFile,
    flush,
    key_part,
    key_path,
    read_key_file,
    write_key_file,
)
from desktop_chat.errors import ArchiveError, Corrupt, Locked, WrongPassphrase

Progress = Callable[[int, int], bool]
"""Is told how many bytes are written, of how many at most; returns whether to go on."""

_PLAIN = b"SQLite format 3\x00"
_HEADER_LENGTH = 24
# What SQLite says of its pages stays readable; the cipher has 64 bytes of each to itself.
_RESERVED, _FRACTIONS = 20, bytes([64, 64, 32, 32])
_WIPE_AT_ONCE = 1 << 20


class RecodingStopped(ArchiveError):
    """It was stopped before it was done; the archive is as it was."""


def is_encrypted(path: Path) -> bool:
    """Return whether an archive's file or a backup is encrypted, or is to be once it is made.

    Raises:
        ArchiveError: It cannot be read.
    """
    header = b""
    with system_errors_translated(), suppress(FileNotFoundError), path.open("rb") as file:
        header = file.read(_HEADER_LENGTH)
    if header.startswith(_PLAIN):
        return False
    return header[_RESERVED:] == _FRACTIONS or key_path(path).exists()


def fitting_key(path: Path, key: ArchiveKey | None) -> ArchiveKey | None:
    """Return the key of a file if it is encrypted, None if it is not.

    Raises:
        Locked: It is encrypted, and there is no key.
        WrongPassphrase: It is encrypted with another key.
        ArchiveError: It cannot be read.
    """
    if not is_encrypted(path):
        return None
    if key is None:
        raise Locked("The archive is encrypted.")
    file = None
    with suppress(Corrupt):
        file = read_key_file(path)
    if file is None:
        _require_fit(path, key)
    elif file.key_id != key.id:
        raise WrongPassphrase("This is the key of another archive.")
    return key


def _require_fit(path: Path, key: ArchiveKey) -> None:
    """Try a key on a file that has no key file to say whose key it is."""
    if not path.exists() or not path.stat().st_size:
        return
    try:
        with closing(Database(path, key=key, is_read_only=True)) as database:
            database.value("PRAGMA user_version")
    except Corrupt as error:
        raise WrongPassphrase(
            "This does not open the archive, or the archive is damaged.",
            advice="Try again, or restore a backup.",
            detail=error.detail,
        ) from error


def write_recoded(
    source: Database, target: Path, key: ArchiveKey | None, size: int, progress: Progress
) -> None:
    """Write what a database holds into a new file with another key, or with none, and check it.

    Args:
        source: It may be open for reading only.
        target: A file that is there is replaced.
        key: What the new file is encrypted with, None for not at all.
        size: Of the source in bytes, for `progress`.
        progress: Asked again and again.

    Raises:
        RecodingStopped: `progress` said so; nothing is left.
        Corrupt: What was written differs.
        ArchiveError: It cannot be written; nothing is left.
    """
    remove_with_log(target)
    stopped = RecodingStopped("It was stopped; the archive is as it was.", advice="")
    # Asked first, too: a small archive is done before the first look.
    if not progress(0, size):
        raise stopped
    try:
        try:
            source.recode_to(target, key, lambda: progress(min(_size(target), size), size))
        except apsw.InterruptError as error:
            raise stopped from error
        target.chmod(0o600)
        with closing(Database(target, key=key)) as written:
            check_tables(written)
            _require_equal(source, written)
        with system_errors_translated():
            flush(target)
    except BaseException:
        remove_with_log(target)
        raise


def _require_equal(source: Database, written: Database) -> None:
    for table in tables_of(written):
        count = f"SELECT count(*) FROM {table}"  # noqa: S608
        if written.value(count) != source.value(count):
            raise Corrupt("What was written differs from the archive.", advice="Retry.")


def part_of(path: Path) -> Path:
    """Return where an archive is written anew before it takes the place of the old one."""
    return path.with_name(f"{path.name}.recoded")


def put_in_place(path: Path, part: Path, key_file: KeyFile | None) -> None:
    """Let a file that was written anew be the archive; nobody may have either open.

    Args:
        path: The archive, all of it written back from its log.
        part: What takes its place.
        key_file: What opens it, None where it is not encrypted.

    Raises:
        ArchiveError: It cannot be done; the archive is as it was.
    """
    with system_errors_translated():
        # The log first: beside the new file it would be taken for that one's.
        for suffix in ("-wal", "-shm"):
            wipe(path.with_name(path.name + suffix))
        if key_file is not None:
            write_key_file(path, key_file)
        _forget_old(path)
        # Not every file system knows a second name for a file.
        with suppress(OSError, NotImplementedError):
            _old_of(path).hardlink_to(path)
        part.replace(path)
        flush(path.parent)
        if key_file is None:
            key_path(path).unlink(missing_ok=True)
        with suppress(OSError):
            _forget_old(path)


def forget_plain(path: Path) -> None:
    """Remove what an end of the program in the midst of `put_in_place` has left beside an archive.

    Raises:
        ArchiveError: The disk fails.
    """
    with system_errors_translated():
        _forget_old(path)
        remove_with_log(part_of(path))
        key_part(path).unlink(missing_ok=True)


def wipe(path: Path) -> None:
    """Overwrite a file with zeros and remove it; nothing happens where there is none.

    Raises:
        OSError: It cannot be written or removed.
    """
    if not path.exists():
        return
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            file.write(bytes(min(left, _WIPE_AT_ONCE)))
            left -= _WIPE_AT_ONCE
    flush(path)
    path.unlink()


def copy_with_log(path: Path, target: Path) -> None:
    """Copy a database's file and the log beside it, as far as they are there.

    Raises:
        OSError: They cannot be copied.
    """
    for suffix in ("", "-wal"):
        source = path.with_name(path.name + suffix)
        if source.exists():
            shutil.copyfile(source, target.with_name(target.name + suffix))


def copy_key_file(path: Path, target: Path) -> None:
    """Put the key file of an archive beside a copy of it, too; nothing happens where it has none.

    Raises:
        OSError: It cannot be copied.
    """
    with contextlib.suppress(FileNotFoundError):
        shutil.copyfile(key_path(path), key_path(target))


def remove_with_log(path: Path) -> None:
    """Remove a database's file and what lies beside it, as far as they are there."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _forget_old(path: Path) -> None:
    old = _old_of(path)
    if old.exists() and path.exists() and old.samefile(path):
        # Two names of the one file: it was not replaced.
        old.unlink()
    else:
        wipe(old)


def _old_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.old")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
