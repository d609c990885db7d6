"""The results as a table: sorted by any column, filtered, a bar beside the chosen measure.

It owns how the rows look and how they are walked. What stands in them is `results`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)
from typing_extensions import override

from desktop_chat.ui.experiment.plane import Index
from desktop_chat.ui.experiment.results import Column, Row, filtered, sorted_rows
from desktop_chat.ui.theme.fonts import caption_font, label_font, small_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme

ROW = 28
HEAD = 28
_EDGE = 12
_BAR = 40
_BAR_HEIGHT = 6
_LEAST = 64
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute


class ResultsModel(QAbstractTableModel):
    """Rows as they are sorted and filtered now; one column more than values, for the badge."""

    def __init__(self, badge: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.rows: list[Row] = []
        self._all: list[Row] = []
        self._badge = badge
        self._query = ""
        self._order = (-1, False)

    def show(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Take other rows; the order and the filter stay."""
        is_same = tuple(columns) == self.columns
        self.beginResetModel()
        if not is_same:
            self._order = (-1, False)
        self.columns = tuple(columns)
        self._all = list(rows)
        self._choose_rows()
        self.endResetModel()

    def put(self, row: Row) -> None:
        """Take other values of a place; where it stands stays until it is sorted again."""
        self._all[row.number] = row
        for line, shown in enumerate(self.rows):
            if shown.number == row.number and shown != row:
                self.rows[line] = row
                self.dataChanged.emit(self.index(line, 0), self.index(line, len(self.columns)))

    def set_query(self, query: str) -> None:
        """Show only the rows that pass a filter."""
        self.beginResetModel()
        self._query = query
        self._choose_rows()
        self.endResetModel()

    def line_of(self, number: int) -> int:
        """Return where a place stands, -1 where it is filtered away."""
        return next((line for line, row in enumerate(self.rows) if row.number == number), -1)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        is_value = 0 <= column < len(self.columns)
        self._order = (column if is_value else -1, order is Qt.SortOrder.DescendingOrder)
        self._choose_rows()
        self.endResetModel()

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(self.columns) + 1 if self.columns else 0

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[index.row()], index.column()
        if column == len(self.columns):
            text = self._badge if row.is_cheapest else ""
            is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return text if is_text else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.values[column].text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[column].title}: {row.values[column].text or '—'}"
        return None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1)
        return self.columns[section].title if section < len(self.columns) else ""

    def _choose_rows(self) -> None:
        column, is_falling = self._order
        passing = filtered(self._all, self.columns, self._query)
        self.rows = sorted_rows(passing, column, is_falling=is_falling)


class _RowDelegate(QStyledItemDelegate):
    """Paints the values, the bar of the chosen measure, and the badge."""

    def __init__(self, theme: Theme, model: ResultsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.theme = theme
        self.measure = -1
        self.greatest = 0.0

    @override
    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        theme, px = self.theme, self.theme.px
        row, column = self._model.rows[index.row()], index.column()
        box: QRect = option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        if is_chosen:
            painter.fillRect(box, QColor(theme.bg_selected))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, QColor(theme.border))
        is_mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        if column == len(self._model.columns):
            if row.is_cheapest:
                self._paint_badge(painter, box, str(index.data()), is_mirrored=is_mirrored)
        else:
            inner = box.adjusted(px(_EDGE), 0, -px(_EDGE), 0)
            self._paint_value(painter, inner, row, column, (is_chosen, is_mirrored))
        painter.restore()

    def _paint_value(
        self, painter: QPainter, box: QRect, row: Row, column: int, how: tuple[bool, bool]
    ) -> None:
        is_chosen, is_mirrored = how
        theme, px = self.theme, self.theme.px
        value = row.values[column]
        font = small_font(theme)
        if column == self.measure:
            if is_chosen:
                font.setWeight(QFont.Weight.DemiBold)
            self._paint_bar(painter, box, value.number, is_mirrored=is_mirrored)
            bar = px(_BAR + 6)
            box = box.adjusted(0 if is_mirrored else bar, 0, -bar if is_mirrored else 0, 0)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if value.text else theme.text_3))
        line = painter.fontMetrics().elidedText(
            value.text or "–", Qt.TextElideMode.ElideRight, box.width()
        )
        side = Qt.AlignmentFlag.AlignLeft if is_mirrored else Qt.AlignmentFlag.AlignRight
        painter.drawText(box, int((side | _MIDDLE).value), line)

    def _paint_bar(
        self, painter: QPainter, box: QRect, number: float | None, *, is_mirrored: bool
    ) -> None:
        """Draw how much a value is of the greatest, from a common base line."""
        if number is None or number <= 0 or self.greatest <= 0:
            return
        px = self.theme.px
        width = max(1, round(px(_BAR) * min(1.0, number / self.greatest)))
        left = box.right() + 1 - width if is_mirrored else box.left()
        top = box.center().y() - px(_BAR_HEIGHT) // 2
        painter.fillRect(left, top, width, px(_BAR_HEIGHT), QColor(self.theme.data))

    def _paint_badge(self, painter: QPainter, box: QRect, text: str, *, is_mirrored: bool) -> None:
        theme, px = self.theme, self.theme.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(caption_font(theme))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + px(10), metrics.height() + px(2)
        left = box.left() + px(8)
        if is_mirrored:
            left = box.right() - px(8) - width
        frame = QRect(left, box.center().y() - height // 2, width, height)
        painter.setPen(QPen(QColor(theme.success), 1))
        painter.setBrush(QColor(theme.success_bg))
        painter.drawRoundedRect(frame.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), text)


class _Head(QHeaderView):
    """The titles of the columns; a click sorts, the measure's title is strong."""

    def __init__(self, theme: Theme, model: ResultsModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.theme = theme
        self.measure = -1
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, self.theme.px(HEAD))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(self.theme.bg_window))
        for section in range(self.count()):
            left, width = self.sectionViewportPosition(section), self.sectionSize(section)
            self._paint_title(painter, QRect(left, 0, width, self.viewport().height()), section)
        bottom = self.viewport().height() - 1
        painter.fillRect(0, bottom, self.viewport().width(), 1, QColor(self.theme.border))

    def _paint_title(self, painter: QPainter, box: QRect, section: int) -> None:
        theme, px = self.theme, self.theme.px
        title = str(self._model.headerData(section, Qt.Orientation.Horizontal) or "")
        if not title:
            return
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        font = label_font(theme)
        font.setPixelSize(caption_font(theme).pixelSize())
        is_measure = section == self.measure
        if is_measure:
            font.setWeight(QFont.Weight.DemiBold)
        inner = box.adjusted(px(_EDGE), 0, -px(_EDGE), 0)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if is_measure else theme.text_2))
        size = px(12)
        is_sorted = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        words = inner.width() - (size + px(2) if is_sorted else 0)
        line = QFontMetrics(font).elidedText(title, Qt.TextElideMode.ElideRight, words)
        side = Qt.AlignmentFlag.AlignLeft if is_mirrored else Qt.AlignmentFlag.AlignRight
        painter.drawText(inner, int((side | _MIDDLE).value), line)
        if is_sorted:
            falls = self.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
            name = "chevron-down" if falls else "chevron-up"
            taken = QFontMetrics(font).horizontalAdvance(line) + px(2)
            left = inner.left() + taken if is_mirrored else inner.right() + 1 - taken - size
            top = (box.height() - size) // 2
            painter.drawPixmap(left, top, pixmap(name, theme.text_2, size))


class ResultsTable(QTableView):
    """A table of places, of which one is chosen.

    Args:
        theme: The colours and sizes at first.
    """

    chosen = Signal(int)
    """The user went to a place, by its number."""
    measure_wanted = Signal(str)
    """The user sorted by a column, by its name."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_following = False
        self._number = -1
        self.setAccessibleName(self.tr("Results"))
        self.setProperty("kind", "results")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._model = ResultsModel(self.tr("cheapest pass"), self)
        self._delegate = _RowDelegate(theme, self._model, self)
        self._head = _Head(theme, self._model, self)
        self.setHorizontalHeader(self._head)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.verticalHeader().hide()
        self._head.setSortIndicatorShown(True)
        self._head.setStretchLastSection(True)
        self._head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._head.sortIndicatorChanged.connect(self._sort)
        self._model.modelReset.connect(self._choose_again)
        self.set_theme(theme)

    @property
    def shown(self) -> tuple[int, ...]:
        """The numbers of the places that are shown, from top to bottom."""
        return tuple(row.number for row in self._model.rows)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = self._delegate.theme = self._head.theme = theme
        header = self.verticalHeader()
        header.setMinimumSectionSize(1)
        header.setDefaultSectionSize(theme.px(ROW))
        self._fit_columns()
        self.viewport().update()

    def show_rows(self, columns: Sequence[Column], rows: Sequence[Row], measure: str) -> None:
        """Show rows, numbered in their order; `measure` names the column with the bar."""
        if tuple(columns) != self._model.columns:
            self._head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._model.show(columns, rows)
        self.set_measure(measure)
        self._fit_columns()

    def put(self, row: Row) -> None:
        """Show other values of a place."""
        self._model.put(row)

    def set_measure(self, measure: str) -> None:
        """Put the bar into another column."""
        names = [column.name for column in self._model.columns]
        place = names.index(measure) if measure in names else -1
        self._delegate.measure = self._head.measure = place
        rows = self._model.rows if place >= 0 else []
        numbers = [row.values[place].number or 0.0 for row in rows]
        self._delegate.greatest = max(numbers, default=0.0)
        self._fit_columns()
        self.viewport().update()
        self._head.viewport().update()

    def set_query(self, query: str) -> None:
        """Show only the rows that pass a filter."""
        self._model.set_query(query)

    def choose(self, number: int) -> None:
        """Show a place as chosen, without a signal."""
        self._number = number
        line = self._model.line_of(number)
        self._is_following = True
        if line >= 0:
            self.setCurrentIndex(self._model.index(line, max(0, self.currentIndex().column())))
        else:
            self.clearSelection()
        self._is_following = False

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._is_following:
            self._number = self._model.rows[current.row()].number
            self.chosen.emit(self._number)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() == Qt.Key.Key_S and self.currentIndex().isValid():
            # The header cannot be reached by keys: S sorts by the column of the cell.
            column = self.currentIndex().column()
            is_same = self._head.sortIndicatorSection() == column
            falls = is_same and self._head.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            order = Qt.SortOrder.DescendingOrder if falls else Qt.SortOrder.AscendingOrder
            self._head.setSortIndicator(column, order)
        else:
            super().keyPressEvent(event)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self._model.sort(column, order)
        if 0 <= column < len(self._model.columns):
            self.measure_wanted.emit(self._model.columns[column].name)

    def _choose_again(self) -> None:
        self.choose(self._number)

    def _fit_columns(self) -> None:
        """Give each column the width of its widest text, and the rest of the room to all."""
        px = self._theme.px
        font = small_font(self._theme)
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        for column, shown in enumerate(self._model.columns):
            texts = [shown.title, *(row.values[column].text for row in self._model.rows[:200])]
            width = max(metrics.horizontalAdvance(text) for text in texts) + px(2 * _EDGE + 14)
            if column == self._delegate.measure:
                width += px(_BAR + 6)
            self.setColumnWidth(column, min(max(px(_LEAST), width), px(240)))
        if self._model.columns:
            self.setColumnWidth(len(self._model.columns), px(110))
