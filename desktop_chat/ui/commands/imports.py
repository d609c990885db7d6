"""Bringing conversations in: by the menu, or by a drop on the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow
from typing_extensions import override

from desktop_chat.app.import_report import ImportReport
from desktop_chat.app.imports import Imports
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.services import Services
from desktop_chat.core.figures import count_text
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.imports.drops import dropped_paths
from desktop_chat.ui.theme.tokens import Theme

if TYPE_CHECKING:
    from desktop_chat.ui.imports.dialog import ImportsDialog


def _words(text: str) -> str:
    return QCoreApplication.translate("ImportCommands", text)


class ImportCommands(QObject):
    """Opens the window of imports, and says how one ended that nobody watched.

    Args:
        window: What the window of imports belongs to, and where something may be dropped.
        services: Are told how it ended.
        imports: Those under way and kept.
        theme: Gives the present theme.
    """

    def __init__(
        self,
        window: QMainWindow,
        services: Services,
        imports: Imports,
        theme: Callable[[], Theme],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._imports = imports
        self._theme = theme
        self._dialog: ImportsDialog | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        disconnect = imports.ended.connect(self._tell)
        self.destroyed.connect(disconnect)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {"archive.import": self.open}

    def open(self) -> None:
        """Show the window of imports."""
        self._shown()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and self._droppable(event):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            paths = self._droppable(event)
            if paths:
                event.acceptProposedAction()
                self._shown().begin(*paths)
            return True
        return super().eventFilter(watched, event)

    def _droppable(self, event: QDropEvent) -> list[Path]:
        return [] if self._services.archive.is_read_only else dropped_paths(event.mimeData())

    def _shown(self) -> ImportsDialog:
        from desktop_chat.ui.imports.dialog import ImportsDialog

        if self._dialog is None:
            self._dialog = ImportsDialog(self._theme(), self._services, self._imports, self._window)
            self._dialog.finished.connect(lambda _: self._forget())
            self._dialog.open()
        return self._dialog

    def _forget(self) -> None:
        self._dialog = None

    def _tell(self, report: ImportReport) -> None:
        if self._dialog is not None:
            return
        name = Path(report.source).name
        added, problems = count_text(report.total("added")), report.problems
        said = _words("Import of {0} ended: {1} messages are new.").format(name, added)
        if report.is_whole:
            notice = Notice(Severity.DONE, said, "", _words("Show"), self.open)
        else:
            advice = _words("{0} could not be imported.").format(count_text(problems))
            advice = advice if problems else _words("Look at its report.")
            notice = Notice(Severity.WARNING, said, advice, _words("Show"), self.open)
        self._services.notices.add(notice)
