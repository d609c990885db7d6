"""A small picture of what was used by day: a bar for each, what is estimated of it in a pale tone.

Owns the drawing and the sentence that says the same. Must not know where the figures come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.spending import SpentShare
from desktop_chat.core.usage_days import DayBar, day_bars
from desktop_chat.ui.models.figure_text import day_text
from desktop_chat.ui.models.usage_table import sum_text
from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.tokens import Theme

_HEIGHT = 112
_LEAST_HEIGHT = 72
_LEAST_WIDTH = 240
_WIDEST_BAR = 28
_ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute
_MOST_BARS = 120
"""More would be thinner than the gaps between them in a window of the usual width."""


class CostBars(QWidget):
    """Bars by day: of the cost, or of the tokens where nothing cost anything.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.bars: tuple[DayBar, ...] = ()
        self.setFont(caption_font(theme))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Usage by day"))

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        if not self.bars:
            return ""
        most = max(self.bars, key=self._value)
        words = self.tr("{0} bars from {1} to {2}; the highest is {3}.")
        first, last = day_text(self.bars[0].first), day_text(self.bars[-1].last)
        return words.format(count_text(len(self.bars)), first, last, self._words(most))

    def show_days(self, days: Sequence[SpentShare], since: str, until: str) -> None:
        """Show days; see `day_bars`."""
        self.bars = day_bars(days, since, until, _MOST_BARS)
        self.setAccessibleDescription(self.sentence)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(480), self._theme.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_LEAST_WIDTH), self._theme.px(_LEAST_HEIGHT))

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            words = self.words_at(event.pos().x())
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def words_at(self, x: int) -> str:
        """Return what the bar at a place says, "" beside them."""
        frame = self._frame()
        for number, bar in enumerate(self.bars):
            slot = self._slot(frame, number)
            if slot.left() <= x < slot.right():
                return self._words(bar)
        return ""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.bars:
            return
        painter = QPainter(self)
        frame = self._frame()
        self._paint_axes(painter, frame)
        greatest = max(self._greatest, Decimal("1e-12"))
        for number, bar in enumerate(self.bars):
            value = self._value(bar)
            if value > 0:
                height = max(2.0, float(value / greatest) * frame.height())
                estimated = float(bar.share.total.estimated_usd / value) if self._is_money else 0.0
                self._paint_bar(painter, self._slot(frame, number), height, estimated)

    def _paint_bar(self, painter: QPainter, slot: QRectF, height: float, estimated: float) -> None:
        theme = self._theme
        # Whole pixels: many bars beside each other would else have unequal edges.
        gap = 1 if slot.width() < 8 else round(slot.width() / 5)
        width = max(1, min(round(slot.width()) - gap, theme.px(_WIDEST_BAR)))
        left = round(slot.center().x() - width / 2)
        bottom = round(slot.bottom())
        top = bottom - round(height)
        limit = top + round((bottom - top) * min(1.0, estimated))
        painter.fillRect(left, limit, width, bottom - limit, QColor(theme.data))
        if limit > top:
            painter.fillRect(left, top, width, limit - top, QColor(theme.data_2))
            painter.fillRect(left, top, width, max(1, theme.px(1)), QColor(theme.data))

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        theme, height = self._theme, self.fontMetrics().height()
        bottom, top = round(frame.bottom()) + 0.5, round(frame.top()) + 0.5
        painter.setPen(QPen(QColor(theme.border), 0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(frame.left(), top), QPointF(frame.right(), top))
        painter.setPen(QPen(QColor(theme.border_control), 0))
        painter.drawLine(QPointF(frame.left(), bottom), QPointF(frame.right(), bottom))
        painter.setPen(QColor(theme.text_2))
        # The texts run as their own letters do.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        is_mirrored = self._is_mirrored
        edge = QRectF(0, top - height / 2, frame.left() - theme.px(6), height)
        side = Qt.AlignmentFlag.AlignRight
        if is_mirrored:
            edge.setRect(frame.right() + theme.px(6), edge.top(), self.width(), height)
            side = Qt.AlignmentFlag.AlignLeft
        flags = int((side | _ABSOLUTE | Qt.AlignmentFlag.AlignVCenter).value)
        painter.drawText(edge, flags, self._amount)
        painter.drawText(edge.translated(0, bottom - top), flags, "0")
        foot = QRectF(frame.left(), bottom + theme.px(2), frame.width(), height)
        ends = [day_text(self.bars[0].first), day_text(self.bars[-1].last)]
        if len(self.bars) == 1 and ends[0] == ends[1]:
            painter.drawText(foot, int(Qt.AlignmentFlag.AlignHCenter), ends[0])
            return
        left, right = reversed(ends) if is_mirrored else ends
        for side, words in (
            (Qt.AlignmentFlag.AlignLeft, left),
            (Qt.AlignmentFlag.AlignRight, right),
        ):
            painter.drawText(foot, int((side | _ABSOLUTE).value), words)

    def _frame(self) -> QRectF:
        metrics, px = self.fontMetrics(), self._theme.px
        room = max(metrics.horizontalAdvance(self._amount), px(24)) + px(8)
        line = metrics.height()
        box = QRectF(self.rect()).adjusted(0, line / 2, 0, -line - px(4))
        if self._is_mirrored:
            return box.adjusted(0, 0, -room, 0)
        return box.adjusted(room, 0, 0, 0)

    def _slot(self, frame: QRectF, number: int) -> QRectF:
        """Return the room of a bar; days run as the words do."""
        count = len(self.bars)
        place = count - 1 - number if self._is_mirrored else number
        width = frame.width() / count
        return QRectF(frame.left() + place * width, frame.top(), width, frame.height())

    def _words(self, bar: DayBar) -> str:
        share = bar.share
        when = day_text(bar.first)
        if bar.first != bar.last:
            when = self.tr("{0} to {1}").format(when, day_text(bar.last))
        words = self.tr("{0}: {1}, {2} + {3} tokens, requests: {4}")
        tokens = (count_text(share.prompt_tokens), count_text(share.completion_tokens))
        return words.format(when, sum_text(share.total), *tokens, count_text(share.total.requests))

    def _value(self, bar: DayBar) -> Decimal:
        if self._is_money:
            return bar.share.total.cost_usd
        return Decimal(bar.share.prompt_tokens + bar.share.completion_tokens)

    @property
    def _is_money(self) -> bool:
        return any(bar.share.total.cost_usd > 0 for bar in self.bars)

    @property
    def _greatest(self) -> Decimal:
        return max(map(self._value, self.bars), default=Decimal(0))

    @property
    def _amount(self) -> str:
        if self._is_money:
            return cost_text(self._greatest)
        return self.tr("{0} tok").format(count_text(int(self._greatest)))

    @property
    def _is_mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft
