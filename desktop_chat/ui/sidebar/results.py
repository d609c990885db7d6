"""What a search found, as rows: title, time, and two lines in which the words are marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop_chat.archive import SearchHit, SearchPage
from desktop_chat.core.message import Role
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.row_painting import (
    begin_row,
    draw_line,
    is_selected,
    leading_side,
    mirrored,
    paint_ground,
)
from desktop_chat.ui.sidebar.grouping import time_text
from desktop_chat.ui.theme.fonts import caption_font, ui_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.transcript.blocks.flow import text_direction

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
HIT_ROLE = int(Qt.ItemDataRole.UserRole)
"""The whole SearchHit of a row."""
_SNIPPET_LINES = 2
_INSET = 6
_PADDING = 10
_TOP = 8


class ResultModel(QAbstractListModel):
    """Holds the hits of one search, and asks for more as they are scrolled to."""

    more_wanted = Signal(object)
    """The hits after this place are needed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[SearchHit] = []
        self._has_more = False

    def show_page(self, page: SearchPage) -> None:
        """Show the first page of other hits."""
        self.beginResetModel()
        self._hits = list(page.hits)
        self._has_more = page.has_more
        self.endResetModel()

    def add_page(self, page: SearchPage) -> None:
        """Show a further page below those that are there."""
        last = len(self._hits) + len(page.hits) - 1
        if page.hits:
            self.beginInsertRows(QModelIndex(), len(self._hits), last)
            self._hits += page.hits
            self.endInsertRows()
        self._has_more = page.has_more

    @override
    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._has_more

    @override
    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent) and self._hits:
            # Not again before the answer is there.
            self._has_more = False
            self.more_wanted.emit(self._hits[-1].place)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._hits)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return plain_line(hit.title) or self.tr("New chat")
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return hit.snippet
            case _:
                return hit if role == HIT_ROLE else None


class ResultDelegate(QStyledItemDelegate):
    """Draws hits.

    Args:
        theme: The colours and sizes at first.
        today: Gives the current date.
    """

    def __init__(
        self, theme: Theme, today: Callable[[], date], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of a theme."""
        self._theme = theme
        self._title_font = ui_font(theme)
        self._title_font.setWeight(QFont.Weight.Medium)
        self._caption_font = caption_font(theme)
        self._title_metrics = QFontMetrics(self._title_font)
        self._caption_metrics = QFontMetrics(self._caption_font)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        px = self._theme.px
        lines = self._title_metrics.height() + _SNIPPET_LINES * self._line_height()
        return QSize(0, lines + px(2 * _TOP + 2))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: SearchHit = index.data(HIT_ROLE)
        style_option: Any = option
        begin_row(painter)
        inset = self._theme.px(_INSET)
        row = style_option.rect.adjusted(inset, 0, -inset, 0)
        paint_ground(painter, style_option, row, self._theme)
        self._paint_title(painter, style_option, hit, str(index.data()))
        self._paint_snippet(painter, style_option, hit)
        painter.restore()

    def _paint_title(self, painter: QPainter, option: Any, hit: SearchHit, title: str) -> None:
        theme = self._theme
        box = self._inner_box(option)
        box.setHeight(self._title_metrics.height())
        when = time_text(hit.created_us, self._today(), QLocale())
        width = self._caption_metrics.horizontalAdvance(when) + 1
        painter.setFont(self._caption_font)
        painter.setPen(QColor(theme.text_2 if is_selected(option) else theme.text_3))
        end = QRect(box.right() - width + 1, box.top(), width, box.height())
        draw_line(painter, option, end, when)
        painter.setFont(self._title_font)
        painter.setPen(QColor(theme.text))
        draw_line(painter, option, box.adjusted(0, 0, -width - theme.px(8), 0), title)

    def _paint_snippet(self, painter: QPainter, option: Any, hit: SearchHit) -> None:
        box = self._inner_box(option)
        box.setTop(box.top() + self._title_metrics.height() + self._theme.px(2))
        visual = mirrored(option, box)
        prefix = self.tr("You: ") if hit.role is Role.USER else ""
        text = prefix + hit.snippet
        layout = QTextLayout(text, self._caption_font)
        layout.setTextOption(snippet_option(option.direction, hit.snippet))
        shift = len(prefix)
        layout.setFormats(
            [self._mark_format(text, start + shift, end + shift) for start, end in hit.marks]
        )
        layout.beginLayout()
        for number in range(_SNIPPET_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(visual.width())
            line.setPosition(QPointF(0, number * self._line_height()))
        layout.endLayout()
        painter.setPen(QColor(self._theme.text_2))
        layout.draw(painter, QPointF(visual.topLeft()))

    def _mark_format(self, text: str, start: int, end: int) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start = _utf16_length(text[:start])
        found.length = _utf16_length(text[start:end])
        look = QTextCharFormat()
        look.setBackground(QColor(self._theme.mark))
        look.setForeground(QColor(self._theme.text))
        found.format = look
        return found

    def _inner_box(self, option: Any) -> QRect:
        px = self._theme.px
        side = px(_INSET + _PADDING)
        return QRect(option.rect.adjusted(side, px(_TOP), -side, -px(_TOP)))

    def _line_height(self) -> int:
        return self._caption_metrics.height() + self._theme.px(1)


def snippet_option(window: Qt.LayoutDirection, snippet: str) -> QTextOption:
    """Return how a snippet is laid out: at the window's leading side, in its own direction."""
    option = QTextOption(leading_side(window) | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    is_backwards = text_direction(snippet)
    direction = window
    if is_backwards is not None:
        directions = Qt.LayoutDirection
        direction = directions.RightToLeft if is_backwards else directions.LeftToRight
    option.setTextDirection(direction)
    return option


def _utf16_length(text: str) -> int:
    """Return a text's length as Qt counts it: a character beyond the first plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
