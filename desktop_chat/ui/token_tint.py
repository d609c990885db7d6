"""How likely a token was, as it is drawn: a ground that deepens, and a line under the unlikely.

The line says it without colour. Owns the look of the classes of core.token_probabilities. Must not
know what text stands on it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop_chat.ui.theme.tokens import Theme

_LINE_PX = 2
_DOTTED = 3
_SOLID = 4


class TintBrushes:
    """Paints tints of one theme; made once for many.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme) -> None:
        self._grounds = [QColor(ground) for ground, _ in theme.ramp[:_SOLID]]
        self._ink = QColor(theme.text)
        self._line_px = max(1, theme.px(_LINE_PX))
        self._dots = QPen(self._ink, self._line_px)
        self._dots.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._dots.setDashPattern([1, 1])

    def paint(self, painter: QPainter, rect: QRectF, step: int) -> None:
        """Paint the ground of a token's text, and the line under it.

        Args:
            painter: Paints.
            rect: Around the text.
            step: The class of the token, 0 (nothing to see) to 4.
        """
        if not 0 < step <= _SOLID:
            return
        painter.fillRect(rect, self._grounds[step - 1])
        if step >= _DOTTED:
            self._paint_line(painter, rect, is_dotted=step == _DOTTED)

    def _paint_line(self, painter: QPainter, rect: QRectF, *, is_dotted: bool) -> None:
        width = self._line_px
        y = round(rect.bottom()) - width
        if not is_dotted:
            painter.fillRect(QRectF(rect.left(), y, rect.width(), width), self._ink)
            return
        painter.setPen(self._dots)
        middle = y + width / 2
        painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))
