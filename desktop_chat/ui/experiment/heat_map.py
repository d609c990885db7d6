"""The heat map on screen: cells that are walked like a table, labels and legend around them.

What is drawn, and where, is `heat_painting`'s.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStyle, QStyledItemDelegate, QWidget
from typing_extensions import override

from desktop_chat.ui.experiment.canvas import Canvas
from desktop_chat.ui.experiment.figure import Figure, Spot
from desktop_chat.ui.experiment.heat_painting import GAP, HeatLayout, paint_cell, paint_frame
from desktop_chat.ui.experiment.plane import Index, PlaneModel, PlaneView
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import set_plain_tooltip


class _MapModel(PlaneModel[Spot]):
    """The spots of a figure, named and with their values for a screen reader."""

    def __init__(self, figure: Figure, missing: str, running: str, parent: QObject) -> None:
        super().__init__(parent)
        self.figure = figure
        self._missing = missing
        self._running = running

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        number = self.number_of(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.figure.name_of(number)}: {self._said(number)}".removeprefix(": ")
        if role == Qt.ItemDataRole.DisplayRole:
            return self.figure.text_of(number)
        return None

    def _said(self, number: int) -> str:
        text = self.figure.text_of(number) or self._missing
        return f"{text}, {self._running}" if self.value(number).is_running else text


class _MapDelegate(QStyledItemDelegate):
    """Paints one cell, and the frame of the one that is chosen."""

    def __init__(self, theme: Theme, model: _MapModel, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self.span = model.figure.span
        self._model = model

    @override
    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        painter.save()
        whole = QRectF(option.rect)
        # The gap lies after the cell, wherever lines of text end.
        is_mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        box = whole.adjusted(GAP if is_mirrored else 0, 0, 0 if is_mirrored else -GAP, -GAP)
        canvas = Canvas(painter, self.theme, whole)
        number = self._model.number_of(index)
        paint_cell(canvas, box, self._model.figure, number, self.span)
        if option.state & QStyle.StateFlag.State_Selected:
            width = self.theme.focus_px
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.bg_window), 1))
            inner = box.adjusted(width + 0.5, width + 0.5, -width - 0.5, -width - 0.5)
            painter.drawRect(inner)
            painter.setPen(QPen(QColor(self.theme.focus), width))
            inset = width / 2
            painter.drawRect(box.adjusted(inset, inset, -inset, -inset))
        painter.restore()


class HeatMap(QFrame):
    """Shows a figure over two axes; one of its places is chosen.

    Args:
        theme: The colours and sizes at first.
        figure: What it shows at first.
    """

    chosen = Signal(int)
    """The user went to a place, by its number."""

    def __init__(self, theme: Theme, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figure = figure
        self._running_text = self.tr("still running")
        model = _MapModel(figure, self.tr("no value yet"), self._running_text, self)
        self._model = model
        self._delegate = _MapDelegate(theme, model, self)
        self.view = PlaneView(self.tr("Heat map"), self)
        self.view.horizontalHeader().hide()
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().setMinimumSectionSize(1)
        self.view.verticalHeader().setMinimumSectionSize(1)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setModel(model)
        self.view.setItemDelegate(self._delegate)
        self.view.chosen.connect(self.chosen)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.view)
        self.show_figure(figure)

    @property
    def running_text(self) -> str:
        """What "*" stands for."""
        return self._running_text

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = self._delegate.theme = theme
        self._arrange()
        self.update()

    def show_figure(self, figure: Figure) -> None:
        """Show another figure; the place that is chosen stays where the plane is the same."""
        # All cells change their step where the span does.
        span = figure.span
        is_same_scale = (span, figure.title) == (self._delegate.span, self._figure.title)
        self._delegate.span = span
        shape = (figure.rows, figure.columns)
        is_same_shape = shape == (self._figure.rows, self._figure.columns)
        self._figure = self._model.figure = figure
        self._model.show(figure.rows, figure.columns, figure.spots.__getitem__)
        axes = " × ".join(title for title in (figure.row_title, figure.column_title) if title)
        set_plain_tooltip(self, f"{figure.title}: {axes}" if axes else figure.title)
        self.view.setAccessibleDescription(self.toolTip() and f"{figure.title}, {axes}")
        if not is_same_shape:
            self.updateGeometry()
        if not (is_same_scale and is_same_shape):
            self.view.viewport().update()
        self._arrange()
        self.update()

    def choose(self, number: int) -> None:
        """Show a place as chosen, without a signal."""
        self.view.choose(number)

    @override
    def sizeHint(self) -> QSize:
        layout = HeatLayout.of(self._figure, max(1, self.width()), self._theme)
        return QSize(self._theme.px(240), round(layout.height))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        canvas = Canvas(painter, self._theme, QRectF(self.rect()), self.layoutDirection())
        layout = HeatLayout.of(self._figure, self.width(), self._theme)
        paint_frame(canvas, self._figure, layout, running_text=self._running_text)

    def _arrange(self) -> None:
        layout = HeatLayout.of(self._figure, max(1, self.width()), self._theme)
        canvas_area = QRectF(self.rect())
        plane = layout.plane
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            plane.moveLeft(canvas_area.right() - plane.right())
        self.view.setGeometry(plane.toRect())
        for row in range(layout.rows):
            self.view.setRowHeight(row, round(layout.cell_height))
        # Whole pixels, so that what is left over is shared out and the last cell ends at the edge.
        edges = [round(layout.cell_width * n) for n in range(layout.columns + 1)]
        for column in range(layout.columns):
            self.view.setColumnWidth(column, edges[column + 1] - edges[column])
        self.view.horizontalScrollBar().setValue(0)
        self.view.verticalScrollBar().setValue(0)
