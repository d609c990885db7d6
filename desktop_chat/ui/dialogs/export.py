"""The question where a conversation is to be written, and in which format."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_chat.core.file_names import file_stem
from desktop_chat.formats.document import ExportFormat
from desktop_chat.formats.registry import EXPORTS


class ExportDialog(QFileDialog):
    """Asks once; open it with `open()`.

    Args:
        name: What the file is called at first, without a suffix.
    """

    chosen = Signal(Path, object)
    """A path, with its suffix, and the ExportFormat, None for a PDF."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export"))
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self._formats: dict[str, ExportFormat | None] = {
            f"{export.title} (*{export.suffix})": export for export in EXPORTS.values()
        }
        self._formats["PDF (*.pdf)"] = None
        self.setNameFilters(list(self._formats))
        usual = next(iter(EXPORTS.values()))
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.setDirectory(folder)
        self.selectFile(file_stem(name, self.tr("Untitled")) + usual.suffix)
        self.setDefaultSuffix(usual.suffix.removeprefix("."))
        self.filterSelected.connect(self._follow_filter)
        self.accepted.connect(self._report)

    @property
    def _format(self) -> ExportFormat | None:
        return self._formats[self.selectedNameFilter()]

    def _follow_filter(self) -> None:
        export = self._format
        self.setDefaultSuffix(export.suffix.removeprefix(".") if export else "pdf")

    def _report(self) -> None:
        self.chosen.emit(Path(self.selectedFiles()[0]), self._format)
