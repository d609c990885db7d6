"""How pictures are drawn wherever they go: on screen, into an SVG, into a PNG.

It owns what they share: the pen, texts that keep to a box, hatching, mirrored boxes. Everything is
drawn as lines, boxes and texts, so that it stays sharp at any scale. It knows no figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.tokens import Theme

_HATCH_GAP = 5.5


@dataclass(frozen=True, slots=True)
class Canvas:
    """A painter with a theme, over an area in which text runs in a direction."""

    painter: QPainter
    theme: Theme
    area: QRectF
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight

    @property
    def font(self) -> QFont:
        """The font of labels and numbers."""
        return caption_font(self.theme)

    def placed(self, box: QRectF) -> QRectF:
        """Return where a box stands that was thought from left to right."""
        if self.direction is Qt.LayoutDirection.LeftToRight:
            return box
        left = self.area.left() + self.area.right() - box.right()
        return QRectF(left, box.top(), box.width(), box.height())

    def write(
        self,
        box: QRectF,
        text: str,
        colour: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
        font: QFont | None = None,
    ) -> None:
        """Write one line into a box, cut with "…" where it is too long."""
        painter, chosen = self.painter, font or self.font
        line = QFontMetricsF(chosen).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(chosen)
        painter.setPen(QColor(colour))
        # Each text finds its own direction; where it stands was decided by who asks.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        absolute = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        flags = int((align | absolute).value)
        painter.drawText(box, flags | Qt.TextFlag.TextSingleLine, line)

    def fill(self, box: QRectF, colour: str) -> None:
        """Fill a box."""
        self.painter.fillRect(box, QColor(colour))

    def line(self, line: QLineF, colour: str, width: float = 1) -> None:
        """Draw a line."""
        self.painter.setPen(QPen(QColor(colour), width))
        self.painter.drawLine(line)

    @property
    def leading(self) -> Qt.AlignmentFlag:
        """The side on which lines of text begin."""
        is_mirrored = self.direction is Qt.LayoutDirection.RightToLeft
        return Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft

    @property
    def trailing(self) -> Qt.AlignmentFlag:
        """The side on which lines of text end."""
        is_mirrored = self.direction is Qt.LayoutDirection.RightToLeft
        return Qt.AlignmentFlag.AlignLeft if is_mirrored else Qt.AlignmentFlag.AlignRight


def hatch(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Draw falling lines over a box: nothing is here yet. None of them leaves the box."""
    gap = _HATCH_GAP * theme.scale
    painter.setPen(QPen(QColor(theme.border), theme.scale))
    lines: list[QLineF] = []
    offset = gap / 2 - box.height()
    while offset < box.width():
        # The line y = x - offset, cut at the edges of the box.
        start = max(0.0, -offset)
        end = min(box.height(), box.width() - offset)
        if end > start:
            left, top = box.left() + offset, box.top()
            lines.append(QLineF(left + start, top + start, left + end, top + end))
        offset += gap
    painter.drawLines(lines)
