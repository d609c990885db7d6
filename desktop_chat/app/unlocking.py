"""What is done before an encrypted archive is open: its key is looked for, asked for, remembered.

Nothing of the program but the archive's file and the keyring is there yet.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop_chat.archive.encryption import unlock
from desktop_chat.archive.keys import ArchiveKey, read_key_file
from desktop_chat.core.secret import Secret
from desktop_chat.errors import AppError
from desktop_chat.settings.secrets import BackendInfo, Kept, KeyStore

_log = logging.getLogger(__name__)


def keyring_name(key_id: str) -> str:
    """Return the user name under which the key of an archive stands in the keyring."""
    return f"archive-{key_id}"


@dataclass(frozen=True, slots=True)
class LockedFile:
    """What can be said of an encrypted archive without its key.

    Attributes:
        size: In bytes; 0 where it cannot be read.
        changed_us: When it was written last, UTC microseconds; 0 where it cannot be read.
    """

    path: Path
    size: int
    changed_us: int


class Unlocking:
    """Opens an encrypted archive or backup.

    Args:
        path: Its file.
        keys: The keyring.
    """

    def __init__(self, path: Path, keys: KeyStore) -> None:
        self.path = path
        self._keys = keys

    def file(self) -> LockedFile:
        """Return what can be said of the file."""
        with suppress(OSError):
            found = self.path.stat()
            return LockedFile(self.path, found.st_size, found.st_mtime_ns // 1_000)
        return LockedFile(self.path, 0, 0)

    async def keyring(self) -> BackendInfo:
        """Return where the key could be remembered, and whether it can be."""
        return await self._keys.describe_backend()

    async def remembered(self) -> ArchiveKey | None:
        """Return the key that the keyring has, None where it has none or cannot say."""
        try:
            file = await asyncio.to_thread(read_key_file, self.path)
            if file is None:
                return None
            found = await self._keys.recall(keyring_name(file.key_id))
            key = ArchiveKey.from_code(found.reveal()) if found else None
        except AppError as error:
            # Then a person is asked for the passphrase.
            _log.info("the keyring has no key of the archive: %s", error)
            return None
        return key if key is not None and key.id == file.key_id else None

    async def unlock(self, text: str, *, is_code: bool) -> ArchiveKey:
        """Return the key for a passphrase or a recovery code.

        Raises:
            WrongPassphrase: It does not open the archive.
            Corrupt: The key file cannot be read, and a passphrase needs it.
        """
        return await unlock(self.path, text, is_code=is_code)

    async def remember(self, key: ArchiveKey) -> Kept:
        """Put a key into the keyring; raises SecretError."""
        return await self._keys.keep(keyring_name(key.id), Secret(key.code))

    async def forget(self, key: ArchiveKey) -> None:
        """Take a key out of the keyring; raises SecretError."""
        await self._keys.drop(keyring_name(key.id))
