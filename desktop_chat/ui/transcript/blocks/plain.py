"""The strip for text that is shown as it was written: it says why, and offers to lay it out anyway.

Must not know how a text is parsed.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from typing_extensions import override

from desktop_chat.markup.blocks import PlainText
from desktop_chat.ui.transcript.blocks.flow import Leaf
from desktop_chat.ui.transcript.blocks.leaf import ProsePiece
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import (
    RENDER,
    PaintState,
    Target,
    paint_card,
    paint_focus,
)
from desktop_chat.ui.transcript.look import Look

_NOTE_PX = 30
_BUTTON_PX = 24
_ON_DEMAND = ("time", "length")


class PlainPiece(ProsePiece):
    """Text as it was written, below the reason for it.

    Attributes:
        is_waiting: Whether it is being laid out after all.
    """

    def __init__(self, look: Look, leaf: Leaf, images: MathImages, block: PlainText) -> None:
        super().__init__(look, leaf, images)
        self._reason = block.reason
        self.is_waiting = False

    @property
    def start(self) -> int:
        """Where the text begins in the message."""
        return self.leaf.block.start

    @property
    def note(self) -> str:
        """Why the text is shown as it is, "" where nothing needs to be said."""
        if self.is_waiting:
            return QCoreApplication.translate("PlainPiece", "Laying it out…")
        if self._reason == "time":
            return QCoreApplication.translate(
                "PlainPiece", "Shown as written: too intricate to lay out in time."
            )
        if self._reason == "length":
            return QCoreApplication.translate(
                "PlainPiece", "Shown as written: this long a paragraph takes time to lay out."
            )
        if self._reason == "depth":
            return QCoreApplication.translate(
                "PlainPiece", "Shown as written: nested too deeply to lay out."
            )
        if self._reason == "size":
            return QCoreApplication.translate(
                "PlainPiece", "Shown as written: too long to lay out."
            )
        return ""

    @property
    def _note_px(self) -> int:
        return self.look.px(_NOTE_PX) if self.note else 0

    @property
    @override
    def origin(self) -> QPointF:
        return super().origin + QPointF(0, self._note_px)

    @override
    def laid_out(self, width: int) -> int:
        return super().laid_out(width) + self._note_px

    @override
    def paint_content(self, painter: QPainter, state: PaintState) -> None:
        super().paint_content(painter, state)
        if not self.note:
            return
        row = self._mirrored(QRectF(self.inset, 0, self.content_width, self.look.px(_BUTTON_PX)))
        button = self._button()
        if button is not None:
            self._paint_button(painter, button, state)
            if self.is_rtl:
                row.setLeft(button.right() + self.look.px(8))
            else:
                row.setRight(button.left() - self.look.px(8))
        painter.setFont(self.look.interface)
        painter.setPen(self.look.color("text_2"))
        side = Qt.AlignmentFlag.AlignRight if self.is_rtl else Qt.AlignmentFlag.AlignLeft
        metrics = QFontMetricsF(self.look.interface)
        shown = metrics.elidedText(self.note, Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_button(self, painter: QPainter, rect: QRectF, state: PaintState) -> None:
        look, number = self.look, len(self.targets()) - 1
        fill = "bg_hover" if state.hovered == number else "bg_button"
        paint_card(painter, rect, look.color(fill), look.color("stroke"), look.px(6))
        if state.focused == number:
            paint_focus(painter, look, rect.adjusted(1, 1, -1, -1), look.px(6))
        painter.setFont(look.label)
        painter.setPen(look.color("text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._button_title)

    @property
    def _button_title(self) -> str:
        if self.is_waiting:
            return QCoreApplication.translate("PlainPiece", "Cancel")
        return QCoreApplication.translate("PlainPiece", "Render anyway")

    def _button(self) -> QRectF | None:
        if self._reason not in _ON_DEMAND or self.look.is_paper:
            return None
        look = self.look
        width = QFontMetricsF(look.label).horizontalAdvance(self._button_title) + look.px(24)
        left = self.inset + self.content_width - width
        return self._mirrored(QRectF(left, 0, width, look.px(_BUTTON_PX)))

    @override
    def targets(self) -> list[Target]:
        found = super().targets()
        button = self._button()
        if button is not None:
            tip = QCoreApplication.translate("PlainPiece", "May take some ten seconds")
            if self.is_waiting:
                tip = QCoreApplication.translate("PlainPiece", "Leave it as it was written")
            found.append(Target(RENDER, "", button, self._button_title, tip))
        return found
