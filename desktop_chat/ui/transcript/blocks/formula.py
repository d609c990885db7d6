"""Displayed formulas: a band with the picture in its middle, or the source without one.

Must not know how formulas are set.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTextCharFormat
from typing_extensions import override

from desktop_chat.markup.blocks import MathBlock
from desktop_chat.ui.transcript.blocks.flow import Leaf
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.math_images import FormulaImage, MathImages
from desktop_chat.ui.transcript.blocks.piece import (
    PaintState,
    breaks_between,
    paint_card,
    paint_hit,
)
from desktop_chat.ui.transcript.blocks.text import TextArea
from desktop_chat.ui.transcript.look import Look

_BAND = 48
_SIZE = 1.2


class FormulaPiece(LeafPiece):
    """One displayed formula."""

    is_text = True

    def __init__(self, look: Look, leaf: Leaf, images: MathImages) -> None:
        super().__init__(look, leaf)
        self._images = images
        self._area = TextArea(look, images, look.code, look.code_line_px)
        self._area.writer.write_text(self._tex, QTextCharFormat(), is_source=True)
        self._image: FormulaImage | None = None
        self.height = look.px(_BAND)

    @property
    def _tex(self) -> str:
        block = self.leaf.block
        return block.text if isinstance(block, MathBlock) else ""

    @property
    def _is_closed(self) -> bool:
        return isinstance(self.leaf.block, MathBlock) and self.leaf.block.is_closed

    @override
    def refresh_formulas(self) -> None:
        if self._image is None and self._is_closed:
            self.invalidate()

    @override
    def laid_out(self, width: int) -> int:
        if self._is_closed:
            size = round(self.look.body.pixelSize() * _SIZE)
            self._image = self._images.find(self._tex, size, self.look.color("text"), True)
        if self._image is None:
            return self._area.height(self.content_width) + self.look.px(16)
        return max(self.look.px(_BAND), ceil(self._scaled_height()) + self.look.px(8))

    def _ratio(self, image: FormulaImage) -> float:
        return min(1.0, self.content_width / image.width)

    def _scaled_height(self) -> float:
        image = self._image
        return image.height * self._ratio(image) if image else 0.0

    @override
    def paint_content(self, painter: QPainter, state: PaintState) -> None:
        image = self._image
        if image is None:
            self._area.paint(painter, self._source_origin, self.look.color("text_2"), state)
            return
        ratio = self._ratio(image)
        rect = QRectF(0, 0, image.width * ratio, image.height * ratio)
        rect.moveCenter(QPointF(self.origin.x() + self.content_width / 2, self.height / 2))
        if state.selection is not None:
            paint_card(painter, rect, self.look.color("bg_selected"), None, 4)
        for hit in state.hits:
            paint_hit(painter, self.look, rect, is_current=hit.is_current)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, image.image)
        painter.restore()

    @property
    def _source_origin(self) -> QPointF:
        return self.origin + QPointF(0, self.look.px(8))

    @override
    def breaks(self) -> list[float]:
        if self._image is not None:
            return []
        top = self._source_origin.y()
        return breaks_between([top + bottom for bottom in self._area.line_bottoms()])

    @property
    @override
    def length(self) -> int:
        return self._area.length

    @property
    @override
    def shown_text(self) -> str:
        return self._area.shown_text

    @override
    def text_between(self, start: int, end: int) -> str:
        return self._tex if end > start else ""

    @override
    def position_at(self, point: QPointF) -> int:
        if self._image is None:
            return self._area.position_at(point - self._source_origin)
        return 0 if point.x() < self.origin.x() + self.content_width / 2 else self.length

    @override
    def word_at(self, position: int) -> tuple[int, int]:
        return 0, self.length

    @override
    def position_rect(self, position: int) -> QRectF:
        return QRectF(self.origin.x(), 0, 1, self.height)
