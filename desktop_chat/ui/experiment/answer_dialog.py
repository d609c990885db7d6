"""One answer whole, to be read and copied."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.fonts import message_font
from desktop_chat.ui.theme.tokens import Theme

_SIZE = QSize(720, 560)


class AnswerDialog(Dialog):
    """Shows a text as it came.

    Args:
        theme: The colours and sizes.
        title: What it is the answer of.
        text: The answer.
    """

    def __init__(self, theme: Theme, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, title, parent)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setProperty("frame", "field")
        self.text.setFont(message_font(theme))
        self.text.setAccessibleName(self.tr("Answer"))
        self.content.addWidget(self.text)
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
