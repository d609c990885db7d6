"""What the window shows until its panes are loaded: the same surfaces, with nothing in them.

It owns no width and no state; must not know the panes.
"""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.ui.theme.tokens import Theme

HEADER_PX = 48


class WindowFrame(QWidget):
    """Paints the surfaces of the panes.

    Args:
        theme: Their colours.
        sidebar_px: Width of the pane where lines begin, 0 for none.
        inspector_px: Width of the pane where lines end, 0 for none.
    """

    def __init__(self, theme: Theme, sidebar_px: int, inspector_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._widths = (sidebar_px, inspector_px)
        self.painted = asyncio.Event()
        """It has been painted once."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.bg_content))
        before, after = self._widths
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            before, after = after, before
        right = self.width() - after
        rule = QColor(theme.border)
        for pane, line in (
            (QRect(0, 0, before, self.height()), before),
            (QRect(right, 0, after, self.height()), right - 1),
        ):
            if pane.width():
                painter.fillRect(pane, QColor(theme.bg_window))
                painter.fillRect(line, 0, 1, self.height(), rule)
        painter.fillRect(before, theme.px(HEADER_PX), right - before, 1, rule)
        painter.end()
        self.painted.set()
