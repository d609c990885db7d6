"""A bar that is filled by a share of one; it owns its painting and knows not what it counts."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.ui.theme.tokens import Theme


class ShareBar(QWidget):
    """Filled from the leading side; empty space where no share is known.

    Args:
        theme: The colours and sizes at first.
        size: Width and height in pixels at 100 %.
        track: The colour token of what is not filled.
    """

    def __init__(
        self, theme: Theme, size: tuple[int, int], track: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._track = track
        self._share: float | None = None
        self._fill = "accent"
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setFixedSize(theme.px(self._size[0]), theme.px(self._size[1]))

    def show_share(self, share: float | None, fill: str = "accent") -> None:
        """Show a share from 0 to 1, more counts as 1; None: nothing is drawn.

        Args:
            share: How much is filled.
            fill: The colour token of what is filled.
        """
        if (share, fill) != (self._share, self._fill):
            self._share, self._fill = share, fill
            self.setAccessibleDescription("" if share is None else f"{share:.0%}")
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return self.size()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._share is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        painter.setBrush(QColor(getattr(self._theme, self._track)))
        painter.drawRoundedRect(self.rect(), radius, radius)
        if self._share <= 0:
            return
        width = max(self.height(), min(1.0, self._share) * self.width())
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - width if is_mirrored else 0
        painter.setBrush(QColor(getattr(self._theme, self._fill)))
        painter.drawRoundedRect(QRectF(left, 0, width, self.height()), radius, radius)
