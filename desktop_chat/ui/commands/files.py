"""What leaves the program on paper or as a file of its own: a conversation, code from a message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QWidget

from desktop_chat.app.export_files import write_file
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.row_source import RowSource
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.core.file_names import file_stem
from desktop_chat.core.ids import new_id
from desktop_chat.errors import ExportFailed, UsageError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.dialogs.printer import ask_for_printer
from desktop_chat.ui.dialogs.progress import Progress, ProgressDialog
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from desktop_chat.ui.transcript.printing.press import Chapter

_STEPS = 1_000
"""Of the progress of a print."""


def _words(text: str) -> str:
    return QCoreApplication.translate("FileCommands", text)


class FileCommands:
    """Asks where, and writes.

    Args:
        window: What dialogs belong to.
        services: Run what takes time, and are told how it ended.
        bridge: Knows the session on screen.
        transcript: Knows the reader's font, and asks for code to be saved.
        theme: Gives the present theme to a dialog.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        transcript: TranscriptView,
        theme: Callable[[], Theme],
    ) -> None:
        self._window = window
        self._services = services
        self._bridge = bridge
        self._transcript = transcript
        self._theme = theme
        transcript.save_requested.connect(self.save_text)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "conversation.export_pdf": self._ask_for_pdf,
            "conversation.print": self._ask_for_printer,
        }

    def save_text(self, text: str, name: str) -> None:
        """Ask where to write a text, under a name at first."""
        dialog = SaveDialog(_words("Save code"), name, self._window)
        dialog.chosen.connect(lambda path: self._start(new_id(), self._write_text(path, text)))
        dialog.open()

    @property
    def _session(self) -> ChatSession:
        session = self._bridge.session
        if session is None:
            raise UsageError("No conversation is open.")
        return session

    def _ask_for_pdf(self) -> None:
        session = self._session
        name = file_stem(session.conversation.title, _words("Untitled")) + ".pdf"
        dialog = SaveDialog(_words("Export as PDF"), name, self._window)
        title, chapters = session.conversation.title, [_chapter_of(session)]
        dialog.chosen.connect(lambda path: self.write_pdf(title, chapters, path))
        dialog.open()

    def write_pdf(self, title: str, chapters: Sequence[Chapter], path: Path) -> None:
        """Write conversations as one PDF of this title."""
        job = new_id()
        self._start(job, self._write_pdf(job, title, chapters, path))

    def _ask_for_printer(self) -> None:
        session = self._session

        def start(printer: QPrinter) -> None:
            job = new_id()
            self._start(job, self._print(job, session, printer))

        ask_for_printer(session.conversation.title, self._window, start)

    def _start(self, job: str, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"write:{job}", work)

    async def _write_text(self, path: Path, text: str) -> None:
        await asyncio.to_thread(write_file, path, text)
        self._say(_words("Saved as {0}.").format(path))

    async def _write_pdf(
        self, job: str, title: str, chapters: Sequence[Chapter], path: Path
    ) -> None:
        from desktop_chat.ui.transcript.printing.pdf_file import write_pdf_file

        await write_pdf_file(path, title, lambda device: self._run(job, chapters, device))
        self._say(_words("Exported to {0}.").format(path))

    async def _print(self, job: str, session: ChatSession, printer: QPrinter) -> None:
        pages = (1, 0)
        if printer.printRange() is printer.PrintRange.PageRange:
            pages = (printer.fromPage(), printer.toPage())
        await self._run(job, [_chapter_of(session)], printer, pages)
        if printer.printerState() is printer.PrinterState.Error:
            raise ExportFailed("The printer reports an error.", advice="Look at the printer.")
        self._say(_words("Sent to {0}.").format(printer.printerName() or printer.outputFileName()))

    async def _run(
        self,
        job: str,
        chapters: Sequence[Chapter],
        device: QPagedPaintDevice,
        pages: tuple[int, int] = (1, 0),
    ) -> None:
        from desktop_chat.ui.transcript.printing.press import Press

        look = self._transcript.look
        press = Press(
            device,
            family=look.family,
            direction=look.direction,
            pages=pages,
            pictures=self._transcript.pictures,
        )
        doing = _words("Laying out pages…")
        progress = Progress()
        dialog = ProgressDialog(progress, self._theme(), doing, _STEPS, self._window)
        dialog.rejected.connect(lambda: self._services.tasks.cancel(f"write:{job}"))
        try:
            await press.run(chapters, lambda share: progress.advanced.emit(round(_STEPS * share)))
        finally:
            progress.ended.emit()

    def _say(self, said: str) -> None:
        self._services.notices.add(Notice(Severity.DONE, said))


def _chapter_of(session: ChatSession) -> Chapter:
    async def chapter() -> tuple[str, RowSource]:
        return session.conversation.title, session.source

    return chapter
