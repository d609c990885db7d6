"""Paints the rows of the sidebar: headings, conversations, and the buttons of the row pointed at.

It owns the measures of a row (mock-ups, NOTES.md). A title is edited in its own place.
"""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop_chat.ui.row_painting import (
    begin_row,
    draw_line,
    is_hovered,
    is_selected,
    mirrored,
    paint_ground,
)
from desktop_chat.ui.sidebar.model import ENTRY_ROLE, ConversationModel, Heading, Item, Mark
from desktop_chat.ui.theme.fonts import caption_font, ui_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme

Index = QModelIndex | QPersistentModelIndex

ROW = 52
HEADING = 28
INSET = 6
_TITLE_TOP = 8
_DETAIL_GAP = 2
_TEXT_START = 14
_TEXT_END = 10
_DOT = 6
_DOT_START = 4
_BAR = 3
_BUTTON = 24
_ICON = 14
_MARK_COLOURS = {Mark.ANSWERING: "accent", Mark.DRAFT: "warning", Mark.FAILED: "danger"}


class ConversationDelegate(QStyledItemDelegate):
    """Draws the entries of ConversationModel and takes clicks on the buttons of a row.

    Args:
        theme: The colours and sizes at first.
    """

    pin_clicked = Signal(str)
    """The pin of a conversation, by its id."""
    menu_clicked = Signal(str, QPoint)
    """The "…" of a conversation, and where on the screen its menu goes."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of a theme."""
        self._theme = theme
        self._title_font = ui_font(theme)
        self._title_font.setWeight(QFont.Weight.Medium)
        self._caption_font = caption_font(theme)
        self._heading_font = caption_font(theme, QFont.Weight.Medium)
        self._title_metrics = QFontMetrics(self._title_font)
        self._caption_metrics = QFontMetrics(self._caption_font)
        # A script with tall letters makes the row grow: a line is never cut.
        lines = self._title_metrics.height() + self._caption_metrics.height()
        needed = lines + theme.px(2 * _TITLE_TOP + _DETAIL_GAP)
        self._row_size = QSize(0, max(theme.px(ROW), needed))
        self._heading_size = QSize(0, self.heading_height)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        # Asked of every row whenever one is added: the way over `data` takes several times as long.
        entry = cast("ConversationModel", index.model()).entry(index)
        return self._heading_size if isinstance(entry, Heading) else self._row_size

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        begin_row(painter)
        if isinstance(entry, Heading):
            self._paint_heading(painter, option, entry.text)
        elif isinstance(entry, Item):
            self._paint_item(painter, option, entry)
        painter.restore()

    @override
    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        entry = index.data(ENTRY_ROLE)
        is_press = event.type() is QEvent.Type.MouseButtonPress
        is_release = event.type() is QEvent.Type.MouseButtonRelease
        if not isinstance(entry, Item) or not isinstance(event, QMouseEvent):
            return super().editorEvent(event, model, option, index)
        is_left = event.button() is Qt.MouseButton.LeftButton
        if (is_press or is_release) and is_left:
            place = event.position().toPoint()
            pin_box, menu_box = self._button_boxes(option)
            if pin_box.contains(place):
                if is_release:
                    self.pin_clicked.emit(entry.conversation_id)
                return True
            if menu_box.contains(place):
                if is_release:
                    self.menu_clicked.emit(entry.conversation_id, event.globalPosition().toPoint())
                return True
        return super().editorEvent(event, model, option, index)

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(self._title_font)
        editor.setAccessibleName(self.tr("Title"))
        return editor

    @override
    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        # It covers the whole row: beside it the second line would be half to be seen.
        editor.setGeometry(self._row_box(option).adjusted(2, 2, -2, -2))

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    @property
    def heading_height(self) -> int:
        """The height of a heading's row."""
        return self._theme.px(HEADING)

    def paint_pinned_heading(self, painter: QPainter, option: Any, text: str, top: int) -> None:
        """Paint a heading over the rows, at a y of the viewport."""
        option.rect = QRect(0, top, option.rect.width(), self.heading_height)
        painter.fillRect(option.rect, QColor(self._theme.bg_window))
        begin_row(painter)
        self._paint_heading(painter, option, text)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: Any, text: str) -> None:
        px = self._theme.px
        painter.setFont(self._heading_font)
        painter.setPen(QColor(self._theme.text_3))
        box = option.rect.adjusted(px(INSET + 10), 0, -px(INSET + 10), -px(5))
        draw_line(painter, option, box, text, Qt.AlignmentFlag.AlignBottom)

    def _paint_item(self, painter: QPainter, option: Any, item: Item) -> None:
        paint_ground(painter, option, self._row_box(option), self._theme)
        if is_selected(option):
            self._paint_bar(painter, option)
        self._paint_mark(painter, option, item.mark)
        self._paint_texts(painter, option, item)

    def _paint_bar(self, painter: QPainter, option: Any) -> None:
        px = self._theme.px
        box = QRect(
            option.rect.left() - px(2),
            option.rect.top() + px(8),
            px(_BAR + 2),
            option.rect.height() - px(16),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        painter.drawRoundedRect(mirrored(option, box), px(2), px(2))

    def _paint_mark(self, painter: QPainter, option: Any, mark: Mark) -> None:
        if mark is Mark.NONE:
            return
        px = self._theme.px
        size = px(_DOT)
        middle = option.rect.top() + px(_TITLE_TOP) + self._title_metrics.height() // 2
        box = QRect(option.rect.left() + px(INSET + _DOT_START), middle - size // 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self._theme, _MARK_COLOURS[mark])))
        painter.drawEllipse(mirrored(option, box))

    def _paint_texts(self, painter: QPainter, option: Any, item: Item) -> None:
        theme, px = self._theme, self._theme.px
        inner = self._inner_box(option)
        end_width = self._paint_end(painter, option, item)
        title = QRect(inner)
        title.setHeight(self._title_metrics.height())
        title.setRight(title.right() - end_width - px(8))
        painter.setFont(self._title_font)
        painter.setPen(QColor(theme.text))
        draw_line(painter, option, title, item.title)
        detail = QRect(inner)
        detail.setTop(title.bottom() + 1 + px(_DETAIL_GAP))
        painter.setFont(self._caption_font)
        painter.setPen(QColor(theme.text_2))
        painter.setLayoutDirection(option.direction)
        draw_line(painter, option, detail, item.detail)

    def _paint_end(self, painter: QPainter, option: Any, item: Item) -> int:
        """Paint what stands at the end of the first line, and return its width."""
        if is_hovered(option):
            pin_box, menu_box = self._button_boxes(option)
            pin_colour = self._theme.accent if item.is_pinned else self._theme.text_2
            self._paint_icon(painter, "pin", pin_colour, pin_box)
            self._paint_icon(painter, "ellipsis", self._theme.text_2, menu_box)
            return pin_box.width() + menu_box.width() - self._theme.px(6)
        width = self._caption_metrics.horizontalAdvance(item.time) + 1
        inner = self._inner_box(option)
        box = QRect(inner.right() - width + 1, inner.top(), width, self._title_metrics.height())
        painter.setFont(self._caption_font)
        painter.setPen(QColor(self._theme.text_2 if is_selected(option) else self._theme.text_3))
        draw_line(painter, option, box, item.time)
        return width

    def _paint_icon(self, painter: QPainter, name: str, colour: str, box: QRect) -> None:
        size = self._theme.px(_ICON)
        corner = box.center() - QPoint((size - 1) // 2, (size - 1) // 2)
        painter.drawPixmap(corner, pixmap(name, colour, size))

    def _row_box(self, option: Any) -> QRect:
        return option.rect.adjusted(self._theme.px(INSET), 0, -self._theme.px(INSET), 0)

    def _inner_box(self, option: Any) -> QRect:
        px = self._theme.px
        return self._row_box(option).adjusted(
            px(_TEXT_START), px(_TITLE_TOP), -px(_TEXT_END), -px(_TITLE_TOP)
        )

    def _button_boxes(self, option: Any) -> tuple[QRect, QRect]:
        """Return where the pin and the "…" of a row stand."""
        px = self._theme.px
        inner = self._inner_box(option)
        extent = px(_BUTTON)
        top = inner.top() + (self._title_metrics.height() - extent) // 2
        menu = QRect(inner.right() + px(6) - extent + 1, top, extent, extent)
        pin = menu.translated(-extent, 0)
        return mirrored(option, pin), mirrored(option, menu)
