"""Prints conversations as a PDF where there is no window."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QApplication

from desktop_chat.app.services import Services
from desktop_chat.formats.document import Document
from desktop_chat.ui.application import make_event_loop
from desktop_chat.ui.transcript.printing.chapters import kept_chapter
from desktop_chat.ui.transcript.printing.pdf_file import write_pdf_file
from desktop_chat.ui.transcript.printing.press import Press


async def write_pdf(
    services: Services,
    ids: Sequence[str],
    path: Path,
    *,
    title: str,
    shape: Callable[[Document], Document],
    on_progress: Callable[[float], None],
) -> None:
    """Write conversations into one PDF, on a loop from `drawing_loop`.

    Raises as `write_pdf_file` and `Press.run` do.

    Args:
        services: Have the archive, and settings of how it looks.
        ids: Of the conversations.
        path: The file.
        title: Of the document.
        shape: Makes of each what is to be printed of it, such as its branch alone.
        on_progress: Is told how much is done, from 0 to 1.
    """
    chapters = [kept_chapter(services, each, shape) for each in ids]

    async def print_on(device: QPagedPaintDevice) -> None:
        await Press(device).run(chapters, on_progress)

    await write_pdf_file(path, title, print_on)


def drawing_loop() -> asyncio.AbstractEventLoop:
    """Return a loop that runs on Qt's, for a program that draws and shows nothing."""
    if sys.platform == "linux":
        # There may be no display.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return make_event_loop(QApplication(["desktop-chat"]))
