"""Opens an archive's file in any state: new, sound, left by a kill, damaged, newer, read-only."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw

from desktop_chat.archive import conversations, experiments, messages
from desktop_chat.archive.checking import quick_check
from desktop_chat.archive.database import Database
from desktop_chat.archive.faults import system_errors_translated
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.migrations import MIGRATIONS, migrate, version_of
from desktop_chat.archive.recoding import copy_key_file, copy_with_log, fitting_key, forget_plain
from desktop_chat.core.clock import Clock
from desktop_chat.errors import AlreadyOpen, ArchiveError, Corrupt, DiskFull, NewerFile, ReadOnly
from desktop_chat.instance_lock import InstanceLock


@dataclass(slots=True)
class OpenFile:
    """An archive's file, open for this process alone to write, or a copy of it, open to read.

    Its connections and its key are others once it was encrypted, or is so no more.

    Attributes:
        path: The file that is open: the archive's, or the copy's.
        key: What it is encrypted with, None where it is not.
        reading: Sees every transaction once it is committed.
        writing: None where the archive cannot be written.
        read_only_reason: Why it cannot; None where it can.
        recovered: Ids of the messages that were streaming when the program ended last.
        lock: Held while the archive is open for writing.
        copy_folder: Where the copy lies.
    """

    path: Path
    reading: Database
    writing: Database | None = None
    key: ArchiveKey | None = None
    read_only_reason: ArchiveError | None = None
    recovered: tuple[str, ...] = ()
    lock: InstanceLock | None = None
    copy_folder: TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Close the connections, the one for writing last, then let others open the archive."""
        # Undone in reverse, each whatever becomes of the others: a full disk may refuse the log.
        with ExitStack() as closing_down:
            if self.copy_folder is not None:
                closing_down.callback(self.copy_folder.cleanup)
            if self.lock is not None:
                closing_down.callback(self.lock.release)
            if self.writing is not None:
                closing_down.callback(self.writing.close)
            closing_down.callback(self.reading.close)


def open_file(
    path: Path,
    clock: Clock,
    key: ArchiveKey | None = None,
    on_progress: Callable[[float], bool] = lambda _: True,
) -> OpenFile:
    """Open an archive, and make it where there is none.

    Args:
        path: Its file.
        clock: Dates a damaged file.
        key: What opens it where it is encrypted.
        on_progress: As that of `migrations.migrate`.

    Raises:
        Locked: It is encrypted, and there is no key.
        WrongPassphrase: It is encrypted with another key.
        AlreadyOpen: Another process has it open.
        MigrationStopped: `on_progress` said so.
        Corrupt: It is damaged; it has been moved aside, and the text says where to.
        ArchiveError: It cannot be opened for another reason.
    """
    _require_unicode(path)
    try:
        lock = _new_lock(path)
    except ReadOnly as reason:
        return _open_copy(path, reason, fitting_key(path, key))
    with ExitStack() as on_failure:
        on_failure.callback(lock.release)
        key = fitting_key(path, key)
        forget_plain(path)
        try:
            file = _open_for_writing(path, lock, key, on_progress)
        except Corrupt as error:
            raise _set_aside(path, clock, error) from error
        except (NewerFile, ReadOnly, DiskFull) as reason:
            return _open_copy(path, reason, key)
        on_failure.pop_all()
        return file


def _new_lock(path: Path) -> InstanceLock:
    with system_errors_translated():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return InstanceLock(path.with_name(f"{path.name}.lock"))


def _require_unicode(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise ArchiveError(
            "The archive cannot be opened: the name of its folder is not Unicode text.",
            advice="Choose another folder with --profile.",
        ) from error


def open_beside(path: Path, key: ArchiveKey | None = None) -> OpenFile:
    """Open an archive to read it in place while another process has it open to write.

    Raises:
        Locked: It is encrypted, and there is no key.
        WrongPassphrase: It is encrypted with another key.
        ArchiveError: It cannot be opened.
    """
    reason = AlreadyOpen("The archive is open in another window.")
    key = fitting_key(path, key)
    reading = Database(path, key=key, is_read_only=True)
    return OpenFile(path, reading, key=key, read_only_reason=reason)


def open_backup(path: Path, key: ArchiveKey | None = None) -> OpenFile:
    """Open a copy of a backup to read; the backup itself is not touched.

    Raises:
        Locked: It is encrypted, and there is no key.
        WrongPassphrase: It is encrypted with another key.
        ArchiveError: There is no such file, or it cannot be read.
    """
    if not path.is_file():
        raise ArchiveError(f"There is no file {path}.", advice="Choose a backup that is there.")
    reason = ReadOnly("This is a backup: it can be read, not changed.", advice="")
    return _open_copy(path, reason, fitting_key(path, key))


def open_empty(reason: ArchiveError) -> OpenFile:
    """Open an archive with nothing in it, for where none can be opened or made.

    Args:
        reason: Why nothing can be written.

    Raises:
        ArchiveError: There is no room even for temporary files; it is the reason given.
    """
    with ExitStack() as on_failure, system_errors_translated():
        folder = _temporary_folder(reason)
        on_failure.callback(folder.cleanup)
        path = Path(folder.name) / "archive.db"
        path.touch()
        reading = on_failure.enter_context(closing(Database(path)))
        _bring_up_to_date(reading, path)
        on_failure.pop_all()
    return OpenFile(path, reading, read_only_reason=reason, copy_folder=folder)


def _open_for_writing(
    path: Path, lock: InstanceLock, key: ArchiveKey | None, on_progress: Callable[[float], bool]
) -> OpenFile:
    with system_errors_translated():
        # SQLite gives the files beside it the same permissions.
        path.touch(mode=0o600)
        path.chmod(path.stat().st_mode & 0o600)
    with ExitStack() as on_failure:
        writing = on_failure.enter_context(closing(Database(path, key=key)))
        # A damaged or newer file must stay as it is, and closing would write its log into it.
        writing.keep_log_at_close(is_kept=True)
        version = version_of(writing)
        if version > len(MIGRATIONS):
            raise NewerFile("The archive was written by a newer version of Desktop Chat.")
        if version:
            quick_check(writing)
        recovered = _bring_up_to_date(writing, path, on_progress)
        writing.keep_log_at_close(is_kept=False)
        reading = Database(path, key=key, is_read_only=True)
        on_failure.pop_all()
    return OpenFile(path, reading, writing, key, recovered=recovered, lock=lock)


def _bring_up_to_date(
    database: Database, path: Path, on_progress: Callable[[float], bool] = lambda _: True
) -> tuple[str, ...]:
    """Mend what an older version or the last end left; return the ids of messages recovered."""
    database.run("PRAGMA journal_mode=WAL")
    migrate(database, path, on_progress=on_progress)
    with database.transaction():
        experiments.recover(database)
        return messages.recover(database)


def _open_copy(path: Path, reason: ArchiveError, key: ArchiveKey | None) -> OpenFile:
    """Copy an archive that cannot be written; open the copy to read, brought up to date.

    Reading it in place is no way: SQLite must write beside a file in WAL mode even to read it, or
    ignore what was written last.

    Raises:
        ArchiveError: There is nothing to read, or this version of the program cannot read it.
    """
    with ExitStack() as on_failure, system_errors_translated():
        if not path.exists():
            raise reason
        folder = _temporary_folder(reason)
        on_failure.callback(folder.cleanup)
        copy = Path(folder.name) / path.name
        copy_with_log(path, copy)
        reading = on_failure.enter_context(closing(Database(copy, key=key)))
        if isinstance(reason, NewerFile):
            _require_known_tables(reading, reason)
        else:
            _bring_up_to_date(reading, copy)
        on_failure.pop_all()
    return OpenFile(copy, reading, key=key, read_only_reason=reason, copy_folder=folder)


def _temporary_folder(reason: ArchiveError) -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(prefix="desktop-chat-")
    except OSError as error:
        raise reason from error


def _require_known_tables(database: Database, reason: NewerFile) -> None:
    try:
        conversations.page(database, 1, 0)
    except apsw.SQLError as error:
        raise reason from error


def _set_aside(path: Path, clock: Clock, error: Corrupt) -> Corrupt:
    """Move a damaged archive and its log to a name of their own; return the error that says so."""
    moment = time.strftime("%Y%m%d-%H%M%S", time.gmtime(clock() / 1_000_000))
    target = path.with_name(f"{path.stem}.damaged-{moment}{path.suffix}")
    count = 1
    with system_errors_translated():
        while target.exists():
            count += 1
            target = path.with_name(f"{path.stem}.damaged-{moment}-{count}{path.suffix}")
        # The log first: without its database it would be taken for that of the next one.
        for suffix in ("-wal", ""):
            source = path.with_name(path.name + suffix)
            if source.exists():
                source.rename(target.with_name(target.name + suffix))
        # The next archive is encrypted with the same key: its file stays, too.
        copy_key_file(path, target)
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return Corrupt(f"The archive is damaged. It is kept as {target}.", detail=error.detail)
