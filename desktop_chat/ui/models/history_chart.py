"""A picture of one's own answers over time: a dot for each, on a scale that begins at zero.

Owns the drawing and the sentence that says the same. Must not know what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QLineF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.core.figures import count_text
from desktop_chat.core.measured_requests import percentiles
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.experiment.canvas import Canvas
from desktop_chat.ui.models.chart import Chart
from desktop_chat.ui.models.figure_text import day_text
from desktop_chat.ui.models.spread_chart import round_above
from desktop_chat.ui.theme.tokens import Theme

_HEIGHT = 140
_LEAST_WIDTH = 200
_DOT = 2.5


class HistoryChart(Chart):
    """Dots from the first answer to the last, and a line at what half of them did not pass.

    Args:
        theme: The colours and sizes.
        name: What was measured; its accessible name.
        text: Writes a figure with its unit.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        text: Callable[[float], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, name, parent)
        self._text = text
        self._points: tuple[tuple[int, float], ...] = ()
        self._middle = 0.0

    @property
    def points(self) -> tuple[tuple[int, float], ...]:
        """What is shown."""
        return self._points

    def show_points(self, points: Sequence[tuple[int, float]]) -> None:
        """Show measures by their times, UTC microseconds, in their order; of none, nothing."""
        self._points = tuple(points)
        found = percentiles([value for _, value in points])
        self.setVisible(found is not None)
        if found is not None:
            self._middle = found.p50
            words = self.tr("answers: {0}, half of them within {1}")
            text = words.format(count_text(len(points)), self._text(found.p50))
            self.setAccessibleDescription(plain_line(text))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(480), self._theme.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_LEAST_WIDTH), self._theme.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas = Canvas(painter, self._theme, QRectF(self.rect()), self.layoutDirection())
        plot = self._plot()
        self._paint_scale(canvas, plot)
        first, last = self._points[0][0], self._points[-1][0]
        colour = QColor(self._theme.data)
        painter.setPen(QPen(QColor(self._theme.bg_content), 0.5))
        painter.setBrush(colour)
        size = 2 * _DOT * self._theme.scale
        for time_us, value in self._points:
            share = (time_us - first) / (last - first) if last > first else 0.5
            x, y = plot.left() + share * plot.width(), self._y(plot, value)
            painter.drawEllipse(canvas.placed(QRectF(x - size / 2, y - size / 2, size, size)))

    @property
    def _most(self) -> float:
        return round_above(max(value for _, value in self._points))

    def _y(self, plot: QRectF, value: float) -> float:
        return plot.bottom() - plot.height() * value / self._most

    def _plot(self) -> QRectF:
        metrics, px = self._metrics, self._theme.px
        texts = (self._text(self._most), self._text(self._middle))
        start = max(metrics.horizontalAdvance(text) for text in texts) + px(10)
        return QRectF(self.rect()).adjusted(
            start, metrics.height() / 2, -px(6), -metrics.height() - px(6)
        )

    def _paint_scale(self, canvas: Canvas, plot: QRectF) -> None:
        theme, height = self._theme, self._metrics.height()
        marks = [(0.0, theme.border_control), (self._most, theme.border)]
        # Where it would stand on another figure, the line alone says it.
        is_apart = min(self._middle, self._most - self._middle) / self._most * plot.height()
        marks.append((self._middle, theme.data))
        for value, colour in marks:
            y = self._y(plot, value)
            across = canvas.placed(QRectF(plot.left(), y, plot.width(), 0))
            canvas.line(QLineF(across.topLeft(), across.topRight()), colour, theme.scale)
            if colour == theme.data and is_apart < height:
                continue
            box = QRectF(0, y - height / 2, plot.left() - theme.px(6), height)
            canvas.write(canvas.placed(box), self._text(value), theme.text_2, canvas.trailing)
        foot = canvas.placed(QRectF(plot.left(), plot.bottom() + theme.px(4), plot.width(), height))
        first, last = (_day(time_us) for time_us in (self._points[0][0], self._points[-1][0]))
        canvas.write(foot, first, theme.text_2, canvas.leading)
        if last != first:
            canvas.write(foot, last, theme.text_2, canvas.trailing)


def _day(time_us: int) -> str:
    return day_text(datetime.fromtimestamp(time_us / 1e6).astimezone().date().isoformat())
