"""The window of the archive's encryption, and the lock: by a command, or when nobody is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.services import Services
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.encryption.idle_lock import IdleLock
from desktop_chat.ui.theme.tokens import Theme


class EncryptionCommands(QObject):
    """Opens the window of the encryption, and has the archive locked.

    Args:
        window: What it belongs to.
        services: Run what takes time.
        conversations: Has the encryption and the backups.
        theme: Gives the present theme.
    """

    lock_wanted = Signal()
    """The archive is to be locked: nothing of it may stay on screen or in memory."""

    def __init__(
        self,
        window: QWidget,
        services: Services,
        conversations: Library,
        theme: Callable[[], Theme],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._conversations = conversations
        self._theme = theme
        self._idle = IdleLock(self._is_busy, self)
        self._idle.due.connect(self.lock)
        encrypting = conversations.encrypting
        for disconnect in (
            encrypting.changed.connect(lambda _: self._follow()),
            services.settings.changed.connect(lambda _: self._follow()),
        ):
            self.destroyed.connect(disconnect)
        self._follow()

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {"archive.encryption": self.open, "archive.lock": self.lock}

    def open(self) -> None:
        """Show the window of the encryption."""
        from desktop_chat.ui.encryption.dialog import EncryptionDialog

        encrypting, backups = self._conversations.encrypting, self._conversations.backups
        EncryptionDialog(
            self._theme(), self._services, encrypting, backups, self.lock, self._window
        ).open()

    def lock(self) -> None:
        """Lock the archive, if it is encrypted: answers being made are stopped, and kept."""
        if self._conversations.encrypting.is_on:
            self.lock_wanted.emit()

    def _follow(self) -> None:
        minutes = self._services.settings.settings.locking.after_min
        self._idle.set_limit(minutes * 60 if self._conversations.encrypting.is_on else 0)

    def _is_busy(self) -> bool:
        conversations = self._conversations
        return (
            self._services.tasks.is_running("turn:")
            or conversations.imports.running is not None
            or conversations.backups.job is not None
        )
