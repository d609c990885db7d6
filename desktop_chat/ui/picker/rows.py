"""The models that fit, as rows: name and id, context length, prices; last what was typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QStringListModel,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import context_text, price_per_million_text
from desktop_chat.core.model_marks import Mark
from desktop_chat.core.pricing import Pricing
from desktop_chat.ui.row_painting import (
    begin_row,
    draw_glyph,
    draw_line,
    is_selected,
    mirrored,
    paint_ground,
)
from desktop_chat.ui.theme.fonts import caption_font, ui_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme

Index = QModelIndex | QPersistentModelIndex
CHOICE_ROLE = int(Qt.ItemDataRole.UserRole)
"""The Choice of a row."""
_ROW = 48
_INSET = 4
_PADDING = 10
_GLYPH = 20
_SIGN = 14
_MARK = 12
_PRICE_WIDTH = 108
_CONTEXT_WIDTH = 52


@dataclass(frozen=True, slots=True)
class Choice:
    """A row: a listed model, or one that was typed (`is_listed` False).

    Attributes:
        marks: What is to be told of it before it is chosen.
    """

    model: Model
    is_listed: bool = True
    is_favourite: bool = False
    is_compared: bool = False
    marks: tuple[Mark, ...] = ()


class ChoiceModel(QStringListModel):
    """Holds the models that fit; a row is made when it is looked at.

    A list view asks for the index of every row before it shows one. Qt's own list of texts answers
    that without a call into Python, which five thousand rows would take a frame for.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models: Sequence[Model] = ()
        self._favourites: Collection[str] = ()
        self._marks: Mapping[str, tuple[Mark, ...]] = {}
        self._compared: Collection[str] = frozenset()
        self._typed: Model | None = None
        self._typed_row = 0

    def show_models(
        self,
        models: Sequence[Model],
        favourites: Collection[str] = (),
        marks: Mapping[str, tuple[Mark, ...]] | None = None,
        typed: Model | None = None,
        *,
        is_typed_first: bool = False,
    ) -> None:
        """Show other models.

        Args:
            models: Those that fit.
            favourites: Ids.
            marks: What is to be told of some, by their ids.
            typed: A model that no list has, as the last row.
            is_typed_first: Whether it is the first row in place of the last.
        """
        self._models, self._favourites, self._marks = models, favourites, marks or {}
        self._typed = typed
        self._typed_row = 0 if is_typed_first else len(models)
        self.setStringList([""] * (len(models) + (typed is not None)))

    def mark_compared(self, model_ids: Collection[str]) -> None:
        """Mark the models that are compared with each other, by their ids."""
        is_new, self._compared = model_ids != self._compared, model_ids
        if is_new and self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def row_of(self, model_id: str) -> int:
        """Return the row of a model, -1 where it is not shown."""
        found = next((row for row, each in enumerate(self._models) if each.id == model_id), -1)
        return found + self._is_below_typed(found)

    def choice(self, row: int) -> Choice:
        """Return what a row stands for."""
        if self._typed is not None and row == self._typed_row:
            return Choice(self._typed, is_listed=False)
        model = self._models[row - self._is_below_typed(row - 1)]
        marks = self._marks.get(model.id, ())
        return Choice(
            model,
            is_favourite=model.id in self._favourites,
            is_compared=model.id in self._compared,
            marks=marks,
        )

    def _is_below_typed(self, place: int) -> bool:
        """Return whether a listed model stands below the typed one, by its place in the list."""
        return self._typed is not None and place >= self._typed_row

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        choice = self.choice(index.row())
        model = choice.model
        match role:
            case Qt.ItemDataRole.DisplayRole:
                named = self.tr("Use “{0}” as it is").format(model.id)
                return model.title if choice.is_listed else named
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                favourite = self.tr("Favourite") if choice.is_favourite else ""
                compared = self.tr("In the comparison") if choice.is_compared else ""
                told = mark_text(choice)
                said = (favourite, compared, model.id, told, _context(model), _price(model.pricing))
                return ", ".join(part for part in said if part)
            case _:
                return choice if role == CHOICE_ROLE else None


class ChoiceDelegate(QStyledItemDelegate):
    """Draws the models.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of a theme."""
        self._theme = theme
        self._name_font = ui_font(theme)
        self._name_font.setWeight(QFont.Weight.Medium)
        self._caption_font = caption_font(theme)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(self._name_font).height() + QFontMetrics(self._caption_font).height()
        return QSize(0, max(self._theme.px(_ROW), lines + self._theme.px(10)))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice: Choice = index.data(CHOICE_ROLE)
        style_option: Any = option
        px = self._theme.px
        begin_row(painter)
        row = style_option.rect.adjusted(px(_INSET), 0, -px(_INSET), 0)
        paint_ground(painter, style_option, row, self._theme)
        inner = row.adjusted(px(_PADDING), 0, -px(_PADDING), 0)
        glyph = QRect(inner.left(), 0, px(_GLYPH), px(_GLYPH))
        glyph.moveTop(row.center().y() - px(_GLYPH) // 2 + 1)
        place = mirrored(style_option, glyph)
        draw_glyph(painter, place.x(), place.y(), px(_GLYPH), choice.model.title, self._theme)
        end = self._paint_figures(painter, style_option, inner, choice.model)
        text = inner.adjusted(px(_GLYPH + 10), 0, -end, 0)
        signs = (("star", choice.is_favourite), ("git-compare", choice.is_compared))
        for drawing in (name for name, is_there in signs if is_there):
            text = self._paint_sign(painter, style_option, text, drawing)
        self._paint_names(painter, style_option, text, str(index.data()), choice)
        painter.restore()

    def _paint_names(
        self, painter: QPainter, option: Any, box: QRect, name: str, choice: Choice
    ) -> None:
        theme = self._theme
        name_height = QFontMetrics(self._name_font).height()
        caption_height = QFontMetrics(self._caption_font).height()
        top = box.top() + (box.height() - name_height - caption_height) // 2
        painter.setFont(self._name_font)
        painter.setPen(QColor(theme.text))
        first = QRect(box.left(), top, box.width(), name_height)
        draw_line(painter, option, first, name)
        if choice.is_listed:
            second = QRect(box.left(), top + name_height, box.width(), caption_height)
            painter.setFont(self._caption_font)
            second = self._paint_mark(painter, option, second, mark_text(choice))
            painter.setPen(QColor(theme.text_2 if is_selected(option) else theme.text_3))
            draw_line(painter, option, second, choice.model.id)

    def _paint_mark(self, painter: QPainter, option: Any, box: QRect, text: str) -> QRect:
        """Paint what is to be told at the beginning of a line; return what is left of it."""
        if not text:
            return box
        size, gap = self._theme.px(_MARK), self._theme.px(4)
        sign = QRect(box.left(), box.center().y() - size // 2, size, size)
        drawing = pixmap("triangle-alert", self._theme.warning, size)
        painter.drawPixmap(mirrored(option, sign).topLeft(), drawing)
        width = painter.fontMetrics().horizontalAdvance(text) + 1
        words = box.adjusted(size + gap, 0, 0, 0)
        words.setWidth(min(width, words.width()))
        painter.setPen(QColor(self._theme.warning))
        draw_line(painter, option, words, text)
        return box.adjusted(size + 3 * gap + words.width(), 0, 0, 0)

    def _paint_sign(self, painter: QPainter, option: Any, box: QRect, name: str) -> QRect:
        """Paint a drawing at the end of a box; return what is left of it."""
        size = self._theme.px(_SIGN)
        sign = QRect(box.right() + 1 - size, box.center().y() - size // 2 + 1, size, size)
        drawing = pixmap(name, self._theme.accent, size)
        painter.drawPixmap(mirrored(option, sign).topLeft(), drawing)
        return box.adjusted(0, 0, -size - self._theme.px(8), 0)

    def _paint_figures(self, painter: QPainter, option: Any, box: QRect, model: Model) -> int:
        """Paint context length and prices in columns at the end; return the width of both."""
        px = self._theme.px
        painter.setFont(self._caption_font)
        painter.setPen(QColor(self._theme.text_2))
        columns = ((_price(model.pricing), px(_PRICE_WIDTH)), (_context(model), px(_CONTEXT_WIDTH)))
        right = box.right() + 1
        for text, width in columns:
            used = painter.fontMetrics().horizontalAdvance(text) + 1
            draw_line(painter, option, QRect(right - used, box.top(), used, box.height()), text)
            right -= width
        return box.right() + 1 - right


def mark_text(choice: Choice) -> str:
    """Return what is to be told of a model, "" for nothing: "expires 31/01/2027"."""
    if not choice.marks:
        return ""
    words = {
        Mark.VANISHED: QCoreApplication.translate("ModelMark", "not listed any more"),
        Mark.EXPIRED: QCoreApplication.translate("ModelMark", "expired {0}"),
        Mark.EXPIRES_SOON: QCoreApplication.translate("ModelMark", "expires {0}"),
        Mark.DEARER: QCoreApplication.translate("ModelMark", "price went up"),
        Mark.CHEAPER: QCoreApplication.translate("ModelMark", "price went down"),
        Mark.REPRICED: QCoreApplication.translate("ModelMark", "price changed"),
    }
    day = QDate.fromString(choice.model.expiration_date, Qt.DateFormat.ISODate)
    when = QLocale().toString(day, QLocale.FormatType.ShortFormat)
    return ", ".join(words[mark].format(when) for mark in choice.marks)


def _context(model: Model) -> str:
    return "" if model.context_length is None else context_text(model.context_length)


def _price(pricing: Pricing) -> str:
    """Return the prices of a million tokens in and out, "" where neither is stated."""
    if pricing.prompt is None and pricing.completion is None:
        return ""
    if pricing.is_free:
        return price_per_million_text(pricing.prompt)
    both = (pricing.prompt, pricing.completion)
    return " / ".join(price_per_million_text(price) for price in both)
