"""The header of a table whose sections say two things: a title, and a detail below or beside it.

It owns how a section is painted: its mark, its title, its detail, or the title of a group of rows.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop_chat.ui.row_painting import begin_row, draw_line
from desktop_chat.ui.theme.fonts import caption_font, label_font, ui_font
from desktop_chat.ui.theme.tokens import Theme

DETAIL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The second line of a section, "" for none."""
MARK_ROLE = DETAIL_ROLE + 1
"""Whether the section bears the mark of a difference."""
HEADING_ROLE = DETAIL_ROLE + 2
"""Whether the section is the title of the rows below it."""
MARK = "≠"
_PADDING = 8
_MARK_ROOM = 20
_LINE_ROOM = 6


class TwoLineHeader(QHeaderView):
    """Paints title and detail; a vertical one has room for a mark before them.

    Args:
        theme: The colours and fonts.
        orientation: Whether it heads columns or rows.
    """

    def __init__(
        self, theme: Theme, orientation: Qt.Orientation, parent: QWidget | None = None
    ) -> None:
        super().__init__(orientation, parent)
        self._theme = theme
        self._is_vertical = orientation is Qt.Orientation.Vertical
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    @override
    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        title, detail = self._texts(logicalIndex)
        metrics = QFontMetrics(self._title_font(logicalIndex))
        small = QFontMetrics(caption_font(self._theme))
        width = max(metrics.horizontalAdvance(title), small.horizontalAdvance(detail))
        width += self._theme.px(2 * _PADDING + (_MARK_ROOM if self._is_vertical else 0)) + 2
        height = metrics.height() + (small.height() if detail else 0)
        return QSize(width, height + self._theme.px(2 * _LINE_ROOM))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme, px = self._theme, self._theme.px
        title, detail = self._texts(logicalIndex)
        option = QStyleOptionViewItem()
        option.initFrom(self)
        option.rect = rect
        begin_row(painter)
        painter.fillRect(rect, QColor(theme.bg_window))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(theme.border))
        room = px(_MARK_ROOM) if self._is_vertical and not self._is_heading(logicalIndex) else 0
        inner = rect.adjusted(px(_PADDING), 0, -px(_PADDING), -1)
        if room and self._role(logicalIndex, MARK_ROLE):
            painter.setFont(label_font(theme))
            painter.setPen(QColor(theme.accent))
            draw_line(painter, option, QRect(inner.topLeft(), QSize(room, inner.height())), MARK)
        font = self._title_font(logicalIndex)
        first, second = QFontMetrics(font), QFontMetrics(caption_font(theme))
        whole = first.height() + (second.height() if detail else 0)
        line = inner.adjusted(room, 0, 0, 0)
        line.setTop(inner.top() + (inner.height() - whole) // 2)
        line.setHeight(first.height())
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        draw_line(painter, option, line, title)
        if detail:
            painter.setFont(caption_font(theme))
            painter.setPen(QColor(theme.text_3))
            line.translate(0, first.height())
            line.setHeight(second.height())
            draw_line(painter, option, line, detail)
        painter.restore()

    def _title_font(self, section: int) -> QFont:
        if not self._is_vertical or self._is_heading(section):
            font = label_font(self._theme)
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return ui_font(self._theme)

    def _is_heading(self, section: int) -> bool:
        return bool(self._role(section, HEADING_ROLE))

    def _texts(self, section: int) -> tuple[str, str]:
        title = self._role(section, Qt.ItemDataRole.DisplayRole)
        return str(title or ""), str(self._role(section, DETAIL_ROLE) or "")

    def _role(self, section: int, role: int) -> object:
        return self.model().headerData(section, self.orientation(), role)
