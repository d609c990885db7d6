"""A sign and one or two sentences beside it: how something went."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_chat.errors import AppError
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label


class Sentence(QWidget):
    """A line that is hidden until it has something to say.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colour = "text_2"
        self._drawing = ""
        self._sign = QLabel()
        self._text = Label(theme)
        self._text.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme and draw the sign in its colour."""
        self._theme = theme
        self._row.setSpacing(theme.px(8))
        if self._drawing:
            colour = getattr(theme, self._colour)
            self._sign.setPixmap(pixmap(self._drawing, colour, theme.px(16)))

    def say(self, text: str, more: str, colour: str, drawing: str) -> None:
        """Say a sentence, and one more or "".

        Args:
            text: The first sentence.
            more: What follows it, "" nothing.
            colour: The token of the sign.
            drawing: The Lucide name of the sign.
        """
        self._colour, self._drawing = colour, drawing
        self._text.setText(" ".join(part for part in (text, more) if part))
        self.set_theme(self._theme)
        self.show()

    def say_error(self, error: AppError) -> None:
        """Say what failed and what to do."""
        self.say(error.text, error.advice, "danger", "circle-alert")

    def clear(self) -> None:
        """Say nothing."""
        self.hide()
