"""The line plot on screen: its points are walked by mouse and arrow keys.

What is drawn, and where, is `line_painting`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.ui.experiment.canvas import Canvas
from desktop_chat.ui.experiment.figure import Figure
from desktop_chat.ui.experiment.line_painting import HEIGHT, LineLayout, paint_lines
from desktop_chat.ui.theme.tokens import Theme

_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class LinePlot(QWidget):
    """Shows a figure along one axis, a line for each row; one of its places is chosen.

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
        self._number = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Line plot"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    @property
    def number(self) -> int:
        """The number of the place that is chosen."""
        return self._number

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_figure(self, figure: Figure) -> None:
        """Show another figure."""
        self._figure = figure
        self._number = min(self._number, max(0, len(figure.spots) - 1))
        self._describe()
        self.update()

    def choose(self, number: int) -> None:
        """Show a place as chosen, without a signal."""
        if number != self._number and 0 <= number < len(self._figure.spots):
            self._number = number
            self._describe()
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._theme.px(HEIGHT))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
            return
        row, column = divmod(self._number, len(self._figure.columns))
        row = min(max(0, row + move[0]), len(self._figure.rows) - 1)
        column = min(max(0, column + move[1]), len(self._figure.columns) - 1)
        self._go(row, column)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        layout = self._layout
        place = event.position()
        column = layout.column_at(place.x())
        away = {
            abs(point.y() - place.y()): row
            for row in range(len(self._figure.rows))
            if (point := layout.point(self._figure.spot(row, column), column)) is not None
        }
        row = away[min(away)] if away else self._number // len(self._figure.columns)
        self._go(row, column)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        row, column = divmod(self._number, len(self._figure.columns))
        paint_lines(Canvas(painter, self._theme, QRectF(self.rect())), self._figure, row, column)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.focus), self._theme.focus_px))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    @property
    def _layout(self) -> LineLayout:
        return LineLayout.of(self._figure, self.width(), self.height(), self._theme)

    def _go(self, row: int, column: int) -> None:
        number = row * len(self._figure.columns) + column
        if number == self._number:
            return
        self.choose(number)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._said))
        self.chosen.emit(number)

    @property
    def _said(self) -> str:
        """What is said of the chosen place: "Temperature 0.8: 0.66, 0.62 to 0.70"."""
        if not self._figure.spots:
            return ""
        figure, spot = self._figure, self._figure.spots[self._number]
        said = figure.text_of(self._number) or self.tr("no value yet")
        if spot.low is not None and spot.high is not None:
            interval = self.tr("{0} to {1}").format(figure.write(spot.low), figure.write(spot.high))
            said = f"{said}, {interval}"
        return f"{figure.name_of(self._number)}: {said}"

    def _describe(self) -> None:
        self.setAccessibleDescription(f"{self._figure.title}. {self._said}")
