"""What was found, as rows of the search page: as in the sidebar, with who speaks below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop_chat.app.rows import author_title
from desktop_chat.archive import SearchHit
from desktop_chat.core.message import Role
from desktop_chat.ui.row_painting import begin_row, draw_line, mirrored
from desktop_chat.ui.sidebar.lists import RowList
from desktop_chat.ui.sidebar.results import HIT_ROLE, ResultDelegate

Index = QModelIndex | QPersistentModelIndex

_FOOT = 22
_BADGE_EDGE = 5


class HitList(RowList):
    """A list in which a click selects, and Enter or a double click opens."""

    def __init__(
        self,
        model: QAbstractItemModel,
        delegate: QStyledItemDelegate,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, delegate, name, parent)
        self.clicked.disconnect()
        self.doubleClicked.connect(self.chosen)


class HitDelegate(ResultDelegate):
    """Draws hits with a badge of who speaks, and the model.

    Args:
        theme: The colours and sizes at first.
        today: Gives the current date.
    """

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), size.height() + self._theme.px(_FOOT))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        hit: SearchHit = index.data(HIT_ROLE)
        style_option: Any = option
        begin_row(painter)
        self._paint_foot(painter, style_option, hit)
        painter.restore()

    def _paint_foot(self, painter: QPainter, option: Any, hit: SearchHit) -> None:
        theme, px = self._theme, self._theme.px
        box = self._inner_box(option)
        height = self._caption_metrics.height() + px(2)
        badge = self.who(hit)
        width = self._caption_metrics.horizontalAdvance(badge) + px(2 * _BADGE_EDGE)
        frame = QRect(box.left(), box.bottom() - height + 1, width, height)
        painter.setPen(QColor(theme.stroke))
        painter.drawRoundedRect(mirrored(option, frame).adjusted(0, 0, -1, -1), px(4), px(4))
        painter.setFont(self._caption_font)
        painter.setPen(QColor(theme.text))
        draw_line(painter, option, frame.adjusted(px(_BADGE_EDGE), 0, 0, 0), badge)
        painter.setPen(QColor(theme.text_2))
        rest = QRect(box)
        rest.setTop(frame.top())
        rest.setLeft(frame.right() + px(8))
        if hit.model:
            draw_line(painter, option, rest, author_title(hit.model))

    def who(self, hit: SearchHit) -> str:
        """Return what the badge says."""
        match hit.role:
            case Role.USER:
                return self.tr("You")
            case Role.ASSISTANT:
                return self.tr("Answer")
            case Role.TOOL:
                return self.tr("Tool result")
            case Role.SYSTEM:
                return self.tr("System")
            case _:
                return self.tr("Title")
