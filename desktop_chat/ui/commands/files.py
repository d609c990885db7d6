"""What leaves the program as a file of its own: code from a message."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_chat.app.exporting import write_file
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.services import Services
from desktop_chat.core.ids import new_id
from desktop_chat.ui.dialogs.save_file import SaveDialog


def _words(text: str) -> str:
    return QCoreApplication.translate("FileCommands", text)


class FileCommands:
    """Asks where, and writes.

    Args:
        window: What dialogs belong to.
        services: Run what takes time, and are told how it ended.
    """

    def __init__(self, window: QWidget, services: Services) -> None:
        self._window = window
        self._services = services

    def save_text(self, text: str, name: str) -> None:
        """Ask where to write a text, under a name at first."""
        dialog = SaveDialog(_words("Save code"), name, self._window)
        dialog.chosen.connect(lambda path: self._start(self._write_text(path, text)))
        dialog.open()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"write:{new_id()}", work)

    async def _write_text(self, path: Path, text: str) -> None:
        await asyncio.to_thread(write_file, path, text)
        self._say_saved(path)

    def _say_saved(self, path: Path) -> None:
        said = _words("Saved as {0}.").format(path)
        self._services.notices.add(Notice(Severity.DONE, said))
