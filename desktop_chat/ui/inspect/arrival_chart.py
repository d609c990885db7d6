"""A small picture of an answer's arrival: how much had come at which time.

Owns the drawing and the sentence that says the same. Must not know where the times come from.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.core.arrivals import Arrival, PieceKind
from desktop_chat.core.figures import count_text, seconds_text
from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.tokens import Theme

_HEIGHT = 180
_LINE = 1.5
_LEAST_WIDTH = 240


class ArrivalChart(QWidget):
    """A line that rises with each piece; reasoning has its own colour and dashes.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._arrivals: tuple[Arrival, ...] = ()
        self._tokens: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Arrival of the answer over time"))
        self.set_theme(theme)

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        if not self._arrivals:
            return self.tr("No arrival times are kept.")
        words = self.tr("{0} pieces from {1} to {2} after sending, {3} in all.")
        first, last = self._arrivals[0].after_us / 1e6, self._arrivals[-1].after_us / 1e6
        count = count_text(len(self._arrivals))
        return words.format(count, seconds_text(first), seconds_text(last), self._amount())

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setFont(caption_font(theme))
        self.updateGeometry()
        self.update()

    def set_arrivals(self, arrivals: Sequence[Arrival], tokens: int | None) -> None:
        """Show the pieces of an answer.

        Args:
            arrivals: In their order.
            tokens: How many tokens they are together, None to count characters.
        """
        self._arrivals = tuple(arrivals)
        self._tokens = tokens
        self.setAccessibleDescription(self.sentence)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(480), self._theme.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_LEAST_WIDTH), self._theme.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._arrivals:
            painter.setPen(QColor(self._theme.text_2))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.sentence)
            return
        frame = self._frame()
        self._paint_axes(painter, frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for kind, points in _runs(self._arrivals, frame):
            is_thought = kind is PieceKind.REASONING
            colour = self._theme.reasoning if is_thought else self._theme.data
            pen = QPen(QColor(colour), _LINE * self._theme.scale)
            if is_thought:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawPolyline(points)

    def _frame(self) -> QRectF:
        metrics = self.fontMetrics()
        start = metrics.horizontalAdvance(self._amount()) + self._theme.px(8)
        line = metrics.height() + self._theme.px(4)
        return QRectF(self.rect()).adjusted(start, line / 2, -self._theme.px(8), -line)

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        theme = self._theme
        # A line of one device pixel stands between whole coordinates.
        painter.setPen(QPen(QColor(theme.border_control), 0))
        bottom, left = round(frame.bottom()) + 0.5, round(frame.left()) + 0.5
        painter.drawLine(QPointF(left, bottom), QPointF(frame.right(), bottom))
        painter.setPen(QPen(QColor(theme.border), 0, Qt.PenStyle.DashLine))
        top = round(frame.top()) + 0.5
        painter.drawLine(QPointF(left, top), QPointF(frame.right(), top))
        painter.setPen(QColor(theme.text_2))
        height = self.fontMetrics().height()
        edge = QRectF(0, top - height / 2, frame.left() - theme.px(4), height)
        trailing = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(edge, int(trailing), self._amount())
        painter.drawText(edge.translated(0, bottom - top), int(trailing), "0")
        foot = QRectF(frame.left(), bottom + theme.px(2), frame.width(), height)
        last = seconds_text(self._arrivals[-1].after_us / 1e6)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft), seconds_text(0))
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight), last)

    def _amount(self) -> str:
        if self._tokens is not None:
            return self.tr("{0} tok").format(count_text(self._tokens))
        return self.tr("{0} ch").format(count_text(sum(each.size for each in self._arrivals)))


def _runs(arrivals: Sequence[Arrival], frame: QRectF) -> list[tuple[PieceKind, QPolygonF]]:
    """Return the line in stretches of one kind: a step for each piece, at most one a pixel."""
    total = max(sum(each.size for each in arrivals), 1)
    span = max(arrivals[-1].after_us, 1)
    runs: list[tuple[PieceKind, QPolygonF]] = []
    at = QPointF(frame.left(), frame.bottom())
    came = 0
    last = arrivals[-1]
    for each in arrivals:
        came += each.size
        x = frame.left() + frame.width() * each.after_us / span
        y = frame.bottom() - frame.height() * came / total
        is_new = not runs or runs[-1][0] is not each.kind
        if is_new:
            runs.append((each.kind, QPolygonF([at])))
        elif x - at.x() < 1 and each is not last:
            continue
        runs[-1][1].append(QPointF(x, at.y()))
        at = QPointF(x, y)
        runs[-1][1].append(at)
    return runs
