"""Backups of an open archive as the rest of the program sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from desktop_chat.archive import backups, wholes
from desktop_chat.archive.backups import BackupFile, Progress
from desktop_chat.archive.opening import OpenFile
from desktop_chat.archive.thread import WorkThread
from desktop_chat.core.message import Message
from desktop_chat.errors import ReadOnly

T = TypeVar("T")


class KeptBackups:
    """Its methods raise as those of the archive do; what takes long runs on a thread of its own."""

    def __init__(self, path: Path, file: OpenFile, writer: WorkThread, reader: WorkThread) -> None:
        self._path = path
        self._file = file
        self._writer = writer
        self._reader = reader

    async def within(self, folder: Path) -> list[BackupFile]:
        """Return the backups in a folder, the newest first."""
        return await _aside(lambda: backups.backups_in(folder))

    async def write(self, folder: Path, now_us: int, progress: Progress) -> BackupFile:
        """Write a backup into a folder; `backups.write_backup` says how."""
        source = self._file.path
        return await _aside(lambda: backups.write_backup(source, folder, now_us, progress))

    async def thin(self, folder: Path, now_us: int) -> list[BackupFile]:
        """Delete the backups of a folder that need not be kept any more; return them."""
        return await _aside(lambda: backups.thin(folder, now_us))

    async def check(self, backup: Path) -> int:
        """Look over a backup; `backups.check_backup` says how."""
        return await _aside(lambda: backups.check_backup(backup))

    async def put_back(self, backup: Path, progress: Progress) -> None:
        """Put a backup in the place of all that is in the archive; see `backups.put_back`.

        Whatever else is written waits until it is done.
        """
        writing = self._file.writing
        if writing is None:
            raise self._file.read_only_reason or ReadOnly("The archive cannot be written.")
        await self._writer.run(lambda: backups.put_back(writing, self._path, backup, progress))

    async def whole_messages(self, conversation_id: str) -> list[Message]:
        """Return a conversation's messages with request bodies, tokens and arrivals."""
        return await self._reader.run(lambda: wholes.load(self._file.reading, conversation_id))


async def _aside(work: Callable[[], T]) -> T:
    """Do something on a thread of its own: the list and the search must not wait for it."""
    thread = WorkThread("archive-backup")
    try:
        return await thread.run(work)
    finally:
        await thread.close()
