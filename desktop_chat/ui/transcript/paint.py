"""What the conversation looks like at the moment: every strip in its place and its state.

Owns the order of painting. Must not know how strips paint themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QTimer
from PySide6.QtGui import QPainter

from desktop_chat.core.message import MessageState
from desktop_chat.ui.transcript.blocks.piece import PaintState, Piece
from desktop_chat.ui.transcript.caret_blink import caret_rect
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView


def paint_transcript(view: TranscriptView, painter: QPainter, clip: QRect) -> None:
    """Paint a part of the view's viewport."""
    painter.fillRect(clip, view.look.color("bg_content"))
    is_whole = True
    for place, y in view.layout_.places_between(
        view.top + clip.top(), view.top + clip.bottom() + 1
    ):
        piece = view.layout_.piece(place)
        if piece.is_measured(view.layout_.width):
            _paint_piece(view, painter, place, y - view.top, clip)
        # What is painted may want to be measured once more: then it has more to show.
        is_whole = is_whole and piece.is_measured(view.layout_.width)
    view.keys.paint(painter)
    if not is_whole:
        # Strips far from their estimates bring others into sight than those that were measured.
        QTimer.singleShot(0, view, lambda: _go_on(view))


def _go_on(view: TranscriptView) -> None:
    view.settle()
    view.viewport().update()


def _paint_piece(
    view: TranscriptView, painter: QPainter, place: Place, y: int, clip: QRect
) -> None:
    piece = view.layout_.piece(place)
    state = _state_of(view, place, piece)
    left = view.column_left
    state.clip = QRectF(clip).translated(-left, -y)
    state.view_top = -y
    painter.save()
    painter.translate(left, y)
    piece.paint(painter, state)
    if state.has_caret:
        painter.setOpacity(view.blink.opacity)
        painter.fillRect(caret_rect(view.look, piece), view.look.color("accent"))
        view.blink.caret_painted()
    painter.restore()


def _state_of(view: TranscriptView, place: Place, piece: Piece) -> PaintState:
    turn = view.layout_.turns[place.turn]
    last = len(view.layout_.turns) - 1
    is_growing = turn.row.state is MessageState.STREAMING
    return PaintState(
        selection=view.selection.range_in(place, piece),
        hovered=view.pointer.target_in(place),
        focused=view.keys.target_in(place),
        is_active=place.turn in (last, view.pointer.turn, view.keys.turn),
        hits=view.hits.ranges_in(place),
        tints=view.tints.ranges_in(place),
        token=view.tints.chosen_in(place),
        has_caret=is_growing and place.piece == turn.caret_piece,
    )
