"""Conversations as files: one, those that are selected, or all."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_chat.app.exporting import all_ids, export_file
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.services import Services
from desktop_chat.core.figures import count_text
from desktop_chat.core.ids import new_id
from desktop_chat.errors import UsageError
from desktop_chat.formats.document import Document, ExportFormat
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler, MessageHandler
from desktop_chat.ui.dialogs.export import ExportDialog
from desktop_chat.ui.dialogs.progress import Progress, ProgressDialog
from desktop_chat.ui.sidebar.sidebar import Sidebar
from desktop_chat.ui.theme.tokens import Theme

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.printing.press import Chapter

Shape = Callable[[Document], Document]


def _words(text: str) -> str:
    return QCoreApplication.translate("ExportCommands", text)


class ExportCommands:
    """Asks where and in which format, and writes.

    Args:
        window: What dialogs belong to.
        services: Run what takes time, and are told how it ended.
        bridge: Knows the session on screen.
        sidebar: Asks for exports of what is selected there.
        theme: Gives the present theme.
        write_pdf: Writes chapters as one PDF of a title to a path.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        sidebar: Sidebar,
        theme: Callable[[], Theme],
        write_pdf: Callable[[str, Sequence[Chapter], Path], None],
    ) -> None:
        self._window = window
        self._services = services
        self._bridge = bridge
        self._theme = theme
        self._write_pdf = write_pdf
        sidebar.export_requested.connect(self.export)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "conversation.export": self._export_shown,
            "conversation.export_branch": lambda: self._export_shown(Document.only_branch),
            "archive.export": lambda: self._start("export", self._export_all()),
        }

    def message_handlers(self) -> dict[str, MessageHandler]:
        """Return what carries out each command about one message, by its id."""
        return {
            "message.export": lambda message_id: self._export_shown(
                lambda document: document.only_message(message_id)
            )
        }

    def export(self, ids: Sequence[str], shape: Shape | None = None) -> None:
        """Ask where to write conversations, by their ids."""
        self._start("export", self._ask_where(ids, shape))

    def _export_shown(self, shape: Shape | None = None) -> None:
        session = self._bridge.session
        if session is None:
            raise UsageError("No conversation is open.")
        self.export((session.id,), shape)

    async def _export_all(self) -> None:
        ids = await all_ids(self._services.archive)
        if not ids:
            raise UsageError("There is no conversation to export yet.")
        self._open(_words("Conversations"), ids, None)

    async def _ask_where(self, ids: Sequence[str], shape: Shape | None) -> None:
        name = _words("{0} conversations").format(count_text(len(ids)))
        if len(ids) == 1:
            head = await self._services.archive.conversation(ids[0])
            if head is None:
                raise UsageError("This conversation is not in the archive any more.")
            name = head.title
        self._open(name, ids, shape)

    def _open(self, name: str, ids: Sequence[str], shape: Shape | None) -> None:
        dialog = ExportDialog(name, self._window)

        def write(path: Path, export: ExportFormat | None) -> None:
            if export is None:
                from desktop_chat.ui.transcript.printing.chapters import kept_chapter

                shaped = shape or (lambda document: document)
                chapters = [kept_chapter(self._services, each, shaped) for each in ids]
                self._write_pdf(name, chapters, path)
                return
            job = f"write:{new_id()}"
            self._services.tasks.start(job, self._write(job, ids, path, export, shape))

        dialog.chosen.connect(write)
        dialog.open()

    async def _write(
        self, job: str, ids: Sequence[str], path: Path, export: ExportFormat, shape: Shape | None
    ) -> None:
        progress = Progress()
        doing = _words("Exporting…")
        dialog = ProgressDialog(progress, self._theme(), doing, len(ids), self._window)
        dialog.rejected.connect(lambda: self._services.tasks.cancel(job))
        try:
            await export_file(
                self._services.archive,
                ids,
                export,
                path,
                shape=shape or (lambda document: document),
                on_progress=progress.advanced.emit,
            )
        finally:
            progress.ended.emit()
        said = _words("Exported to {0}.").format(path)
        self._services.notices.add(Notice(Severity.DONE, said))

    def _start(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"{what}:{new_id()}", work)
