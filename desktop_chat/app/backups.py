"""Backups of the running program: one a day by itself, one when asked for, and putting one back.

How a backup is written, checked and thinned is `archive.backups`' affair.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from desktop_chat.app.import_report import ImportReport
from desktop_chat.app.job import Job
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.restoring import merge_from
from desktop_chat.app.services import Services
from desktop_chat.archive.backups import BackupFile, BackupStopped
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.core.figures import count_text
from desktop_chat.core.signal import Signal
from desktop_chat.errors import ArchiveError, Corrupt, ReadOnly, UsageError

DAY_US = 86_400 * 1_000_000
LOOK_EVERY_S = 1_800
_FIRST_LOOK_S = 20


class BackupJob(Job):
    """One job under way, counted in pages of the file.

    Attributes:
        is_restore: Whether a backup is put back; else one is written.
    """

    def __init__(self, *, is_restore: bool = False) -> None:
        super().__init__()
        self.is_restore = is_restore


class Backups:
    """The backups of an archive.

    Args:
        services: The archive, the settings, and who is told what failed.
        forget: Closes what is open and reads the list anew: the archive is another one.
    """

    def __init__(self, services: Services, forget: Callable[[], Awaitable[None]]) -> None:
        self.changed: Signal[None] = Signal()
        """There are other backups, or a job has begun or ended."""
        self.wanted: Signal[None] = Signal()
        """Somebody wants to see the backups: the archive was damaged."""
        self._services = services
        self._forget = forget
        self._job: BackupJob | None = None
        self._told_us = 0

    @property
    def folder(self) -> Path:
        """Where backups go: the folder of the settings, else one beside the archive."""
        chosen = self._services.settings.settings.backups.folder
        return Path(chosen) if chosen else self._services.archive.path.parent / "backups"

    def set_folder(self, folder: Path) -> None:
        """Let backups go to another folder; those that are there stay where they are.

        Raises:
            SettingsError: The settings cannot be kept.
        """
        settings = self._services.settings.settings
        backups = msgspec.structs.replace(settings.backups, folder=str(folder))
        self._services.settings.update(msgspec.structs.replace(settings, backups=backups))
        self.changed.emit(None)

    @property
    def job(self) -> BackupJob | None:
        """What is under way, None for nothing."""
        return self._job

    async def list(self, folder: Path | None = None) -> list[BackupFile]:
        """Return the backups in the folder or in another, the newest first; raises ArchiveError."""
        return await self._services.archive.backups.within(folder or self.folder)

    async def damaged(self) -> list[Path]:
        """Return the damaged archives that were kept aside, the newest first."""
        here = self._services.archive.path
        pattern = f"{here.stem}.damaged-*{here.suffix}"
        return await asyncio.to_thread(lambda: sorted(here.parent.glob(pattern), reverse=True))

    async def write(self, folder: Path | None = None) -> BackupFile:
        """Write a backup now; none of those that are there is deleted.

        Args:
            folder: Another one than that of the settings.

        Raises:
            UsageError: A backup is under way.
            BackupStopped: It was stopped.
            ArchiveError: It cannot be written.
        """
        chosen = self._services.settings.settings.backups.folder
        is_missing = chosen and not await asyncio.to_thread(Path(chosen).is_dir)
        if folder is None and is_missing:
            raise ArchiveError(
                f"The folder {chosen} is not there.",
                advice="Plug in the disk that it is on, or choose another folder.",
            )
        job, clock = self._begin(BackupJob()), self._services.clock
        backups = self._services.archive.backups
        try:
            return await backups.write(folder or self.folder, clock(), job.note)
        finally:
            self._end()

    def stop(self) -> None:
        """Let the job under way end early; nothing is left of it."""
        if self._job is not None:
            self._job.is_stopped = True

    async def keep(self) -> None:
        """Write a backup whenever the last one is a day old, until cancelled."""
        await asyncio.sleep(_FIRST_LOOK_S)
        while True:
            await self.write_if_due()
            await asyncio.sleep(LOOK_EVERY_S)

    async def write_if_due(self) -> BackupFile | None:
        """Write a backup if the last one is a day old, and thin those that are there.

        What fails is told at most once a day.
        """
        services = self._services
        if not services.settings.settings.backups.daily or self._job is not None:
            return None
        if services.archive.is_read_only or not await services.archive.conversation_count():
            return None
        last_us: int | None = None
        try:
            found = await services.archive.backups.own_within(self.folder)
            last_us = found[0].taken_us if found else None
            # One of the future, from a clock that was wrong, counts for nothing.
            if last_us is not None and 0 <= services.clock() - last_us < DAY_US:
                return None
            written = await self.write()
            await services.archive.backups.thin(self.folder, services.clock())
        except BackupStopped:
            return None
        except ArchiveError as error:
            self._warn(error, last_us)
            return None
        return written

    async def restore_whole(self, backup: Path, key: ArchiveKey | None = None) -> BackupFile:
        """Put a backup in the place of all there is; return the one of what was there before.

        Args:
            backup: The backup.
            key: What opens it, where it is encrypted with another key than the archive.

        Raises:
            Locked: It is encrypted with another key than that which is known.
            UsageError: A backup is under way.
            BackupStopped: It was stopped; the archive is as it was.
            ArchiveError: The backup cannot be read, or nothing can be written; the archive is as
                it was.
        """
        self._require_writable()
        await self._services.archive.backups.check(backup, key)
        before = await self.write()
        await self._services.tasks.finish("turn:")
        job = self._begin(BackupJob(is_restore=True))
        try:
            await self._services.archive.backups.put_back(backup, job.note, key)
        finally:
            self._end()
        await self._forget()
        await self._services.spending.load()
        return before

    async def restore_merge(
        self, backup: Path, key: ArchiveKey | None = None
    ) -> tuple[ImportReport, BackupFile]:
        """Add what a backup has and the archive has not; nothing that is there changes.

        A damaged archive may be given too: what can be read of it is added, and the audit says what
        cannot.

        Returns:
            The audit, by which it can be taken back, and a backup of what was there before.

        Raises:
            Locked: It is encrypted with another key than that which is known.
            UsageError: A backup is under way.
            ArchiveError: The backup cannot be read, or nothing can be written.
        """
        self._require_writable()
        with contextlib.suppress(Corrupt):
            await self._services.archive.backups.check(backup, key)
        before = await self.write()
        job = self._begin(BackupJob(is_restore=True))
        try:
            archive, clock = self._services.archive, self._services.clock
            report = await merge_from(backup, archive, job.note, clock, key)
        finally:
            self._end()
        await self._forget()
        return report, before

    def _require_writable(self) -> None:
        if self._services.archive.is_read_only:
            reason = self._services.archive.read_only_reason
            raise reason or ReadOnly("The archive cannot be written.")

    def _begin(self, job: BackupJob) -> BackupJob:
        if self._job is not None:
            raise UsageError("A backup is under way.", advice="Wait for it, or cancel it.")
        self._job = job
        self.changed.emit(None)
        return job

    def _end(self) -> None:
        self._job = None
        self.changed.emit(None)

    def _warn(self, error: ArchiveError, last_us: int | None) -> None:
        now_us = self._services.clock()
        if now_us - self._told_us < DAY_US:
            return
        self._told_us = now_us
        text = f"No backup could be written to {self.folder}: {error.text}"
        advice = "There is no backup yet."
        if last_us is not None:
            days = count_text((now_us - last_us) // DAY_US)
            advice = f"The last backup is {days} days old."
        advice += " Choose another folder in the settings."
        self._services.notices.add(Notice(Severity.WARNING, text, advice))
