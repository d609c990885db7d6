"""A picture of next tokens: how likely each is by itself, and what settings make of it.

A line for each token: its label, a frame as long as its own probability, a bar as long as what is
left of it, and the number. It is painted as boxes and texts, sharp at any scale.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.ui.experiment.canvas import Canvas
from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.theme.tokens import Theme

LINES = 8
_LINE = 19
_LABEL = 92
_NUMBER = 44
_BAR = 11


class DistributionPicture(QWidget):
    """The likeliest tokens before and after.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._before: dict[str, float] = {}
        self._after: Mapping[str, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Next tokens"))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_distributions(self, before: Mapping[str, float], after: Mapping[str, float]) -> None:
        """Show the likeliest tokens of `before`, and what `after` has of each; none: dropped."""
        self._before = dict(list(before.items())[:LINES])
        self._after = after
        self.setAccessibleDescription("; ".join(map(self._spoken, self._before)))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(_LINE * LINES))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        canvas = Canvas(painter, self._theme, QRectF(self.rect()), self.layoutDirection())
        height = self._theme.px(_LINE)
        most = max((*self._before.values(), *self._after.values()), default=1.0)
        for number, token in enumerate(self._before):
            line = QRectF(0, number * height, self.width(), height)
            self._paint_line(canvas, line, token, most)

    def _paint_line(self, canvas: Canvas, line: QRectF, token: str, most: float) -> None:
        theme = self._theme
        left, right = theme.px(_LABEL), line.right() - theme.px(_NUMBER)
        label = canvas.placed(QRectF(0, line.top(), left - theme.px(8), line.height()))
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        start = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        end = Qt.AlignmentFlag.AlignLeft if is_mirrored else Qt.AlignmentFlag.AlignRight
        after = self._after.get(token, 0.0)
        ink = theme.text if after else theme.text_3
        canvas.write(label, token, ink, start, code_font(theme, 0.85))
        top = line.top() + round((line.height() - theme.px(_BAR)) / 2)
        self._paint_bar(canvas, QRectF(left, top, right - left, theme.px(_BAR)), token, most)
        number = canvas.placed(QRectF(right, line.top(), line.right() - right, line.height()))
        canvas.write(number, _percent(after) if after else "–", ink, end)

    def _paint_bar(self, canvas: Canvas, room: QRectF, token: str, most: float) -> None:
        theme, painter = self._theme, canvas.painter
        shares = (self._before[token], self._after.get(token, 0.0))
        widths = (max(1, round(room.width() * share / most)) for share in shares)
        before, after = (QRectF(room.topLeft(), QSizeF(width, room.height())) for width in widths)
        is_kept = token in self._after
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(theme.border_control))
        painter.drawRect(canvas.placed(before).adjusted(0.5, 0.5, -0.5, -0.5))
        if is_kept:
            canvas.fill(canvas.placed(after), theme.data)
        if is_kept and after.width() > before.width() + 2:
            # Inside the bar the end of the frame is a notch.
            notch = QRectF(before.right() - 1, before.top(), 2, before.height())
            canvas.fill(canvas.placed(notch), theme.bg_raised)

    def _spoken(self, token: str) -> str:
        after = self._after.get(token, 0.0)
        before = _percent(self._before[token])
        if not after:
            return self.tr("{token} from {before} to nothing").format(token=token, before=before)
        return self.tr("{token} from {before} to {after}").format(
            token=token, before=before, after=_percent(after)
        )


def _percent(share: float) -> str:
    percent = share * 100
    return f"{percent:.0f} %" if percent >= 9.95 else f"{percent:.1f} %"
