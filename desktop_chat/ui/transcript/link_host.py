"""The label that says where the link in focus leads, as hovering does for the pointer.

Owns its words, place and look. Must not know how the focus moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from desktop_chat.core.unseen import plain_line
from desktop_chat.markup.links import host_of
from desktop_chat.ui.transcript.blocks.piece import LINK, paint_card
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_GAP = 6
_PAD_X, _PAD_Y = 8, 3


@dataclass(frozen=True, slots=True)
class HostLabel:
    """What the label says, and where it is in the viewport."""

    text: str
    rect: QRectF


def label_room(view: TranscriptView) -> int:
    """Return the height that the label takes below a link."""
    return view.look.px(_GAP) + ceil(_height(view)) + 1


def host_label(view: TranscriptView) -> HostLabel | None:
    """Return the label of the link in focus, None where no link has it."""
    if view.keys.target is None:
        return None
    place, number = view.keys.target
    if not _is_laid_out(view, place):
        return None
    target = view.pointer.target(place, number)
    if target is None or target.kind != LINK:
        return None
    text = plain_line(host_of(target.value) or target.value)
    look, corner = view.look, view.rect_of(place).topLeft()
    link = target.rect.translated(corner.x(), corner.y())
    wanted = QFontMetricsF(look.caption).horizontalAdvance(text) + 2 * look.px(_PAD_X)
    width, height = min(wanted + 1, view.layout_.width), _height(view)
    left = link.right() - width if look.is_rtl else link.left()
    left = min(max(left, view.column_left), view.column_left + view.layout_.width - width)
    # Always below: what is painted moves with the conversation.
    top = link.bottom() + look.px(_GAP)
    return HostLabel(text, QRectF(left, top, width, height))


def paint_host(view: TranscriptView, painter: QPainter) -> None:
    """Paint the label over the conversation."""
    label = host_label(view)
    if label is None:
        return
    look = view.look
    paint_card(painter, label.rect, look.color("bg_raised"), look.color("stroke"), look.px(4))
    room = label.rect.adjusted(look.px(_PAD_X), 0, -look.px(_PAD_X), 0)
    painter.setFont(look.caption)
    painter.setPen(look.color("text"))
    # The end of a host says whose it is: its beginning goes first.
    elided = QFontMetricsF(look.caption).elidedText(
        label.text, Qt.TextElideMode.ElideLeft, room.width()
    )
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, elided)


def _height(view: TranscriptView) -> float:
    return QFontMetricsF(view.look.caption).height() + 2 * view.look.px(_PAD_Y)


def _is_laid_out(view: TranscriptView, place: Place) -> bool:
    turns = view.layout_.turns
    if place.turn >= len(turns) or place.piece >= len(turns[place.turn].pieces):
        return False
    return view.layout_.piece(place).is_measured(view.layout_.width)
