"""One window a profile: a second start asks the first to come to the front.

A connection to a local socket that only this user may open is the request; nothing is ever read
from it. Whether a first program runs at all is the archive's lock to say, not this module's.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

TIMEOUT_MS = 2_000


def socket_name(profile: Path) -> str:
    """Return the socket's name for a profile: the same for every spelling of its folder."""
    digest = hashlib.blake2b(str(profile.resolve()).encode(), digest_size=12).hexdigest()
    return f"desktop-chat-{digest}"


def raise_running(name: str) -> bool:
    """Ask the running program to show its window; return whether one took the request."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    was_connected = socket.waitForConnected(TIMEOUT_MS)
    socket.abort()
    return was_connected


class InstanceServer(QObject):
    """Listens for later starts of the program.

    Call `listen` only with the archive's lock in hand: a socket left over by a killed program is
    removed.
    """

    raise_requested = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def listen(self) -> bool:
        """Begin to listen; return whether that worked."""
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Stop listening and remove the socket."""
        self._server.close()

    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.abort()
            socket.deleteLater()
            self.raise_requested.emit()
