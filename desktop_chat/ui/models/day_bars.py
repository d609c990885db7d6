"""A picture of amounts by day: a bar for each, a gap where nothing is told.

Owns the drawing and the sentence that says the same. Must not know what is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from desktop_chat.core.model_activity import DayAmount
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.experiment.canvas import Canvas, hatch
from desktop_chat.ui.models.chart import Chart
from desktop_chat.ui.models.figure_text import day_text
from desktop_chat.ui.theme.tokens import Theme

_HEIGHT = 150
_SMALL_HEIGHT = 36
_LEAST_WIDTH = 200
_GAP = 2
_WIDEST_BAR = 24


class DayBars(Chart):
    """Bars in the order of days, on a scale that begins at zero.

    Args:
        theme: The colours and sizes.
        name: What is counted; its accessible name.
        text: Writes an amount.
        is_small: Whether there is no room for a scale and days.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        text: Callable[[int], str],
        *,
        is_small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, name, parent)
        self._text = text
        self._is_small = is_small
        self._days: tuple[DayAmount, ...] = ()

    @property
    def days(self) -> tuple[DayAmount, ...]:
        """What is shown."""
        return self._days

    def show_days(self, days: Sequence[DayAmount]) -> None:
        """Show these days in place of those before; without any, nothing is shown."""
        self._days = tuple(days)
        self.setVisible(bool(days))
        told = [each for each in days if each.amount is not None]
        if told:
            most = max(told, key=lambda each: each.amount or 0)
            words = self.tr("{0} to {1}; the most was {2} on {3}")
            first, last = day_text(days[0].day), day_text(days[-1].day)
            text = words.format(first, last, self._text(most.amount or 0), day_text(most.day))
            self.setAccessibleDescription(plain_line(text))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(168), px(_SMALL_HEIGHT)) if self._is_small else QSize(px(480), px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        px = self._theme.px
        width = px(60) if self._is_small else px(_LEAST_WIDTH)
        return QSize(width, self.sizeHint().height())

    @override
    def event(self, event: QEvent, /) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._days:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def words_at(self, x: int) -> str:
        """Return what the bar at a place says."""
        plot = self._plot()
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            x = self.width() - x
        place = int((x - plot.left()) * len(self._days) / max(1.0, plot.width()))
        each = self._days[min(max(place, 0), len(self._days) - 1)]
        amount = self.tr("not told") if each.amount is None else self._text(each.amount)
        return f"{day_text(each.day)}: {amount}"

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._days:
            return
        painter = QPainter(self)
        canvas = Canvas(painter, self._theme, QRectF(self.rect()), self.layoutDirection())
        plot = self._plot()
        if not self._is_small:
            self._paint_scale(canvas, plot)
        width = plot.width() / len(self._days)
        # A few days are no wall: their bars keep a measure.
        bar = min(max(1.0, width - self._theme.px(_GAP)), self._theme.px(_WIDEST_BAR))
        for place, each in enumerate(self._days):
            left = plot.left() + place * width + (width - bar) / 2
            if each.amount is None:
                gap = QRectF(left, plot.top(), bar, plot.height())
                hatch(painter, canvas.placed(gap), self._theme)
                continue
            height = plot.height() * each.amount / self._most
            if each.amount:
                height = max(height, self._theme.scale)
            box = QRectF(left, plot.bottom() - height, bar, height)
            canvas.fill(canvas.placed(box), self._theme.data)

    @property
    def _most(self) -> int:
        return max((each.amount or 0 for each in self._days), default=0) or 1

    def _plot(self) -> QRectF:
        """Return where the bars stand, thought from left to right."""
        whole = QRectF(self.rect())
        if self._is_small:
            return whole
        metrics, px = self._metrics, self._theme.px
        start = metrics.horizontalAdvance(self._text(self._most)) + px(10)
        return whole.adjusted(start, metrics.height() / 2, -px(4), -metrics.height() - px(6))

    def _paint_scale(self, canvas: Canvas, plot: QRectF) -> None:
        theme, height = self._theme, self._metrics.height()
        for y, text in ((plot.top(), self._text(self._most)), (plot.bottom(), "0")):
            across = canvas.placed(QRectF(plot.left(), y, plot.width(), 0))
            colour = theme.border_control if text == "0" else theme.border
            canvas.line(QLineF(across.topLeft(), across.topRight()), colour, theme.scale)
            box = QRectF(0, y - height / 2, plot.left() - theme.px(6), height)
            canvas.write(canvas.placed(box), text, theme.text_2, canvas.trailing)
        foot = QRectF(plot.left(), plot.bottom() + theme.px(4), plot.width(), height)
        place = canvas.placed(foot)
        canvas.write(place, day_text(self._days[0].day), theme.text_2, canvas.leading)
        if len(self._days) > 1:
            canvas.write(place, day_text(self._days[-1].day), theme.text_2, canvas.trailing)
