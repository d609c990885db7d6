"""The list of pages at the leading side of a dialog, in the look of the window's other lists."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop_chat.ui.row_painting import begin_row, draw_line, paint_ground
from desktop_chat.ui.theme.tokens import Theme

_WIDTH = 200
_LEAST_WIDTH = 64
_ROW = 32
_PADDING = 10


class PageList(QListWidget):
    """Names of pages, one of them taken.

    Args:
        theme: The colours and sizes.
        name: What the pages are; the list's accessible name.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMaximumWidth(theme.px(_WIDTH))
        self.setMinimumWidth(theme.px(_LEAST_WIDTH))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSpacing(1)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(_PageDelegate(theme, self))


class _PageDelegate(QStyledItemDelegate):
    """Draws a name on the ground of a row."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, self._theme.px(_ROW))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        style_option: Any = option
        begin_row(painter)
        paint_ground(painter, style_option, style_option.rect, self._theme)
        edge = self._theme.px(_PADDING)
        painter.setFont(style_option.font)
        painter.setPen(QColor(self._theme.text))
        box = style_option.rect.adjusted(edge, 0, -edge, 0)
        draw_line(painter, style_option, box, str(index.data()))
        painter.restore()
