"""Writes conversations as one PDF file: whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPagedPaintDevice

from desktop_chat.app.export_files import whole_file
from desktop_chat.ui.transcript.printing.devices import pdf_writer


async def write_pdf_file(
    path: Path, title: str, print_on: Callable[[QPagedPaintDevice], Awaitable[None]]
) -> None:
    """Print on a PDF in memory, and write it to a path.

    Args:
        path: The file.
        title: Of the document.
        print_on: Prints on the device that it is given.

    Raises:
        ExportFailed: The file cannot be written.
    """
    with ExitStack() as stack:
        # A place that cannot be written is told at once, not after the work.
        file = await asyncio.to_thread(stack.enter_context, whole_file(path))
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        await print_on(pdf_writer(buffer, title))
        await asyncio.to_thread(file.write_bytes, buffer.data().data())
