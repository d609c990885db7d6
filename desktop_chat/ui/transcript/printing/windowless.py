"""Prints conversations as a PDF where there is no window."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable

from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QApplication

from desktop_chat.app.exporting import PdfExport
from desktop_chat.app.services import Services
from desktop_chat.ui.application import make_event_loop
from desktop_chat.ui.transcript.printing.chapters import kept_chapter
from desktop_chat.ui.transcript.printing.pdf_file import write_pdf_file
from desktop_chat.ui.transcript.printing.press import Press


async def write_pdf(
    services: Services, wanted: PdfExport, on_progress: Callable[[float], None]
) -> None:
    """Write conversations into one PDF, on a loop from `drawing_loop`.

    Raises as `write_pdf_file` and `Press.run` do.

    Args:
        services: Have the archive.
        wanted: Which conversations, and where to.
        on_progress: Is told how much is done, from 0 to 1.
    """
    chapters = [kept_chapter(services, each, wanted.shape) for each in wanted.ids]

    async def print_on(device: QPagedPaintDevice) -> None:
        await Press(device).run(chapters, on_progress)

    await write_pdf_file(wanted.path, wanted.title, print_on)


def drawing_loop() -> asyncio.AbstractEventLoop:
    """Return a loop that runs on Qt's, for a program that draws and shows nothing."""
    if sys.platform == "linux":
        # There may be no display.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return make_event_loop(QApplication(["desktop-chat"]))
