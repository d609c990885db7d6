"""The encryption of the running program's archive: on, off, another passphrase, the keyring.

How pages and keys are made is `archive.encryption`'s affair.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from desktop_chat.app.job import Job
from desktop_chat.app.services import Services
from desktop_chat.app.unlocking import Unlocking
from desktop_chat.archive.backups import BackupFile
from desktop_chat.archive.encryption import unlock_either
from desktop_chat.archive.keys import LEAST_PASSPHRASE, ArchiveKey
from desktop_chat.archive.recoding import is_encrypted, wipe
from desktop_chat.core.signal import Signal
from desktop_chat.errors import ArchiveError, SecretError, UsageError


class Encrypting:
    """What can be done with the encryption of an open archive.

    Args:
        services: The archive, the keyring, and what else is under way.
        is_busy: Says whether an import or a backup is under way.
    """

    def __init__(self, services: Services, is_busy: Callable[[], bool]) -> None:
        self.changed: Signal[None] = Signal()
        """It is on or off now, or a job has begun or ended."""
        self._services = services
        self._is_busy = is_busy
        self._unlocking = Unlocking(services.archive.path, services.keys)
        self._job: Job | None = None

    @property
    def is_on(self) -> bool:
        """Whether the archive is encrypted."""
        return self._services.archive.encryption.key is not None

    @property
    def job(self) -> Job | None:
        """What is under way, None for nothing."""
        return self._job

    @property
    def unlocking(self) -> Unlocking:
        """The keyring's part, and the way from a passphrase to the key."""
        return self._unlocking

    async def put_on(self, key: ArchiveKey, passphrase: str) -> None:
        """Encrypt the archive; whatever is written meanwhile waits.

        Args:
            key: A new one, whose recovery code somebody has kept.
            passphrase: At least LEAST_PASSPHRASE characters.

        Raises:
            UsageError: The passphrase is too short, or the archive is being read by another job.
            RecodingStopped: It was stopped; the archive is as it was.
            ArchiveError: It cannot be done; the archive is as it was.
        """
        _require_long(passphrase)
        job = self._begin()
        try:
            await self._services.archive.encryption.put_on(key, passphrase, job.note)
        finally:
            self._end()

    async def take_off(self, text: str) -> None:
        """Write the archive in the clear again, and let the keyring forget its key.

        Args:
            text: The passphrase or the recovery code.

        Raises:
            WrongPassphrase: It is not that of this archive.
            UsageError, RecodingStopped, ArchiveError: As `put_on`.
        """
        key = await unlock_either(self._services.archive.path, text)
        job = self._begin()
        try:
            await self._services.archive.encryption.take_off(job.note)
        finally:
            self._end()
        # The key opens nothing any more but backups: a keyring that fails keeps no secret by it.
        with suppress(SecretError):
            await self._unlocking.forget(key)

    async def change_passphrase(self, text: str, passphrase: str) -> None:
        """Let another passphrase open the archive; backups keep theirs.

        Args:
            text: The passphrase that it is now, or the recovery code.
            passphrase: At least LEAST_PASSPHRASE characters.

        Raises:
            UsageError: The new passphrase is too short.
            WrongPassphrase: The text is neither.
            ArchiveError: It cannot be written; the passphrase is the one it was.
        """
        _require_long(passphrase)
        await unlock_either(self._services.archive.path, text)
        await self._services.archive.encryption.change_passphrase(passphrase)

    async def recovery_code(self, text: str) -> str:
        """Return the recovery code for the passphrase; raises WrongPassphrase."""
        return (await unlock_either(self._services.archive.path, text)).code

    async def remember(self, *, is_remembered: bool) -> None:
        """Let the keyring have the key from now on, or forget it; raises SecretError."""
        key = self._services.archive.encryption.key
        if key is not None:
            act = self._unlocking.remember if is_remembered else self._unlocking.forget
            await act(key)

    def stop(self) -> None:
        """Let the job under way end early; the archive stays as it was."""
        if self._job is not None:
            self._job.is_stopped = True

    async def plain_copies(self, backups: list[BackupFile]) -> list[Path]:
        """Return the copies of the archive that are not encrypted.

        Args:
            backups: Those that are known.

        Raises:
            ArchiveError: They cannot be looked for.
        """
        here = self._services.archive.path
        patterns = (f"{here.stem}.before-v*{here.suffix}", f"{here.stem}.damaged-*{here.suffix}")

        def find() -> list[Path]:
            beside = [path for pattern in patterns for path in here.parent.glob(pattern)]
            found = (*beside, *(backup.path for backup in backups))
            return [path for path in found if path.exists() and not is_encrypted(path)]

        return await asyncio.to_thread(find)

    async def remove_copies(self, paths: list[Path]) -> None:
        """Overwrite and delete copies.

        Raises:
            ArchiveError: One of them cannot be; those before it are gone.
        """

        def remove() -> None:
            for path in paths:
                try:
                    wipe(path)
                except OSError as error:
                    text, advice = f"{path} cannot be deleted.", "Delete it yourself."
                    raise ArchiveError(text, advice=advice, detail=str(error)) from error

        await asyncio.to_thread(remove)

    def _begin(self) -> Job:
        if self._job is not None or self._is_busy():
            raise UsageError(
                "The archive is being read by an import or a backup.",
                advice="Wait until that has ended, or cancel it.",
            )
        self._job = Job()
        self.changed.emit(None)
        return self._job

    def _end(self) -> None:
        self._job = None
        self.changed.emit(None)


def _require_long(passphrase: str) -> None:
    if len(passphrase) < LEAST_PASSPHRASE:
        raise UsageError(
            f"A passphrase needs {LEAST_PASSPHRASE} characters at least.",
            advice="Four words that have nothing to do with each other are a good one.",
        )
