"""A picture of percentiles: a line for each provider, from what half of the requests did not pass.

Owns the drawing and the sentence that says the same. Must not know where the figures come from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.core.offerings import Percentiles
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.experiment.canvas import Canvas
from desktop_chat.ui.models.chart import Chart
from desktop_chat.ui.theme.tokens import Theme

_LINE = 26
_FIGURE_WIDTH = 76
_LEAST_WIDTH = 320
_BAND = 6
_DOT = 4.5


@dataclass(frozen=True, slots=True)
class Spread:
    """One line.

    Attributes:
        label: Whose it is.
        is_own: Whether the user measured it: it is drawn hollow, and its label in another tone.
    """

    label: str
    found: Percentiles
    is_own: bool = False


class SpreadChart(Chart):
    """Lines from p50 to p99 with a band to p90, on one scale that begins at zero.

    Args:
        theme: The colours and sizes.
        name: What is measured; its accessible name.
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
        self._spreads: tuple[Spread, ...] = ()

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """What is shown."""
        return self._spreads

    def show_spreads(self, spreads: Sequence[Spread]) -> None:
        """Show these lines in place of those before; without any, nothing is shown."""
        self._spreads = tuple(spreads)
        words = self.tr("{0}: {1} for half of the requests, {2} for 99 of 100")
        said = (
            words.format(each.label, self._text(each.found.p50), self._text(each.found.p99))
            for each in spreads
        )
        self.setAccessibleDescription(plain_line("; ".join(said)))
        self.setVisible(bool(spreads))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(480), self._line_height * (len(self._spreads) + 2))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_LEAST_WIDTH), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._spreads:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas = Canvas(painter, self._theme, QRectF(self.rect()), self.layoutDirection())
        plot = self._plot()
        self._paint_scale(canvas, plot)
        for place, each in enumerate(self._spreads):
            top = self._line_height * (place + 1)
            self._paint_words(canvas, each, plot, top)
            self._paint_spread(canvas, each, plot, top + self._line_height / 2)

    @property
    def _line_height(self) -> int:
        metrics = self._metrics
        return max(self._theme.px(_LINE), metrics.height() + self._theme.px(6))

    def _plot(self) -> QRectF:
        """Return where the lines stand, thought from left to right."""
        px = self._theme.px
        widest = max(self._metrics.horizontalAdvance(each.label) for each in self._spreads)
        label = min(widest + px(24), round(self.width() * 0.34))
        figures = 2 * px(_FIGURE_WIDTH)
        height = self._line_height
        return QRectF(label, height, self.width() - label - figures, height * len(self._spreads))

    def _paint_scale(self, canvas: Canvas, plot: QRectF) -> None:
        theme, height = self._theme, self._line_height
        for share in (0.0, 0.5, 1.0):
            x = self._x(plot, share * self._most)
            line = canvas.placed(QRectF(x, plot.top(), 0, plot.height()))
            colour = theme.border if share else theme.border_control
            canvas.line(QLineF(line.topLeft(), line.bottomLeft()), colour, theme.scale)
            box = QRectF(x - theme.px(40), plot.bottom(), theme.px(80), height)
            canvas.write(canvas.placed(box), self._text(share * self._most), theme.text_2)
        for column, title in enumerate(("p50", "p99")):
            box = self._figure_box(plot, column, 0)
            canvas.write(canvas.placed(box), title, theme.text_2, canvas.trailing)

    def _paint_words(self, canvas: Canvas, each: Spread, plot: QRectF, top: float) -> None:
        theme = self._theme
        colour = theme.text_2 if each.is_own else theme.text
        indent = theme.px(12) if each.is_own else 0
        box = QRectF(indent, top, plot.left() - indent - theme.px(8), self._line_height)
        canvas.write(canvas.placed(box), each.label, colour, canvas.leading)
        for column, figure in enumerate((each.found.p50, each.found.p99)):
            place = canvas.placed(self._figure_box(plot, column, top))
            canvas.write(place, self._text(figure), colour, canvas.trailing)

    def _figure_box(self, plot: QRectF, column: int, top: float) -> QRectF:
        width = self._theme.px(_FIGURE_WIDTH)
        return QRectF(plot.right() + column * width, top, width, self._line_height)

    def _paint_spread(self, canvas: Canvas, each: Spread, plot: QRectF, middle: float) -> None:
        theme, painter = self._theme, canvas.painter
        data = QColor(theme.data)
        low, high, far = (
            self._x(plot, value) for value in (each.found.p50, each.found.p90, each.found.p99)
        )
        thin = canvas.placed(QRectF(low, middle, far - low, 0))
        painter.setPen(QPen(data, 1.5 * theme.scale))
        painter.drawLine(thin.topLeft(), thin.topRight())
        half = theme.px(_BAND) / 2
        band = canvas.placed(QRectF(low, middle - half, high - low, 2 * half))
        painter.setBrush(QColor(theme.bg_content) if each.is_own else data)
        painter.setPen(QPen(data, theme.scale))
        painter.drawRoundedRect(band, half, half)
        dot = theme.scale * _DOT
        centre = canvas.placed(QRectF(low, middle, 0, 0)).topLeft()
        painter.setPen(QPen(data, 1.5 * theme.scale))
        painter.drawEllipse(QPointF(centre), dot, dot)

    @property
    def _most(self) -> float:
        """The end of the scale: a round figure that no line passes."""
        return round_above(max(each.found.p99 for each in self._spreads))

    def _x(self, plot: QRectF, value: float) -> float:
        edge = self._theme.px(6)
        return plot.left() + (plot.width() - edge) * value / self._most


def round_above(value: float) -> float:
    """Return the smallest figure of 1, 2, 3, 4, 5, 6 and 8 with noughts that is not below."""
    if value <= 0:
        return 1.0
    size = 10.0 ** int(f"{value:e}".partition("e")[2])
    steps = (1, 2, 3, 4, 5, 6, 8, 10)
    return next(step * size for step in steps if step * size >= value * (1 - 1e-9))
