"""The window of backups, from the menu and from the notice of a damaged archive."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_chat.app.backups import Backups
from desktop_chat.app.services import Services
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.theme.tokens import Theme


class BackupCommands(QObject):
    """Opens the window of backups.

    Args:
        window: What it belongs to.
        services: Run what takes time.
        backups: Those of the archive.
        bridge: Knows the session on screen, whose words are kept first.
        theme: Gives the present theme.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        backups: Backups,
        bridge: SessionBridge,
        theme: Callable[[], Theme],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._backups = backups
        self._bridge = bridge
        self._theme = theme
        disconnect = backups.wanted.connect(lambda _: self.open())
        self.destroyed.connect(disconnect)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {"archive.backups": self.open}

    def open(self) -> None:
        """Show the window of backups."""
        from desktop_chat.ui.backups.dialog import BackupsDialog

        self._bridge.flush()
        BackupsDialog(self._theme(), self._services, self._backups, self._window).open()
