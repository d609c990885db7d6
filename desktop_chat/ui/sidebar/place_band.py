"""The band that names the place whose conversations are listed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget
from typing_extensions import override

from desktop_chat.ui.row_painting import begin_row, draw_line, mirrored, paint_ground
from desktop_chat.ui.sidebar.placing import CONVERSATIONS_TYPE
from desktop_chat.ui.theme.fonts import label_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme

_ROW = 28
_ICON = 14


class PlaceBand(QAbstractButton):
    """Names the place that is shown, and opens and closes the tree of places.

    Args:
        theme: The colours and sizes at first.
    """

    dragged_over = Signal()
    """Conversations are dragged over it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setFont(label_font(theme))
        self.setFixedHeight(max(theme.px(_ROW), self.fontMetrics().height() + theme.px(8)))
        self.update()

    def set_place(self, title: str) -> None:
        """Show the title of a place."""
        self.setText(title)
        self.setAccessibleName(self.tr("Places, {0}").format(title))
        self.update()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CONVERSATIONS_TYPE):
            self.dragged_over.emit()
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        begin_row(painter)
        option: Any = QStyleOptionButton()
        option.initFrom(self)
        row = self.rect().adjusted(px(6), 0, -px(6), 0)
        option.state &= ~QStyle.StateFlag.State_Selected
        paint_ground(painter, option, row, theme)
        size = px(_ICON)
        middle = (self.height() - size) // 2
        chevron = "chevron-down" if self.isChecked() else "chevron-right"
        place = mirrored(option, QRect(px(12), middle, size, size))
        painter.drawPixmap(place, pixmap(chevron, theme.text_2, size, self.layoutDirection()))
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text_2))
        box = self.rect().adjusted(px(12) + size + px(6), 0, -px(12), 0)
        draw_line(painter, option, box, self.text())
        painter.restore()
