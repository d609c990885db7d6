"""Margins with a leading and a trailing side: Qt mirrors a layout's widgets, not its margins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def set_margins(
    layout: QLayout, widget: QWidget, leading: int, top: int, trailing: int, bottom: int
) -> None:
    """Set a layout's margins, mirrored where `widget`'s text runs from right to left."""
    if widget.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        leading, trailing = trailing, leading
    layout.setContentsMargins(leading, top, trailing, bottom)
