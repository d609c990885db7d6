"""The text of a code block: written into its document in steps, and coloured where it is seen.

Owns how much of a long code is in the document. Must not know the card around it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextLayout, QTextOption
from typing_extensions import override

from desktop_chat.ui.transcript.blocks.document import MAX_RUN_CHARACTERS
from desktop_chat.ui.transcript.blocks.highlight import Spans
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.text import TextArea
from desktop_chat.ui.transcript.look import Look

LINES_A_STEP = 400
_CHARACTERS_A_STEP = 16_000


class CodeText(TextArea):
    """Code in a document that has its beginning at first; the rest is written as it is needed.

    Who asks for a position or for all of the text gets what it takes, however long that is.
    """

    def __init__(self, look: Look, images: MathImages, text: str, option: QTextOption) -> None:
        super().__init__(look, images, look.code, look.code_line_px)
        self.document.setDefaultTextOption(option)
        self._text = text
        self._written = 0
        self._written_lines = 0
        self._rest_lines = text.count("\n")
        self._is_plain = _is_plain(text)
        self._colored: dict[int, tuple[tuple[int, int, str], ...]] = {}
        self.write_more()

    @property
    def is_whole(self) -> bool:
        """Whether all of the code is in the document."""
        return self._written == len(self._text)

    @property
    def rest_lines(self) -> int:
        """How many lines are not in the document yet."""
        return self._rest_lines

    def write_more(self) -> None:
        """Write the next lines."""
        start = self._written
        end = limit = min(len(self._text), start + _CHARACTERS_A_STEP)
        place = start
        for _ in range(LINES_A_STEP):
            place = self._text.find("\n", place, limit) + 1
            if not place:
                break
            end = place
        if limit == len(self._text) and not place:
            end = limit
        self._write(end)

    def write_all(self) -> None:
        """Write all that is missing."""
        self._write(len(self._text))

    def append(self, text: str) -> None:
        """Add code at the end."""
        self._text += text
        self._rest_lines += text.count("\n")
        self._is_plain = self._is_plain and _is_plain(text)
        self._write(len(self._text))

    def _write(self, end: int) -> None:
        part = self._text[self._written : end]
        if not part:
            return
        self._written = end
        lines = part.count("\n")
        self._written_lines += lines
        self._rest_lines -= lines
        with self.writer.one_change():
            self.writer.write_text(part, QTextCharFormat(), is_source=True)

    def _write_to(self, position: int) -> None:
        while not self.is_whole and position >= self.document.characterCount() - 1:
            self.write_more()

    # Colours -----------------------------------------------------------------------------------

    def color_lines(self, spans: Spans, clip: QRectF) -> None:
        """Colour the lines in a clip, in the area's coordinates.

        Args:
            spans: Per line what has a colour: start, length, token.
            clip: What is about to be painted.
        """
        if not spans or self._has_long_lines:
            return
        block = self._block_at(clip.top())
        last = self._block_at(clip.bottom()).blockNumber()
        while block.isValid() and block.blockNumber() <= min(last, len(spans) - 1):
            number = block.blockNumber()
            line = spans[number]
            if self._colored.get(number, ()) != line:
                self._colored[number] = line
                block.layout().setFormats([self._range(*span) for span in line])
                self.document.markContentsDirty(block.position(), block.length())
            block = block.next()

    @property
    def _has_long_lines(self) -> bool:
        return self.document.blockCount() > self._written_lines + 1

    def _block_at(self, y: float) -> QTextBlock:
        point = QPointF(0, max(0.0, y + self.lead))
        hit = self.document.documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
        return self.document.findBlock(max(0, hit))

    def _range(self, start: int, length: int, token: str) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.length = start, length
        format_ = QTextCharFormat()
        format_.setForeground(self._look.color(token))
        if token == "syntax_comment":
            format_.setFontItalic(True)
        found.format = format_
        return found

    # What needs the text -----------------------------------------------------------------------

    @property
    @override
    def length(self) -> int:
        if not self.is_whole and self._is_plain:
            return len(self._text)
        self.write_all()
        return super().length

    @property
    @override
    def shown_text(self) -> str:
        self.write_all()
        return super().shown_text

    @override
    def line_bottoms(self) -> list[float]:
        self.write_all()
        return super().line_bottoms()

    @override
    def range_rects(self, start: int, end: int) -> list[QRectF]:
        self._write_to(start)
        return super().range_rects(start, end)

    @override
    def position_rect(self, position: int) -> QRectF:
        self._write_to(position)
        return super().position_rect(position)

    @override
    def word_at(self, position: int) -> tuple[int, int]:
        self._write_to(position)
        return super().word_at(position)

    @override
    def text_between(self, start: int, end: int) -> str:
        self._write_to(end)
        return super().text_between(start, end)


def _is_plain(text: str) -> bool:
    """Tell whether each character stands for itself in the document."""
    if not text.isascii() or any(len(line) > MAX_RUN_CHARACTERS for line in text.split("\n")):
        return False
    return text.replace("\n", "").replace("\t", "").isprintable()
