"""The card under a turn that failed, stopped or waits: what happened, and what to do.

Owns the look of notices. Must not know why one is shown.
"""

from __future__ import annotations

from math import ceil
from time import monotonic

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextCharFormat
from typing_extensions import override

from desktop_chat.app.rows import RowAction, RowNotice
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import (
    COMMAND,
    TOGGLE,
    PaintState,
    Target,
    paint_card,
    paint_focus,
)
from desktop_chat.ui.transcript.blocks.text import TextArea
from desktop_chat.ui.transcript.blocks.text_piece import TextPiece
from desktop_chat.ui.transcript.cards.strips import Strip
from desktop_chat.ui.transcript.look import Look

_BUTTON = 28
_BUTTON_PAD = 12
_BUTTON_ICON = 14
_BUTTON_GAP = 6
_ICONS = {
    "error": ("circle-alert", "danger"),
    "interrupted": ("triangle-alert", "warning"),
    "stopped": ("square", "text_2"),
    "cap": ("coins", "warning"),
    "length": ("triangle-alert", "warning"),
    "waiting": ("info", "text_2"),
    "retrying": ("refresh-cw", "danger"),
}
_ACTION_ICONS = {
    "message.continue": "play",
    "message.retry": "refresh-cw",
    "message.regenerate": "refresh-cw",
}
_CAP = "cap"
_FLAT = ("message.stop", "spending.caps")
_ON_CARD = ("error", "retrying")


class NoticePiece(TextPiece, Strip):
    """One notice; errors and retries stand on a card, the others are a line with buttons."""

    def __init__(self, look: Look, notice: RowNotice, images: MathImages) -> None:
        super().__init__(look, look.px(8))
        self._notice = notice
        self._images = images
        self._advice = self._written(self._apart, look.interface, "text_2")
        # The server's own words and JSON are read from the left, as code is.
        self._detail = self._written(notice.detail, look.code, "text_2", leans=False)
        self._is_open = False
        self._until_s = monotonic() + (notice.countdown_s or 0.0)
        self.height = look.px(96 if notice.kind in _ON_CARD else 60)

    @property
    def _apart(self) -> str:
        """The advice where it has lines of its own."""
        return self._notice.advice if self._is_card else ""

    @override
    def new_area(self) -> TextArea:
        if self._apart:
            return self._written(self._notice.text, self.look.label, "text")
        if self._notice.kind != _CAP:
            return self._written(self.text, self.look.interface, "text")
        area = self._written(self._notice.text, self.look.label, "text")
        quiet = QTextCharFormat()
        quiet.setFontWeight(self.look.interface.weight())
        quiet.setForeground(self.look.color("text_2"))
        area.writer.write_text(f" {self._notice.advice}", quiet)
        return area

    def _written(self, text: str, font: QFont, token: str, *, leans: bool = True) -> TextArea:
        area = TextArea(self.look, self._images, font, round(font.pixelSize() * 1.4))
        format_ = QTextCharFormat()
        format_.setForeground(self.look.color(token))
        area.writer.write_text(text, format_)
        if leans:
            area.lean_to_interface()
        return area

    @property
    def text(self) -> str:
        """What the notice says, for reading aloud."""
        return " ".join(filter(None, (self._notice.text, self._notice.advice)))

    @property
    def details(self) -> str:
        """What the open Details say, "" while they are closed."""
        return self._notice.detail if self._is_open else ""

    @property
    def remaining_s(self) -> float:
        """Seconds until the next attempt, 0 where there is none."""
        return max(0.0, self._until_s - monotonic()) if self._notice.countdown_s else 0.0

    @property
    def _is_card(self) -> bool:
        return self._notice.kind in _ON_CARD

    @property
    def _pad(self) -> int:
        return self.look.px(12) if self._is_card else 0

    @property
    def _indent(self) -> int:
        return self._pad + self.look.px(2 + 16 + 8)

    @override
    def laid_out(self, width: int) -> int:
        inner = max(self.look.px(80), width - self._indent - self._pad - self.look.px(2))
        y = self._pad
        self._text_top = y
        y += self.area.height(inner)
        self._advice_top = y
        if self._advice.length:
            y += self._advice.height(inner)
        self._buttons_top = y + self.look.px(8)
        if self._buttons():
            y = self._buttons_top + self.look.px(_BUTTON)
        self._detail_top = y + self.look.px(10)
        if self._is_open:
            y = self._detail_top + self._detail.height(inner)
        self._bar_top = y + self.look.px(10)
        if self._notice.countdown_s:
            y = self._bar_top + self.look.px(3)
        return y + self._pad

    def _buttons(self) -> list[tuple[str, str, str]]:
        """Return kind, value and title of each button."""
        found = [(COMMAND, a.command_id, self._title(a)) for a in self._notice.actions]
        if self._notice.detail:
            found.append((TOGGLE, "details", self._details_title))
        return found

    def _title(self, action: RowAction) -> str:
        if action.command_id == "message.retry" and self.remaining_s:
            words = QCoreApplication.translate("Transcript", "{0}, or in {1} s")
            return words.format(action.title, ceil(self.remaining_s))
        return action.title

    @property
    def _details_title(self) -> str:
        first = self._notice.detail.split("\n", 1)[0]
        code = first.rpartition(", ")[2] if ", " in first else ""
        if code:
            return QCoreApplication.translate("Transcript", "Details, {0}").format(code)
        return QCoreApplication.translate("Transcript", "Details")

    @override
    def targets(self) -> list[Target]:
        look = self.look
        found: list[Target] = []
        x = self._indent if self._is_card or self._notice.kind == _CAP else 0
        for kind, value, title in self._buttons():
            is_flat = self._is_flat(kind, value)
            metrics = QFontMetricsF(self._button_font(is_flat=is_flat))
            width = metrics.horizontalAdvance(title) + look.px(2 * _BUTTON_PAD)
            if value in _ACTION_ICONS or kind == TOGGLE:
                width += look.px(_BUTTON_ICON + _BUTTON_GAP)
            rect = self.place(x, self._buttons_top, width, look.px(_BUTTON))
            if kind == TOGGLE:
                # The words end where the card's content does, not the frame that nobody sees.
                end = max(0, self._pad - look.px(_BUTTON_PAD))
                rect = self.place_at_end(end, self._buttons_top, width, look.px(_BUTTON))
            found.append(Target(kind, value, rect, title))
            x += width + look.px(8)
        return found

    @override
    def toggle(self, value: str) -> None:
        self._is_open = not self._is_open
        self.invalidate()

    @override
    def paint(self, painter: QPainter, state: PaintState) -> None:
        look = self.look
        icon, token = _ICONS.get(self._notice.kind, ("info", "text_2"))
        if self._is_card:
            card = QRectF(0, 0, self.width, self.height)
            paint_card(painter, card, look.color("danger_bg"), None, look.px(10))
        line = look.px(18)
        place = self.place(self._pad + look.px(2), self._text_top, look.px(16), line)
        self.paint_icon(painter, place, icon, token, 16)
        for area, top, color in self._areas():
            area.paint(painter, QPointF(self.text_origin.x(), top), look.color(color), state)
        for number, target in enumerate(self.targets()):
            self._paint_button(painter, target, number, state)
        self._paint_countdown(painter)

    @property
    @override
    def text_origin(self) -> QPointF:
        inner = self.width - self._indent - self._pad - self.look.px(2)
        return QPointF(self.place(self._indent, 0, inner, 1).x(), self._text_top)

    def _areas(self) -> list[tuple[TextArea, float, str]]:
        found = [(self.area, float(self._text_top), "text")]
        if self._advice.length:
            found.append((self._advice, float(self._advice_top), "text_2"))
        if self._is_open:
            found.append((self._detail, float(self._detail_top), "text_2"))
        return found

    def _paint_button(
        self, painter: QPainter, target: Target, number: int, state: PaintState
    ) -> None:
        look = self.look
        is_flat = self._is_flat(target.kind, target.value)
        if not is_flat:
            fill = "bg_hover" if state.hovered == number else "bg_button"
            paint_card(painter, target.rect, look.color(fill), look.color("stroke"), look.px(6))
        if state.focused == number:
            paint_focus(painter, look, target.rect.adjusted(1, 1, -1, -1), look.px(6))
        icon = _ACTION_ICONS.get(target.value, "")
        if target.kind == TOGGLE:
            icon = "chevron-down" if self._is_open else "chevron-right"
        text = target.rect
        if icon:
            side, pad = look.px(_BUTTON_ICON), look.px(_BUTTON_PAD)
            taken = side + look.px(_BUTTON_GAP)
            place = QRectF(text.x() + pad, text.y(), side, text.height())
            text = text.adjusted(taken, 0, 0, 0)
            if look.is_rtl:
                place.moveRight(target.rect.right() - pad)
                text.moveLeft(target.rect.x())
            self.paint_icon(painter, place, icon, "text_2" if is_flat else "text", _BUTTON_ICON)
        painter.setFont(self._button_font(is_flat=is_flat))
        painter.setPen(look.color("text_2" if is_flat else "text"))
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, target.name)

    def _is_flat(self, kind: str, value: str) -> bool:
        return kind == TOGGLE or value in _FLAT

    def _button_font(self, *, is_flat: bool) -> QFont:
        return self.look.interface if is_flat else self.look.label

    def _paint_countdown(self, painter: QPainter) -> None:
        whole, left = self._notice.countdown_s, self.remaining_s
        if not whole:
            return
        look = self.look
        width = self.width - self._indent - self._pad
        bar = look.px(3)
        track = self.place(self._indent, self._bar_top, width, bar)
        paint_card(painter, track, look.color("border"), None, bar // 2)
        done = self.place(self._indent, self._bar_top, width * (1 - left / whole), bar)
        paint_card(painter, done, look.color("danger"), None, bar // 2)

    @override
    def breaks(self) -> list[float]:
        return []  # what happened and what to do stay together

    @override
    def is_arrow(self, point: QPointF) -> bool:
        return True
