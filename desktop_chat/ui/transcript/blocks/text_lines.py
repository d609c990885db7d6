"""Places in the lines that Qt has laid a text out in."""

from __future__ import annotations

from typing import cast

from PySide6.QtGui import QTextLayout, QTextLine


def cursor_x(line: QTextLine, position: int) -> float:
    """Return where a position of the paragraph is in a line, from its left edge."""
    # The binding returns the position beside the coordinate, which its stubs do not say.
    return cast("tuple[float, int]", line.cursorToX(position))[0]


def lines_between(layout: QTextLayout, start: int, end: int) -> range:
    """Return the numbers of the lines that hold text between two positions."""
    first = layout.lineForTextPosition(max(0, start))
    last = layout.lineForTextPosition(max(0, end - 1))
    number = first.lineNumber() if first.isValid() else 0
    return range(number, last.lineNumber() + 1 if last.isValid() else layout.lineCount())
