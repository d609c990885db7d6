"""What the rows of all lists share: their ground, their focus ring, a line of text in a box.

Boxes are given as if text ran from left to right, and mirrored here. Each line finds its own
direction; the side on which it stands follows the window's.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle

from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.tokens import Theme

_ALIGNED = Qt.AlignmentFlag.AlignAbsolute


def mirrored(option: Any, box: QRect) -> QRect:
    """Return where a box stands in the direction of the row."""
    return QStyle.visualRect(option.direction, option.rect, box)


def leading_side(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """Return the side on which lines begin."""
    is_mirrored = direction is Qt.LayoutDirection.RightToLeft
    return Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft


def is_selected(option: Any) -> bool:
    """Return whether the row is the selected one."""
    return bool(option.state & QStyle.StateFlag.State_Selected)


def is_hovered(option: Any) -> bool:
    """Return whether the pointer is over the row."""
    return bool(option.state & QStyle.StateFlag.State_MouseOver)


def paint_ground(painter: QPainter, option: Any, row: QRect, theme: Theme) -> None:
    """Fill the box of a row that is selected or pointed at; ring the one with the keyboard."""
    radius = theme.px(6)
    if is_selected(option) or is_hovered(option):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.bg_selected if is_selected(option) else theme.bg_hover))
        painter.drawRoundedRect(row, radius, radius)
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.focus), theme.focus_px))
        painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), radius, radius)


def draw_line(
    painter: QPainter,
    option: Any,
    box: QRect,
    text: str,
    vertical: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
) -> None:
    """Draw one line in the painter's font and colour, cut with "…" where the box is too narrow."""
    flags = leading_side(option.direction) | vertical | _ALIGNED
    line = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(mirrored(option, box), int(flags | Qt.TextFlag.TextSingleLine), line)


def begin_row(painter: QPainter) -> None:
    """Make a painter ready for a row; `restore` it afterwards."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)


def draw_glyph(painter: QPainter, x: int, y: int, size: int, name: str, theme: Theme) -> None:
    """Draw a small square with the first letter of a model's name."""
    box = QRect(x, y, size, size)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(QColor(theme.bg_hover))
    frame = box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(frame, theme.px(4), theme.px(4))
    font = caption_font(theme, QFont.Weight.DemiBold)
    font.setPixelSize(max(8, round(size * 0.56)))
    painter.setFont(font)
    painter.setPen(QColor(theme.text_2))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name[:1].upper())
