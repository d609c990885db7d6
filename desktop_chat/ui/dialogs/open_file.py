"""The question which file is to be read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget


class OpenDialog(QFileDialog):
    """Asks once; open it with `open()`.

    Args:
        title: Of the dialog.
        filters: Which files it shows, in Qt's form: "JSON (*.json)".
    """

    chosen = Signal(Path)
    """The file."""

    def __init__(self, title: str, filters: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilter(filters)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.setDirectory(folder)
        self.accepted.connect(lambda: self.chosen.emit(Path(self.selectedFiles()[0])))
