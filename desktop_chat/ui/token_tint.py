"""How likely a token was, as it is drawn: a ground that deepens, and a line under the unlikely.

The line says it without colour. Owns the look of the classes of core.token_probabilities. Must not
know what text stands on it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop_chat.ui.theme.tokens import Theme

_RADIUS = 2
_LINE_PX = 2
_DOTTED = 3
_SOLID = 4


def paint_tint(painter: QPainter, theme: Theme, rect: QRectF, step: int) -> None:
    """Paint the ground of a token's text, and the line under it.

    Args:
        painter: Paints.
        theme: The colours and sizes.
        rect: Around the text.
        step: The class of the token, 0 (nothing to see) to 4.
    """
    if not 0 < step <= _SOLID:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.ramp[step - 1][0]))
    painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
    painter.restore()
    if step >= _DOTTED:
        _paint_line(painter, theme, rect, is_dotted=step == _DOTTED)


def _paint_line(painter: QPainter, theme: Theme, rect: QRectF, *, is_dotted: bool) -> None:
    width = theme.px(_LINE_PX)
    pen = QPen(QColor(theme.text), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if is_dotted:
        pen.setDashPattern([1, 1])
    painter.save()
    painter.setPen(pen)
    y = round(rect.bottom()) - width / 2
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
    painter.restore()
