"""One window a profile: a second start asks the first to come to the front.

A connection to a local socket that only this user may open is the request; nothing is ever read
from it. Who has the lock beside the archive has the window, and listens from that moment on: the
archive's own lock is taken later, and by commands, too.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop_chat.errors import Unwritable
from desktop_chat.instance_lock import InstanceLock
from desktop_chat.settings.paths import create_folder

TIMEOUT_MS = 2_000
LOCK_NAME = "window.lock"


def socket_name(profile: Path) -> str:
    """Return the socket's name for a profile: the same for every spelling of its folder."""
    digest = hashlib.blake2b(str(profile.resolve()).encode(), digest_size=12).hexdigest()
    return f"desktop-chat-{digest}"


def raise_running(profile: Path) -> bool:
    """Ask the running program to show its window; return whether one took the request."""
    socket = QLocalSocket()
    socket.connectToServer(socket_name(profile))
    was_connected = socket.waitForConnected(TIMEOUT_MS)
    socket.abort()
    return was_connected


class InstanceServer(QObject):
    """Has the window of a profile, and listens for later starts of the program."""

    raise_requested = Signal()

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._lock: InstanceLock | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def take(self) -> None:
        """Take the profile's window and begin to listen.

        Where nothing can be written there is no lock; the archive is read only then.

        Raises:
            AlreadyOpen: Another program has it.
        """
        with contextlib.suppress(OSError, Unwritable):
            create_folder(self._profile)
            self._lock = InstanceLock(self._profile / LOCK_NAME)
        name = socket_name(self._profile)
        # With the lock in hand: what is there was left over by a killed program.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def close(self) -> None:
        """Stop listening, and let another start have the window."""
        self._server.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.abort()
            socket.deleteLater()
            self.raise_requested.emit()
