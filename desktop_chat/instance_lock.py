"""The lock that lets one process at a time have something: an archive, a profile's window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop_chat.errors import AlreadyOpen

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class InstanceLock:
    """An exclusive lock on a file, held until `release` or the end of the process, however it ends.

    The file itself stays: removing it would let two processes lock two files of one name.

    Raises:
        AlreadyOpen: Another process, or another lock in this one, holds it.
        OSError: The file cannot be created.
    """

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise AlreadyOpen("Desktop Chat is running already with this archive.") from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock up; another process may take it at once."""
        os.close(self._descriptor)
