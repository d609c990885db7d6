"""The card with what the user wrote, as wide as its text, at the trailing side.

Must not know turns.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QTextCharFormat
from typing_extensions import override

from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import PaintState
from desktop_chat.ui.transcript.blocks.text import TextArea
from desktop_chat.ui.transcript.blocks.text_piece import TextPiece
from desktop_chat.ui.transcript.look import Look

_WIDEST = 0.85
_PAD_X = 14
_PAD_Y = 10
_RADIUS = 10


class UserPiece(TextPiece):
    """A part of the user's text; one of ordinary length is one part."""

    def __init__(
        self, look: Look, text: str, images: MathImages, *, is_first: bool, is_last: bool
    ) -> None:
        super().__init__(look)
        self._text = text
        self._images = images
        self._is_first = is_first
        self._is_last = is_last
        self.height = look.line_px * (1 + text.count("\n") + len(text) // 75)

    @property
    def text(self) -> str:
        """What the user wrote here."""
        return self._text

    @override
    def new_area(self) -> TextArea:
        area = TextArea(self.look, self._images, self.look.body, self.look.line_px)
        with area.writer.one_change():
            area.writer.write_text(self._text, QTextCharFormat())
        return area

    @override
    def laid_out(self, width: int) -> int:
        widest = round(width * _WIDEST) - 2 * self.look.px(_PAD_X)
        inner = widest
        if self._is_first and self._is_last:
            inner = min(widest, self.area.natural_width())
        self._inner = max(inner, self.look.px(24))
        above = self.look.px(_PAD_Y) if self._is_first else 0
        below = self.look.px(_PAD_Y) if self._is_last else 0
        return above + self.area.height(self._inner) + below

    @property
    def _card(self) -> QRectF:
        width = self._inner + 2 * self.look.px(_PAD_X)
        left = 0 if self.look.is_rtl else self.width - width
        return QRectF(left, 0, width, self.height)

    @property
    @override
    def text_origin(self) -> QPointF:
        top = self.look.px(_PAD_Y) if self._is_first else 0
        return QPointF(self._card.x() + self.look.px(_PAD_X), top)

    @override
    def paint(self, painter: QPainter, state: PaintState) -> None:
        radius = self.look.px(_RADIUS)
        card = self._card
        # Rounded corners of the parts that meet lie outside the clip.
        whole = card.adjusted(
            0, 0 if self._is_first else -radius, 0, 0 if self._is_last else radius
        )
        path = QPainterPath()
        path.addRoundedRect(whole, radius, radius)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(card, Qt.ClipOperation.IntersectClip)
        painter.fillPath(path, self.look.color("bg_user"))
        painter.restore()
        self.area.paint(painter, self.text_origin, self.look.color("text"), state)
