"""The window of backups, from the menu and from the notice of a damaged archive."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from desktop_chat.app.backups import Backups
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.services import Services
from desktop_chat.core.figures import count_text
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.dialogs.progress import Progress, ProgressDialog
from desktop_chat.ui.theme.tokens import Theme


def _words(text: str) -> str:
    return QCoreApplication.translate("BackupCommands", text)


class BackupCommands(QObject):
    """Opens the window of backups, and checks the archive.

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
        return {"archive.backups": self.open, "archive.check": self._check}

    def open(self) -> None:
        """Show the window of backups."""
        from desktop_chat.ui.backups.dialog import BackupsDialog

        self._bridge.flush()
        BackupsDialog(self._theme(), self._services, self._backups, self._window).open()

    def _check(self) -> None:
        name = "check"
        if not self._services.tasks.is_running(name):
            self._services.tasks.start(name, self._checked())

    async def _checked(self) -> None:
        progress = Progress()
        doing = _words("Checking every message…")
        ProgressDialog(progress, self._theme(), doing, 0, self._window)
        try:
            report = await self._services.archive.check()
        finally:
            progress.ended.emit()
        notices = self._services.notices
        if report.is_sound:
            said = _words("The archive is sound: {0} conversations, {1} messages.")
            counts = map(count_text, (report.conversations, report.messages))
            notices.add(Notice(Severity.DONE, said.format(*counts)))
            return
        found = _words("The archive is damaged in {0} places.").format(count_text(report.faults))
        advice = _words("Restore a backup, or add what is missing from one.")
        notices.add(Notice(Severity.ERROR, found, advice, _words("Backups…"), self.open))
