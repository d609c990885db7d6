"""A short text laid out without a document, which takes twenty times as long to make.

Owns which texts need no document, and that they look as in one. Must not know links, chips,
formulas, selections or hits: whoever has them, or is asked for positions, needs a `TextArea`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from desktop_chat.core.unseen import deceptive_spans
from desktop_chat.markup.blocks import Emphasis, Inline, Strike, Strong, Text
from desktop_chat.ui.transcript.blocks.document import changed_format

MOST_CHARACTERS = 400
_UNBOUNDED = 1e6
# Line breaks, tabs, pictures, and what runs from right to left, whose side is a document's matter.
_NEEDS_DOCUMENT = re.compile(
    "[\0-\x1f\x7f-\x9f\u0590-\u08ff\u2000-\u200f\u2028-\u202e\u2060-\u206f\ufb1d-\ufdff"
    "\ufe70-\ufefc\ufffc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


class LeanText:
    """A paragraph of plain and emphasised words."""

    def __init__(
        self,
        text: str,
        formats: list[QTextLayout.FormatRange],
        font: QFont,
        line_px: int,
        alignment: Qt.AlignmentFlag,
    ) -> None:
        self.text = text
        self._font = font
        self._line_px = line_px
        self._is_at_left = bool(alignment & Qt.AlignmentFlag.AlignLeft)
        self._width = -1.0
        self._height = 0.0
        self._natural = -1.0
        self._layout = layout = QTextLayout(text, font)
        if formats:
            layout.setFormats(formats)
        option = QTextOption(alignment)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)

    @property
    def length(self) -> int:
        """Number of positions, in UTF-16 units."""
        return len(self.text) if self.text.isascii() else len(self.text.encode("utf-16-le")) // 2

    def height(self, width: int) -> int:
        """Lay the text out at a width and return its height."""
        self._lay_out(width)
        return ceil(self._height)

    def natural_width(self) -> int:
        """Return the width that the text takes without wrapping."""
        self._lay_out(_UNBOUNDED)
        line = self._layout.lineAt(0)
        self._natural = line.naturalTextWidth() if line.isValid() else 0.0
        return ceil(self._natural)

    def _lay_out(self, width: float) -> None:
        if width == self._width:
            return
        if self._is_at_left and self._width == _UNBOUNDED and 0 <= self._natural <= width:
            # It is one line, and stands where it is in any width that has room for it.
            return
        self._width = width
        layout, y = self._layout, 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            high = line.height()
            # As a document does where a line has a least height.
            line_height = max(self._line_px, ceil(line.ascent() + line.descent() + line.leading()))
            line.setPosition(QPointF(0, y + line_height - high))
            y += max(self._line_px, high)
        layout.endLayout()
        self._height = y

    def paint(self, painter: QPainter, origin: QPointF, color: QColor) -> None:
        """Paint the text at a point."""
        # Qt puts all extra height above a line; half of it belongs below.
        lead = max(0, round((self._line_px - QFontMetricsF(self._font).height()) / 2))
        painter.setPen(color)
        self._layout.draw(painter, QPointF(origin.x(), origin.y() - lead))


def lean_text(
    inlines: Iterable[Inline],
    font: QFont,
    line_px: int,
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> LeanText | None:
    """Return a text without a document, None where it needs one.

    Args:
        inlines: The text.
        font: Of what is not emphasised.
        line_px: The least height of a line.
        alignment: Where its lines stand in a width.
    """
    parts: list[str] = []
    formats: list[QTextLayout.FormatRange] = []
    is_bold = font.weight() >= QFont.Weight.DemiBold
    if not _collect(inlines, QTextCharFormat(), parts, formats, is_bold=is_bold):
        return None
    text = "".join(parts)
    if len(text) > MOST_CHARACTERS or _NEEDS_DOCUMENT.search(text):
        return None
    if not text.isascii() and (text.isspace() or any(True for _ in deceptive_spans(text))):
        return None
    return LeanText(text, formats, font, line_px, alignment)


def _collect(
    inlines: Iterable[Inline],
    format_: QTextCharFormat,
    parts: list[str],
    formats: list[QTextLayout.FormatRange],
    *,
    is_bold: bool,
) -> bool:
    """Gather the words of a text and where they look otherwise; tell whether that is all of it."""
    for inline in inlines:
        match inline:
            case Text():
                if format_.propertyCount():
                    formats.append(_range(parts, inline.text, format_))
                parts.append(inline.text)
            case Strong() | Emphasis() | Strike():
                inner = changed_format(format_, inline, is_bold=is_bold)
                if not _collect(inline.children, inner, parts, formats, is_bold=is_bold):
                    return False
            case _:
                return False
    return True


def _range(parts: list[str], text: str, format_: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length = (
        len(part.encode("utf-16-le", "surrogatepass")) // 2 for part in ("".join(parts), text)
    )
    found.format = format_
    return found
