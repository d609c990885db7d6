"""The models of an endpoint beside the page of one: searched, and turned to.

It shows what it is given and tells what was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.model_search import ModelSearch
from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import context_text, count_text
from desktop_chat.core.price_sheet import PriceUnit
from desktop_chat.ui.models.figure_text import isolated, price_text
from desktop_chat.ui.row_painting import begin_row, draw_line, is_selected, mirrored, paint_ground
from desktop_chat.ui.sidebar.lists import RowList
from desktop_chat.ui.theme.fonts import caption_font, ui_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.search_field import SearchField

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
MODEL_ROLE = int(Qt.ItemDataRole.UserRole)
"""The Model of a row."""
_ROW = 52
_INSET = 6
_PADDING = 10


class ModelList(QWidget):
    """A search field over the models that fit.

    Args:
        theme: The colours and sizes.
    """

    chosen = Signal(str)
    """A model is to be shown, by its id."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = ModelSearch(())
        self._current = ""
        self.field = SearchField(theme, self.tr("Search models"))
        self.count = Label(theme, "", TextStyle.CAPTION, "text_2")
        self.rows = _Rows(self)
        self.list = RowList(self.rows, _RowDelegate(theme, self), self.tr("Models"))
        self.list.setUniformItemSizes(True)
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(12), 0, 0)
        column.setSpacing(px(8))
        for widget in (self.field, self.count):
            inset = QVBoxLayout()
            inset.setContentsMargins(px(12), 0, px(12), 0)
            inset.addWidget(widget)
            column.addLayout(inset)
        column.addWidget(self.list, 1)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._choose_first)
        self.list.chosen.connect(self._choose)
        self.list.left.connect(self.field.setFocus)
        self.list.left_upwards.connect(self.field.setFocus)

    def show_models(self, models: Sequence[Model], current: str) -> None:
        """Show an endpoint's models, and mark the one whose page is open."""
        self._search = ModelSearch(models)
        self._current = current
        self._fill()

    def mark(self, model_id: str) -> None:
        """Mark the model whose page is open."""
        self._current = model_id
        row = self.rows.row_of(model_id)
        if row >= 0:
            self.list.setCurrentIndex(self.rows.index(row))

    def _fill(self) -> None:
        found = self._search.find(self.field.text().strip())
        self.rows.show(found)
        self.count.setText(self.tr("{0} models").format(count_text(len(found))))
        self.mark(self._current)

    def _choose_first(self) -> None:
        if self.rows.rowCount():
            self._choose(self.rows.index(0))

    def _choose(self, index: QModelIndex) -> None:
        model: Model = index.data(MODEL_ROLE)
        if model.id != self._current:
            self.chosen.emit(model.id)


class _Rows(QAbstractListModel):
    """The models that fit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._models: Sequence[Model] = ()

    def show(self, models: Sequence[Model]) -> None:
        self.beginResetModel()
        self._models = models
        self.endResetModel()

    def row_of(self, model_id: str) -> int:
        return next((row for row, each in enumerate(self._models) if each.id == model_id), -1)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._models)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        model = self._models[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return model.title
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return ", ".join(part for part in (model.id, *_figures(model)) if part)
            case _:
                return model if role == MODEL_ROLE else None


class _RowDelegate(QStyledItemDelegate):
    """Draws two lines: title and context, id and prices."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title_font = ui_font(theme)
        self._title_font.setWeight(QFont.Weight.Medium)
        self._caption_font = caption_font(theme)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(self._title_font).height() + QFontMetrics(self._caption_font).height()
        return QSize(0, max(self._theme.px(_ROW), lines + self._theme.px(12)))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model: Model = index.data(MODEL_ROLE)
        style_option: Any = option
        px = self._theme.px
        begin_row(painter)
        row = style_option.rect.adjusted(px(_INSET), 0, -px(_INSET), 0)
        paint_ground(painter, style_option, row, self._theme)
        inner = row.adjusted(px(_PADDING), 0, -px(_PADDING), 0)
        first = QFontMetrics(self._title_font).height()
        second = QFontMetrics(self._caption_font).height()
        top = inner.top() + (inner.height() - first - second) // 2
        context, prices = _figures(model)
        lines = (
            (QRect(inner.left(), top, inner.width(), first), model.title, context, True),
            (QRect(inner.left(), top + first, inner.width(), second), model.id, prices, False),
        )
        for box, text, figure, is_title in lines:
            rest = self._paint_figure(painter, style_option, box, figure)
            painter.setFont(self._title_font if is_title else self._caption_font)
            quiet = self._theme.text_2 if is_selected(style_option) else self._theme.text_3
            painter.setPen(QColor(self._theme.text if is_title else quiet))
            draw_line(painter, style_option, rest, text)
        painter.restore()

    def _paint_figure(self, painter: QPainter, option: Any, box: QRect, figure: str) -> QRect:
        """Paint a figure at the end of a line; return what is left of the line."""
        painter.setFont(self._caption_font)
        painter.setPen(QColor(self._theme.text_2))
        used = painter.fontMetrics().horizontalAdvance(figure) + 2
        place = QRect(box.right() + 1 - used, box.top(), used, box.height())
        painter.drawText(mirrored(option, place), int(Qt.AlignmentFlag.AlignCenter), figure)
        return box.adjusted(0, 0, -used - self._theme.px(8), 0)


def _figures(model: Model) -> tuple[str, str]:
    """Return the context and the prices, "" what is not stated."""
    context = isolated(context_text(model.context_length)) if model.context_length else ""
    pricing = model.pricing
    if pricing.prompt is None and pricing.completion is None:
        return context, ""
    both = [
        price_text(each, PriceUnit.TOKEN) or "?" for each in (pricing.prompt, pricing.completion)
    ]
    return context, isolated(both[0] if both[0] == both[1] else " / ".join(both))
