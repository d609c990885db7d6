"""A strip of coloured parts, as long as what they count; decoration beside the figures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.ui.theme.tokens import Theme

_HEIGHT = 8
_LEAST_WIDTH = 3


class PartStrip(QWidget):
    """Parts of a whole, from the leading side; a small part is still to be seen.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[tuple[int, str], ...] = ()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setFixedHeight(theme.px(_HEIGHT))
        self.update()

    def show_parts(self, parts: Sequence[tuple[int, str]]) -> None:
        """Show parts: how many, and the colour token; those of none are left out."""
        self._parts = tuple((count, token) for count, token in parts if count > 0)
        self.update()

    def widths(self) -> list[float]:
        """Return the width of each part in pixels, gaps apart."""
        gap, least = 1.0, float(self._theme.px(_LEAST_WIDTH))
        room = self.width() - gap * (len(self._parts) - 1)
        total = sum(count for count, _ in self._parts)
        wanted = [max(least, room * count / total) for count, _ in self._parts]
        too_much = sum(wanted) - room
        if wanted and too_much > 0:
            longest = wanted.index(max(wanted))
            wanted[longest] -= too_much
        return wanted

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        place = 0.0
        for width, (_, token) in zip(self.widths(), self._parts, strict=True):
            left = self.width() - place - width if is_mirrored else place
            painter.setBrush(QColor(getattr(self._theme, token)))
            painter.drawRect(QRectF(left, 0, width, self.height()))
            place += width + 1
