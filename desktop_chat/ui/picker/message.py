"""What stands in the place of a list that is not there, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle


class PickerMessage(QWidget):
    """A sentence, an advice and a button.

    Args:
        theme: The colours and sizes at first.
    """

    acted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Label(theme, "", TextStyle.LABEL)
        self._advice = Label(theme, "", TextStyle.BODY, "text_2")
        self._button = TextButton(theme, "")
        self._button.hide()
        self._button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.addStretch(1)
        for label in (self._text, self._advice):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, text: str, advice: str, button: str) -> None:
        """Say something; "" leaves advice or button out."""
        self._text.setText(text)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._button.setText(button)
        self._button.setVisible(bool(button))
