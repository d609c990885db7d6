"""A field that searches: a magnifier before the text, a cross after it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import ui_font
from desktop_chat.ui.theme.icons import icon
from desktop_chat.ui.theme.tokens import Theme


class SearchField(QLineEdit):
    """A search field; Escape empties it first, and is the window's when it is empty.

    Signals:
        entered: The keyboard came into it.

    Args:
        theme: The colours and sizes at first.
        name: What it searches; its placeholder and accessible name.
    """

    entered = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setProperty("quiet", True)
        self._magnifier = self.addAction(
            icon("search", theme.text_2), QLineEdit.ActionPosition.LeadingPosition
        )
        self._cross = self.addAction(
            icon("x", theme.text_2), QLineEdit.ActionPosition.TrailingPosition
        )
        # A screen reader names the buttons that Qt makes of these by their texts.
        self._magnifier.setText(self.tr("Search"))
        self._cross.setText(self.tr("Clear"))
        self._cross.setVisible(False)
        self._cross.triggered.connect(self.clear)
        self.textChanged.connect(lambda text: self._cross.setVisible(bool(text)))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the font and colours of a theme."""
        self.setFont(ui_font(theme))
        self._magnifier.setIcon(icon("search", theme.text_2, theme.px(16)))
        self._cross.setIcon(icon("x", theme.text_2, theme.px(16)))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
