"""What the program's own dialogs share: a margin, a place for the content, an end with Escape."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop_chat.ui.theme.tokens import Theme


class Dialog(QDialog):
    """A dialog that is opened with `open()` and deletes itself when it is closed.

    The content goes into `content`.

    Args:
        theme: The colours and sizes.
        title: Of its window.
    """

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.content = QVBoxLayout(self)
        edge = theme.px(24)
        self.content.setContentsMargins(edge, edge, edge, edge)
        self.content.setSpacing(theme.px(8))

    def take_size(self, wanted: QSize) -> None:
        """Take a size in pixels, or less where the screen is smaller."""
        self.resize(wanted.boundedTo(self.screen().availableSize()))
