"""Backups of an open archive as the rest of the program sees them."""

from __future__ import annotations

from pathlib import Path

from desktop_chat.archive import backups, wholes
from desktop_chat.archive.backups import BackupFile, Progress
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.opening import OpenFile
from desktop_chat.archive.recoding import fitting_key
from desktop_chat.archive.thread import WorkThread, aside
from desktop_chat.core.message import Message
from desktop_chat.errors import Locked, ReadOnly, WrongPassphrase


class KeptBackups:
    """Its methods raise as those of the archive do; what takes long runs on a thread of its own."""

    def __init__(self, path: Path, file: OpenFile, writer: WorkThread, reader: WorkThread) -> None:
        self._path = path
        self._file = file
        self._writer = writer
        self._reader = reader

    async def within(self, folder: Path) -> list[BackupFile]:
        """Return the backups in a folder, the newest first."""
        return await aside(lambda: backups.backups_in(folder))

    async def write(self, folder: Path, now_us: int, progress: Progress) -> BackupFile:
        """Write a backup into a folder; `backups.write_backup` says how."""
        source, key = self._file.path, self._file.key
        return await aside(lambda: backups.write_backup(source, folder, now_us, progress, key))

    async def thin(self, folder: Path, now_us: int) -> list[BackupFile]:
        """Delete the archive's backups in a folder that need not be kept any more; return them."""
        return await aside(lambda: backups.thin(folder, self._path, now_us))

    async def own_within(self, folder: Path) -> list[BackupFile]:
        """Return the archive's own backups in a folder that others may share, the newest first."""

        def work() -> list[BackupFile]:
            return [each for each in backups.backups_in(folder) if backups.is_of(each, self._path)]

        return await aside(work)

    async def key_of(self, backup: Path, key: ArchiveKey | None = None) -> ArchiveKey | None:
        """Return what opens a backup: the given key, else the archive's; None where none is needed.

        Raises:
            Locked: It is encrypted, and neither opens it.
            WrongPassphrase: It is encrypted, and the given key does not open it.
        """
        if key is not None:
            return await aside(lambda: fitting_key(backup, key))
        try:
            return await aside(lambda: fitting_key(backup, self._file.key))
        except WrongPassphrase as error:
            raise Locked("This backup is encrypted with another key.") from error

    async def check(self, backup: Path, key: ArchiveKey | None = None) -> int:
        """Look over a backup; `backups.check_backup` says how, `key_of` what opens it."""
        key = await self.key_of(backup, key)
        return await aside(lambda: backups.check_backup(backup, key))

    async def put_back(
        self, backup: Path, progress: Progress, key: ArchiveKey | None = None
    ) -> None:
        """Put a backup in the place of all that is in the archive; see `backups.put_back`.

        Whatever else is written waits until it is done.
        """
        writing = self._file.writing
        if writing is None:
            raise self._file.read_only_reason or ReadOnly("The archive cannot be written.")
        own, other = self._file.key, await self.key_of(backup, key)
        await self._writer.run(
            lambda: backups.put_back(
                writing, self._path, backup, progress, key=own, backup_key=other
            )
        )

    async def whole_messages(self, conversation_id: str) -> list[Message]:
        """Return a conversation's messages with request bodies, tokens and arrivals."""
        return await self._reader.run(lambda: wholes.load(self._file.reading, conversation_id))
