"""The complete lines of a long paragraph that grows: laid out once, though Qt lays out paragraphs.

Owns blanks at line ends that are turned into ends of paragraphs and back, so that a change at the
end costs a few lines and nothing looks different. Must not know what the text says.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextDocument

_OPEN_LINES = 2
_MAX_LINES = 6
# The order of what runs from right to left is decided for a paragraph as a whole.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]"
)


class SettledLines:
    """Where a document's paragraphs are parted although the text is one. Positions stay the same.

    Attributes:
        ends: Positions that stand for a blank, in order.
    """

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._refused_at = -1
        self.ends: list[int] = []

    def settle(self) -> None:
        """Part what is above the last lines from them; for a document that is laid out."""
        block = self._document.lastBlock()
        layout = block.layout()
        if layout.lineCount() <= _MAX_LINES or block.position() == self._refused_at:
            return
        text = block.text()
        if _RIGHT_TO_LEFT.search(text):
            self._refused_at = block.position()
            return
        units = text.encode("utf-16-le", "surrogatepass")
        for number in range(layout.lineCount() - _OPEN_LINES, 1, -1):
            place = layout.lineAt(number).textStart() - 1
            if units[2 * place : 2 * place + 2] == b" \0" and self._is_plain(block, place):
                self._part(block.position() + place)
                return

    def forget_from(self, position: int) -> None:
        """Forget what stands behind a position, because it is taken out of the document."""
        del self.ends[bisect_left(self.ends, position) :]

    def join(self) -> None:
        """Make the text one paragraph again, before it is laid out at another width."""
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        for position in reversed(self.ends):
            cursor.setPosition(position)
            cursor.deleteChar()
            cursor.insertText(" ", QTextCharFormat())
        cursor.endEditBlock()
        self.ends.clear()

    def with_blanks(self, text: str, start: int) -> str:
        """Return a text of the document, from a position on, with the blanks that were written."""
        if not self.ends:
            return text
        units = bytearray(text.encode("utf-16-le", "surrogatepass"))
        end = start + len(units) // 2
        for position in self.ends[bisect_left(self.ends, start) : bisect_left(self.ends, end)]:
            units[2 * (position - start) : 2 * (position - start) + 2] = b" \0"
        return units.decode("utf-16-le", "surrogatepass")

    def _is_plain(self, block: QTextBlock, place: int) -> bool:
        """Tell whether a blank looks like nothing, so that nobody misses it."""
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + place + 1)
        return cursor.charFormat().propertyCount() == 0

    def _part(self, position: int) -> None:
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        cursor.setPosition(position)
        cursor.deleteChar()
        cursor.insertBlock()
        cursor.endEditBlock()
        self.ends.append(position)
