"""What the charts of models share: a name, the font of their figures, and that none is empty."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.tokens import Theme


class Chart(QWidget):
    """A picture as wide as there is room, hidden until it has something to show.

    Args:
        theme: The colours and sizes.
        name: What is shown; its accessible name.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        # A style sheet may take the widget's own font away as it is first shown.
        self._metrics = QFontMetrics(caption_font(theme))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.hide()
