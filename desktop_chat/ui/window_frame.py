"""What the window shows until its panes are loaded: the same surfaces, with nothing in them.

It owns no width and no state; must not know the panes.
"""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QElapsedTimer, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.tokens import Theme

HEADER_PX = 48
_UNTOLD_MS = 500


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
        self._since = QElapsedTimer()
        self._said: QLabel | None = None

    def tell(self, share: float | None) -> None:
        """Say why the window is not filled yet; what takes no time is not told.

        Args:
            share: Which share, from 0 to 1, is done of bringing an older archive up to date; None
                where another program has the archive open.
        """
        if not self._since.isValid():
            self._since.start()
        if self._said is None and self._since.elapsed() >= _UNTOLD_MS:
            self._said = self._new_label()
        if self._said is not None:
            self._said.setText("\n".join(self._lines(share)))

    def _lines(self, share: float | None) -> tuple[str, str]:
        if share is None:
            return (
                self.tr("Another program has the archive open, perhaps a command in a terminal."),
                self.tr("This window opens it as soon as it is free."),
            )
        return (
            self.tr("Bringing the archive up to date: {0} %").format(int(100 * share)),
            self.tr("This is done once. Closing the window stops it, and loses nothing."),
        )

    def _new_label(self) -> QLabel:
        # Not at the head: most starts say nothing, and are in haste.
        from desktop_chat.ui.widgets.labels import Label

        label = Label(self._theme, colour="text_2")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        before, after = self._widths
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addSpacing(before)
        row.addWidget(label, 1)
        row.addSpacing(after)
        return label

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
