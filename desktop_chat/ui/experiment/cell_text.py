"""The first lines of a text in a narrow cell: broken between words, the last one cut with "…".

It owns how a text is cut to a number of lines. It knows no cell and no colour.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

LINES = 3
_STRONG = frozenset({"L", "R", "AL"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is drawn, how wide it is, and whether it begins at the right."""

    text: str
    width: int
    is_mirrored: bool


@dataclass(frozen=True, slots=True)
class Laid:
    """A text in a room of some width, in pixels, of which some are kept free at the end."""

    text: str
    room: int
    lines: tuple[Line, ...]
    end_room: int = 0


def laid_out(text: str, room: int, font: QFont, count: int = LINES, *, end_room: int = 0) -> Laid:
    """Return the first lines of a text; a line break in it begins another line.

    Args:
        text: What is laid out.
        room: The width of a line in pixels.
        font: What it is drawn in.
        count: How many lines there may be.
        end_room: Pixels that stay free behind a last line that is cut.
    """
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    metrics = QFontMetrics(font)
    # Offsets of Qt count UTF-16 units.
    units = text.encode("utf-16-le", "replace")
    is_mirrored = begins_at_right(text)
    lines: list[Line] = []
    if not text:
        return Laid(text, room, (), end_room)
    layout.beginLayout()
    while len(lines) < count and (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, room))
        start, length = line.textStart(), line.textLength()
        is_cut = len(lines) == count - 1 and start + length < len(units) // 2
        end = len(units) // 2 if is_cut else start + length
        part = units[2 * start : 2 * end].decode("utf-16-le", "replace").rstrip()
        if is_cut:
            part = metrics.elidedText(
                part.replace("\n", " "), Qt.TextElideMode.ElideRight, room - end_room
            )
            if not part.endswith("…"):
                part += "…"
        lines.append(Line(part, metrics.horizontalAdvance(part), is_mirrored))
    layout.endLayout()
    return Laid(text, room, tuple(lines), end_room)


def begins_at_right(text: str) -> bool:
    """Return whether a text begins at the right, by its first letter that has a direction."""
    if text.isascii():
        return False
    letter = next((kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), "L")
    return letter != "L"
