"""The question where something is to be written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget


class SaveDialog(QFileDialog):
    """Asks once; open it with `open()`.

    Args:
        title: Of the dialog.
        name: What the file is called at first; its suffix is added to a name without one.

    Signals:
        chosen: The Path.
    """

    chosen = Signal(Path)

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.setDirectory(folder)
        self.selectFile(name)
        self.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        self.accepted.connect(self._report)

    def _report(self) -> None:
        self.chosen.emit(Path(self.selectedFiles()[0]))
