"""The head of a code card: the language, and buttons to wrap, save and copy.

Owns their look and places. Must not know the code under it, nor what the buttons do.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath

from desktop_chat.ui.transcript.blocks.piece import (
    COPY_CODE,
    SAVE_CODE,
    TOGGLE,
    PaintState,
    Target,
    paint_card,
    paint_focus,
)
from desktop_chat.ui.transcript.look import Look

HEADER = 32
_PADDING = 12
_ICON = 14
_BUTTON = 28
_GAP = 2
_RADIUS = 10


def _text(text: str) -> str:
    return QCoreApplication.translate("CodeHeader", text)


@dataclass(slots=True)
class CodeHeader:
    """One header.

    Attributes:
        title: The language's name.
        is_copied: Whether the button says that the code was just copied.
        wraps: Whether lines are wrapped now.
    """

    look: Look
    title: str
    is_copied: bool = False
    wraps: bool = False

    @property
    def height(self) -> int:
        """In pixels."""
        return self.look.px(HEADER)

    def targets(self, card: QRectF, top: float) -> list[Target]:
        """Return the buttons of a card whose header is at a height: wrap, save, copy."""
        look = self.look
        if look.is_paper:
            return []
        side, height = look.px(_BUTTON), look.px(HEADER - 6)
        copy = self._copy_width()
        right = card.right() - look.px(6)
        y = top + look.px(3)
        places = (right - copy - 2 * (side + _GAP), right - copy - side - _GAP, right - copy)
        wrap = _text("Do not wrap lines") if self.wraps else _text("Wrap lines")
        save = _text("Save {0} code…").format(self.title)
        name = _text("Copy {0} code").format(self.title)
        return [
            Target(TOGGLE, "wrap", QRectF(places[0], y, side, height), wrap, wrap),
            Target(SAVE_CODE, "", QRectF(places[1], y, side, height), save, _text("Save…")),
            Target(COPY_CODE, "", QRectF(places[2], y, copy, height), name),
        ]

    def _copy_width(self) -> float:
        """Return a width that holds both words of the button, so that nothing moves."""
        metrics = QFontMetricsF(self.look.caption)
        words = (_text("Copy"), _text("Copied"))
        widest = max(metrics.horizontalAdvance(word) for word in words)
        return self.look.px(7 + _ICON + 6 + 8) + widest

    def paint(self, painter: QPainter, card: QRectF, top: float, state: PaintState) -> None:
        """Paint the header of a card at a height, over what is there."""
        look = self.look
        header = QRectF(card.x(), top, card.width(), self.height)
        if top > 0:
            self._paint_ground(painter, header)
        painter.fillRect(
            QRectF(header.x() + 1, header.bottom() - 1, header.width() - 2, 1), look.color("border")
        )
        buttons = self.targets(card, top)
        painter.setFont(look.caption)
        painter.setPen(look.color("text_2"))
        left = header.x() + look.px(_PADDING)
        right = buttons[0].rect.x() if buttons else card.right()
        label = QRectF(left, top, right - left - look.px(8), self.height)
        shown = QFontMetricsF(look.caption).elidedText(
            self.title, Qt.TextElideMode.ElideRight, label.width()
        )
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(label, side | Qt.AlignmentFlag.AlignVCenter, shown)
        for number, target in enumerate(buttons):
            self._paint_button(painter, target, number, state)

    def _paint_ground(self, painter: QPainter, header: QRectF) -> None:
        """Paint what hides the code that passes under a header at the view's edge."""
        look, radius = self.look, self.look.px(_RADIUS)
        painter.fillRect(header, look.color("bg_content"))
        painter.save()
        painter.setClipRect(header, Qt.ClipOperation.IntersectClip)
        tall = header.adjusted(0, 0, 0, 2 * radius)
        paint_card(painter, tall, look.color("bg_code"), look.color("border"), radius)
        painter.restore()

    def _paint_button(
        self, painter: QPainter, target: Target, number: int, state: PaintState
    ) -> None:
        look, rect = self.look, target.rect
        is_hovered = state.hovered == number
        if is_hovered:
            paint_card(painter, rect, look.color("bg_hover"), None, look.px(6))
        if state.focused == number:
            paint_focus(painter, look, rect.adjusted(1, 1, -1, -1), look.px(6))
        color = "text" if is_hovered else "text_2"
        if target.kind == TOGGLE and self.wraps:
            color = "accent"
        if target.kind == COPY_CODE and self.is_copied:
            color = "success"
        side = look.px(_ICON)
        is_copy = target.kind == COPY_CODE
        x = rect.x() + look.px(7) if is_copy else rect.center().x() - side / 2
        place = QPointF(x, rect.center().y() - side / 2)
        painter.drawPixmap(place, look.icon(self._drawing(target.kind), color, _ICON))
        if is_copy:
            painter.setFont(look.caption)
            painter.setPen(look.color(color))
            word = _text("Copied") if self.is_copied else _text("Copy")
            beside = rect.adjusted(look.px(7 + _ICON + 6), 0, 0, 0)
            side_flag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(beside, side_flag | Qt.AlignmentFlag.AlignVCenter, word)

    def _drawing(self, kind: str) -> str:
        if kind == COPY_CODE:
            return "check" if self.is_copied else "copy"
        return "save" if kind == SAVE_CODE else "text-wrap"


def card_path(card: QRectF, radius: int) -> QPainterPath:
    """Return the outline of a card's inside, to which what is painted in it is cut."""
    path = QPainterPath()
    path.addRoundedRect(card.adjusted(1, 1, -1, -1), radius - 1, radius - 1)
    return path
