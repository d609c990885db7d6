"""The encryption of an open archive as the rest of the program sees it: put on and taken off."""

from __future__ import annotations

from contextlib import ExitStack, closing, suppress
from pathlib import Path

from desktop_chat.archive.database import Database
from desktop_chat.archive.keys import (
    CODE_LENGTH,
    ArchiveKey,
    KeyFile,
    key_by_code,
    key_by_passphrase,
    sealed,
    write_key_file,
)
from desktop_chat.archive.opening import OpenFile
from desktop_chat.archive.recoding import Progress, part_of, put_in_place, write_recoded
from desktop_chat.archive.thread import WorkThread, aside
from desktop_chat.errors import Busy, ReadOnly, WrongPassphrase


async def unlock(path: Path, text: str, *, is_code: bool) -> ArchiveKey:
    """Return the key of an archive or a backup from its passphrase or its recovery code.

    Raises:
        WrongPassphrase: It does not open it.
        Corrupt: The key file cannot be read, and a passphrase needs it.
    """
    open_key = key_by_code if is_code else key_by_passphrase
    return await aside(lambda: open_key(path, text))


async def unlock_either(path: Path, text: str) -> ArchiveKey:
    """Return the key for a passphrase or a recovery code, whichever it is; raises as `unlock`."""
    if sum(sign.isalnum() for sign in text) == CODE_LENGTH:
        # A passphrase may have as many letters as a code.
        with suppress(WrongPassphrase):
            return await unlock(path, text, is_code=True)
    return await unlock(path, text, is_code=False)


class Encryption:
    """Its methods raise as those of the archive do.

    Args:
        path: The archive.
        file: Its connections; they are others after `put_on` and `take_off`.
        writer, reader: Its threads.
    """

    def __init__(self, path: Path, file: OpenFile, writer: WorkThread, reader: WorkThread) -> None:
        self._path = path
        self._file = file
        self._writer = writer
        self._reader = reader

    @property
    def key(self) -> ArchiveKey | None:
        """What opens the archive, None where it is not encrypted."""
        return self._file.key

    async def put_on(self, key: ArchiveKey, passphrase: str, progress: Progress) -> None:
        """Encrypt the archive; whatever else is written waits until it is done.

        Raises:
            RecodingStopped: `progress` said so; the archive is as it was.
            ArchiveError: It cannot be written, or not read back; the archive is as it was.
        """
        file = await aside(lambda: sealed(key, passphrase))
        await self._writer.run(lambda: self._recode(key, file, progress))

    async def take_off(self, progress: Progress) -> None:
        """Write the archive in the clear again; arguments and errors as those of `put_on`."""
        await self._writer.run(lambda: self._recode(None, None, progress))

    async def change_passphrase(self, passphrase: str) -> None:
        """Seal the archive's key with another passphrase; backups keep the one they have.

        Raises:
            ArchiveError: It cannot be written; the passphrase is the one it was.
        """
        key = self._file.key
        if key is None:
            raise ReadOnly("The archive is not encrypted.", advice="")
        await aside(lambda: write_key_file(self._path, sealed(key, passphrase)))

    def _recode(self, key: ArchiveKey | None, key_file: KeyFile | None, progress: Progress) -> None:
        writing = self._file.writing
        if writing is None:
            raise self._file.read_only_reason or ReadOnly("The archive cannot be written.")
        part = part_of(self._path)
        size = self._path.stat().st_size
        with closing(Database(self._path, key=self._file.key, is_read_only=True)) as source:
            write_recoded(source, part, key, size, progress)
        with self._reader.paused(), ExitStack() as opening:
            opening.callback(self._reopen)
            _close_whole(self._file.reading, writing)
            put_in_place(self._path, part, key_file)
            self._file.key = key

    def _reopen(self) -> None:
        """Open whatever is in place now: after a failure it is what was there before."""
        key = self._file.key
        writing = Database(self._path, key=key)
        writing.run("PRAGMA journal_mode=WAL")
        self._file.writing = writing
        self._file.reading = Database(self._path, key=key, is_read_only=True)


def _close_whole(reading: Database, writing: Database) -> None:
    """Write an archive's log back into its file, and close it with the log beside it."""
    reading.close()
    busy, frames, written = writing.rows("PRAGMA wal_checkpoint(FULL)")[0]
    writing.keep_log_at_close(is_kept=True)
    writing.close()
    if busy or frames != written:
        raise Busy("Another program is reading the archive.")
