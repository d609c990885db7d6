"""Strips of a turn that are no text of the message: its header, its actions, and cards.

Owns the look of everything around an answer. Must not know how turns are followed or stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from typing_extensions import override

from desktop_chat.ui.transcript.blocks.piece import (
    COMMAND,
    TOGGLE,
    PaintState,
    Piece,
    Target,
    paint_card,
    paint_focus,
    paint_hit,
)
from desktop_chat.ui.transcript.look import Look

_HEADER = 24
_GLYPH = 20
_ACTIONS = 28
_BUTTON = 28
_DAY = 32
_FOLD = 32
_ARROW = 24

translate = QCoreApplication.translate

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Branches:
    """Which of how many alternatives is shown; `index` counts from 0."""

    index: int
    count: int

    @property
    def text(self) -> str:
        """As it stands between the arrows."""
        return translate("Transcript", "{0} of {1}").format(self.index + 1, self.count)


class Strip(Piece):
    """A piece that is drawn, not written; mirrors what it places by the interface's direction."""

    def place(self, x: float, y: float, width: float, height: float) -> QRectF:
        """Return a rectangle given from the leading edge."""
        left = self.width - x - width if self.look.is_rtl else x
        return QRectF(left, y, width, height)

    def place_at_end(self, x: float, y: float, width: float, height: float) -> QRectF:
        """Return a rectangle given by the distance of its far edge from the trailing edge."""
        return self.place(self.width - x - width, y, width, height)

    def draw_text(self, painter: QPainter, rect: QRectF, text: str) -> None:
        """Draw one line of text from the leading side of a rectangle, cut off with an ellipsis."""
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight if self.look.is_rtl else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignAbsolute | _MIDDLE, shown)

    def paint_icon(self, painter: QPainter, rect: QRectF, name: str, token: str, size: int) -> None:
        """Draw an icon in the middle of a rectangle."""
        side = self.look.px(size)
        place = QPointF(rect.center().x() - side / 2, rect.center().y() - side / 2)
        painter.drawPixmap(place, self.look.icon(name, token, size))

    def paint_icon_button(
        self, painter: QPainter, target: Target, icon: str, number: int, state: PaintState
    ) -> None:
        """Draw a button that is an icon only."""
        is_hovered = state.hovered == number
        if is_hovered:
            paint_card(painter, target.rect, self.look.color("bg_hover"), None, self.look.px(6))
        if state.focused == number:
            paint_focus(painter, self.look, target.rect.adjusted(2, 2, -2, -2), self.look.px(6))
        self.paint_icon(painter, target.rect, icon, "text" if is_hovered else "text_2", 16)


class DayPiece(Strip):
    """The date between turns of different days."""

    is_kept_with_next = True

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(look)
        self.text = text
        self.height = look.px(_DAY)

    @override
    def laid_out(self, width: int) -> int:
        return self.look.px(_DAY)

    @override
    def paint(self, painter: QPainter, state: PaintState) -> None:
        painter.setFont(self.look.caption)
        painter.setPen(self.look.color("text_3"))
        rect = QRectF(0, 0, self.width, self.height)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text)


def branches_width(look: Look, branches: Branches) -> int:
    """Return the width of the switch between alternatives, 0 where there is only one."""
    if branches.count < 2:
        return 0
    text = QFontMetricsF(look.caption).horizontalAdvance(branches.text)
    return round(text) + look.px(2 * _ARROW + 8)


def branch_targets(look: Look, rect: QRectF) -> list[Target]:
    """Return the two arrows of a switch that fills a rectangle."""
    side = look.px(_ARROW)
    first = QRectF(rect.x(), rect.y(), side, rect.height())
    last = QRectF(rect.right() - side, rect.y(), side, rect.height())
    if look.is_rtl:
        first, last = last, first
    return [
        Target(
            COMMAND,
            "message.previous_branch",
            first,
            translate("Transcript", "Previous alternative"),
            "Alt+Left",
        ),
        Target(
            COMMAND,
            "message.next_branch",
            last,
            translate("Transcript", "Next alternative"),
            "Alt+Right",
        ),
    ]


def paint_branches(
    strip: Strip, painter: QPainter, rect: QRectF, branches: Branches, state: PaintState, first: int
) -> None:
    """Paint the switch between alternatives; `first` is the number of its first target."""
    back, forth = branch_targets(strip.look, rect)
    strip.paint_icon_button(painter, back, "chevron-left", first, state)
    strip.paint_icon_button(painter, forth, "chevron-right", first + 1, state)
    painter.setFont(strip.look.caption)
    painter.setPen(strip.look.color("text_2"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, branches.text)


class HeaderPiece(Strip):
    """Who answers: glyph, name, provider, figures, and the switch between alternatives."""

    is_kept_with_next = True

    def __init__(self, look: Look, author: str, via: str, caption: str, branches: Branches) -> None:
        super().__init__(look)
        self._author = author
        self._via = via
        self._caption = caption
        self._branches = branches
        self._arrows_px = branches_width(look, branches)
        self.height = look.px(_HEADER)

    @property
    def title(self) -> str:
        """All that the line says."""
        via = self._via_text
        return ", ".join(filter(None, (self._author, via, self._caption.replace(" · ", ", "))))

    @property
    def _via_text(self) -> str:
        return translate("Transcript", "via {0}").format(self._via) if self._via else ""

    @override
    def laid_out(self, width: int) -> int:
        return max(self.look.px(_HEADER), round(QFontMetricsF(self.look.label).height()))

    @override
    def paint(self, painter: QPainter, state: PaintState) -> None:
        look = self.look
        side = look.px(_GLYPH)
        glyph = self.place(0, (self.height - side) / 2, side, side)
        paint_card(painter, glyph, look.color("bg_hover"), look.color("border"), look.px(4))
        painter.setFont(look.glyph)
        painter.setPen(look.color("text_2"))
        painter.drawText(glyph, Qt.AlignmentFlag.AlignCenter, self._author[:1].upper())
        x = side + look.px(8)
        x += self._draw_part(painter, x, self._author, "label", "text")
        for part in (self._via_text, self._caption):
            if part:
                x += look.px(8)
                x += self._draw_part(painter, x, part, "caption", "text_3")
        if self._arrows_px:
            paint_branches(self, painter, self._arrow_rect(), self._branches, state, 0)

    def _draw_part(self, painter: QPainter, x: float, text: str, font: str, token: str) -> float:
        painter.setFont(getattr(self.look, font))
        painter.setPen(self.look.color(token))
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 2
        width = min(width, max(0.0, self.width - self._arrows_px - x))
        self.draw_text(painter, self.place(x, 0, width, self.height), text)
        return width

    def _arrow_rect(self) -> QRectF:
        return self.place_at_end(-self.look.px(4), 0, self._arrows_px, self.height)

    @override
    def targets(self) -> list[Target]:
        return branch_targets(self.look, self._arrow_rect()) if self._arrows_px else []


@dataclass(frozen=True, slots=True)
class Action:
    """A button with an icon under a turn."""

    command_id: str
    icon: str
    name: str
    key: str = ""


class ActionsPiece(Strip):
    """The row of icons under a turn. Its height is always there, so that nothing moves."""

    def __init__(
        self, look: Look, actions: Sequence[Action], branches: Branches, *, is_at_end: bool
    ) -> None:
        super().__init__(look, look.px(4))
        self._actions = tuple(actions)
        self._branches = branches
        self._arrows_px = branches_width(look, branches)
        self._is_at_end = is_at_end
        self.height = look.px(_ACTIONS)

    @override
    def laid_out(self, width: int) -> int:
        return self.look.px(_ACTIONS)

    @override
    def targets(self) -> list[Target]:
        side = self.look.px(_BUTTON)
        place = self.place_at_end if self._is_at_end else self.place
        count = len(self._actions)
        found: list[Target] = []
        for number, action in enumerate(self._actions):
            position = count - 1 - number if self._is_at_end else number
            rect = place(position * side - self.look.px(6), 0, side, side)
            tip = f"{action.name} ({action.key})" if action.key else action.name
            found.append(Target(COMMAND, action.command_id, rect, action.name, tip))
        if self._has_arrows:
            found += branch_targets(self.look, self._arrow_rect())
        return found

    @property
    def _has_arrows(self) -> bool:
        return self._is_at_end and self._arrows_px > 0

    def _arrow_rect(self) -> QRectF:
        x = len(self._actions) * self.look.px(_BUTTON) + self.look.px(4)
        return self.place_at_end(x, 0, self._arrows_px, self.look.px(_ACTIONS))

    @override
    def paint(self, painter: QPainter, state: PaintState) -> None:
        if self._has_arrows:
            first = len(self._actions)
            paint_branches(self, painter, self._arrow_rect(), self._branches, state, first)
        if not state.is_active:
            return
        for number, (action, target) in enumerate(zip(self._actions, self.targets(), strict=False)):
            self.paint_icon_button(painter, target, action.icon, number, state)


@dataclass(frozen=True, slots=True)
class FoldState:
    """How it is with what a card is about: a sign beside the title, and the word for it."""

    icon: str
    token: str
    name: str


class FoldPiece(Strip):
    """The line that opens and closes a card of reasoning or of a tool call."""

    is_kept_with_next = True

    def __init__(
        self,
        look: Look,
        title: str,
        note: str,
        icon: str,
        token: str,
        *,
        is_open: bool,
        state: FoldState | None = None,
    ) -> None:
        super().__init__(look, look.px(8))
        self.state = state
        self.title = title
        self.note = note
        self._icon = icon
        self._token = token
        self.is_open = is_open
        self.height = look.px(_FOLD)

    @override
    def laid_out(self, width: int) -> int:
        return self.look.px(_FOLD)

    @override
    def targets(self) -> list[Target]:
        rect = QRectF(0, 0, self.width, self.height)
        name = translate("Transcript", "{0}, closed").format(self.title)
        if self.is_open:
            name = translate("Transcript", "{0}, open").format(self.title)
        return [Target(TOGGLE, "fold", rect, name)]

    @override
    def paint(self, painter: QPainter, state: PaintState) -> None:
        look = self.look
        card = QRectF(0, 0, self.width, self.height)
        fill = "bg_hover" if state.hovered == 0 else "bg_code"
        paint_card(painter, card, look.color(fill), None, look.px(6))
        painter.fillRect(self.place(0, 0, look.px(3), self.height), look.color(self._token))
        self.paint_icon(
            painter,
            self.place(look.px(12), 0, look.px(16), self.height),
            self._icon,
            self._token,
            14,
        )
        painter.setFont(look.label)
        painter.setPen(look.color("text"))
        x = look.px(36)
        width = QFontMetricsF(look.label).horizontalAdvance(self.title) + 2
        width = min(width, max(0.0, self.width - x - look.px(36 + 30)))
        for hit in state.hits:
            title = self.place(x - 2, look.px(6), width + 4, self.height - look.px(12))
            paint_hit(painter, look, title, is_current=hit.is_current)
        self.draw_text(painter, self.place(x, 0, width, self.height), self.title)
        painter.setFont(look.caption)
        painter.setPen(look.color("text_3"))
        x += width + look.px(8)
        x += self._paint_state(painter, x)
        rest = self.width - x - look.px(36)
        self.draw_text(painter, self.place(x, 0, max(0.0, rest), self.height), self.note)
        if not look.is_paper:
            arrow = "chevron-down" if self.is_open else "chevron-right"
            place = self.place_at_end(look.px(10), 0, look.px(16), self.height)
            self.paint_icon(painter, place, arrow, "text_2", 14)
        if state.focused == 0:
            paint_focus(painter, look, card.adjusted(2, 2, -2, -2), look.px(6))

    def _paint_state(self, painter: QPainter, x: float) -> int:
        """Paint the sign at a distance from the leading edge; return the width that it takes."""
        if self.state is None:
            return 0
        width = self.look.px(16)
        place = self.place(x, 0, width, self.height)
        self.paint_icon(painter, place, self.state.icon, self.state.token, 14)
        return width + self.look.px(6)


class CaretPiece(Strip):
    """The place where an answer will begin."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.height = look.line_px

    @override
    def laid_out(self, width: int) -> int:
        return self.look.line_px

    @override
    def paint(self, painter: QPainter, state: PaintState) -> None:
        return

    @override
    def position_rect(self, position: int) -> QRectF:
        return self.place(0, 0, 1, self.look.line_px)
