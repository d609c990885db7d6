"""A text in a strip: laid out, painted with selection, links and chips, hit by points.

Owns the way between points and positions. Must not know what kind of strip the text is in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPalette,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
)

from desktop_chat.markup.blocks import Inline
from desktop_chat.ui.transcript.blocks.document import (
    CHIP_PADDING,
    ChipRange,
    InertDocument,
    InlineWriter,
    LinkRange,
    line_format,
    new_document,
)
from desktop_chat.ui.transcript.blocks.math_images import FORMULA_OBJECT, FormulaPainter, MathImages
from desktop_chat.ui.transcript.blocks.piece import (
    LINK,
    TO_NOTE,
    PaintState,
    Target,
    paint_card,
    paint_hit,
)
from desktop_chat.ui.transcript.blocks.settled_lines import SettledLines
from desktop_chat.ui.transcript.blocks.text_lines import cursor_x, lines_between
from desktop_chat.ui.transcript.blocks.tints import paint_tints, paint_token_ring
from desktop_chat.ui.transcript.look import Look

_MANY_CHIPS = 8
_MARK_ROOM = 2


class TextArea:
    """One document at a place in a strip: painting, selection, links and chips of inline text."""

    def __init__(self, look: Look, images: MathImages, font: QFont, line_px: int) -> None:
        self._look = look
        self._line_px = line_px
        self.document: InertDocument = new_document(font)
        self._painter = FormulaPainter(self.document)
        self.document.documentLayout().registerHandler(FORMULA_OBJECT, self._painter)
        self._writer = InlineWriter(look, images, self.document)
        self._settled = SettledLines(self.document)
        cursor = QTextCursor(self.document)
        cursor.setBlockFormat(line_format(line_px))
        metrics = QFontMetricsF(font)
        natural = metrics.height()
        self._ascent = metrics.ascent()
        # Qt puts all extra height above a line; half of it belongs below.
        self.lead = max(0, round((line_px - natural) / 2))

    @property
    def writer(self) -> InlineWriter:
        """What adds text to the document."""
        return self._writer

    @property
    def look(self) -> Look:
        """What it is drawn with."""
        return self._look

    @property
    def links(self) -> list[LinkRange]:
        """The links in the document, in order."""
        return self._writer.links

    @property
    def length(self) -> int:
        """Number of positions."""
        return self.document.characterCount() - 1

    def height(self, width: int) -> int:
        """Lay the text out at a width and return its height."""
        self._set_width(width)
        return ceil(self.document.size().height())

    def natural_width(self) -> int:
        """Return the width that the text takes without wrapping."""
        self._set_width(-1)
        return ceil(self.document.idealWidth())

    def _set_width(self, width: int) -> None:
        # Qt lays the whole text out anew whenever it is told a width, also the one it has.
        if self.document.textWidth() != width:
            self._settled.join()
            self.document.setTextWidth(width)

    def lean_to_interface(self) -> None:
        """Set the text to the interface's leading side, whichever way the text itself runs."""
        option = self.document.defaultTextOption()
        side = Qt.AlignmentFlag.AlignRight if self._look.is_rtl else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self.document.setDefaultTextOption(option)

    def settle_lines(self) -> None:
        """Lay the complete lines out no more, as long as the width is the same."""
        self._settled.settle()

    def rewrite_from(self, index: int, inlines: Sequence[Inline], format_: QTextCharFormat) -> None:
        """Put other inline values in the place of those from an index on."""
        self._settled.forget_from(self._writer.start_of(index))
        self._writer.rewrite_from(index, inlines, format_)

    def paint(
        self, painter: QPainter, origin: QPointF, color: QColor, state: PaintState, first: int = 0
    ) -> None:
        """Paint the text at a point of the strip; `first` is its first position in the strip."""
        painter.save()
        painter.translate(origin.x(), origin.y() - self.lead)
        for chip in self._chips_in(state.clip.translated(-origin.x(), -origin.y() + self.lead)):
            is_rtl = self._is_rtl_at(chip.start)
            for rect in self.range_rects(chip.start, chip.end):
                # Text from right to left leaves the room on the other side, but for a blank's half.
                room = CHIP_PADDING // 2 if is_rtl else CHIP_PADDING
                frame = rect.adjusted(-room, 0, 0, 0)
                paint_card(painter, frame, self._look.color("bg_code"), None, 4)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, color)
        clip = state.clip.translated(-origin.x(), -origin.y() + self.lead)
        context.clip = clip
        if self._look.is_paper:
            self._draw_lines(painter, color, clip)
            painter.restore()
            return
        context.selections = [
            *paint_tints(self, painter, state, first, clip),
            *self._paint_hits(painter, state, first),
            *self._selected(state, first),
        ]
        self.document.documentLayout().draw(painter, context)
        paint_token_ring(self, painter, state, first)
        painter.restore()

    def _chips_in(self, clip: QRectF) -> Sequence[ChipRange]:
        """Return the chips that may be in a clip, of a long text not all that there are."""
        chips = self._writer.chips
        if len(chips) < _MANY_CHIPS or not clip.isValid():
            return chips
        first, last = self.positions_in(clip)
        start = bisect_left(chips, first, key=lambda chip: chip.end)
        return chips[start : bisect_right(chips, last, key=lambda chip: chip.start)]

    def positions_in(self, clip: QRectF) -> tuple[int, int]:
        """Return between which positions all text in a clip stands; an invalid one is all."""
        if not clip.isValid():
            return 0, self.length
        hit = self.document.documentLayout().hitTest
        # One line more on either side: hits are exact to the line only.
        top, bottom = clip.top() - self._line_px, clip.bottom() + self._line_px
        first = hit(QPointF(0, top), Qt.HitTestAccuracy.FuzzyHit)
        last = hit(QPointF(self.document.textWidth(), bottom), Qt.HitTestAccuracy.FuzzyHit)
        return first, last

    def _draw_lines(self, painter: QPainter, color: QColor, clip: QRectF) -> None:
        """Draw the lines in a clip and no other.

        Qt draws the line before the clip too. That is not seen, but found in a PDF.
        """
        painter.setPen(color)
        block = self.document.begin()
        while block.isValid():
            layout = block.layout()
            top = layout.position().y()
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                first, last = top + line.y(), top + line.y() + line.height()
                if not clip.isValid() or (last > clip.top() and first < clip.bottom()):
                    line.draw(painter, layout.position())
            block = block.next()

    def _is_rtl_at(self, position: int) -> bool:
        block = self.document.findBlock(position)
        return block.textDirection() is Qt.LayoutDirection.RightToLeft

    def _paint_hits(
        self, painter: QPainter, state: PaintState, first: int
    ) -> list[QAbstractTextDocumentLayout.Selection]:
        """Paint the ground of hits; return what gives their text a colour that is read on it."""
        format_ = QTextCharFormat()
        format_.setForeground(self._look.color("text"))
        found: list[QAbstractTextDocumentLayout.Selection] = []
        for hit in state.hits:
            start, end = max(0, hit.start - first), min(hit.end - first, self.length)
            if end > start:
                for rect in self.range_rects(start, end):
                    paint_hit(painter, self._look, rect, is_current=hit.is_current)
                found.append(self.marked(start, end, format_))
        return found

    def _selected(
        self, state: PaintState, first: int
    ) -> list[QAbstractTextDocumentLayout.Selection]:
        if state.selection is None:
            return []
        start = max(0, state.selection[0] - first)
        end = min(state.selection[1] - first, self.length)
        format_ = QTextCharFormat()
        format_.setBackground(self._look.color("bg_selected"))
        return [self.marked(start, end, format_)] if end > start else []

    def marked(
        self, start: int, end: int, format_: QTextCharFormat
    ) -> QAbstractTextDocumentLayout.Selection:
        """Return what draws the text between two positions in another format."""
        marked = QAbstractTextDocumentLayout.Selection()
        cursor = QTextCursor(self.document)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        marked.cursor = cursor
        marked.format = format_
        return marked

    def range_rects(self, start: int, end: int) -> list[QRectF]:
        """Return where a range of text is, line by line, in the document's coordinates."""
        rects: list[QRectF] = []
        block = self.document.findBlock(start)
        while block.isValid() and block.position() < end:
            layout = block.layout()
            for number in lines_between(layout, start - block.position(), end - block.position()):
                rect = self._line_part(
                    layout, number, start - block.position(), end - block.position()
                )
                if rect is not None:
                    rects.append(rect.translated(layout.position()))
            block = block.next()
        return rects

    def _line_part(self, layout: QTextLayout, number: int, start: int, end: int) -> QRectF | None:
        line = layout.lineAt(number)
        first = max(start, line.textStart())
        last = min(end, line.textStart() + line.textLength())
        if last <= first:
            return None
        left, right = sorted((cursor_x(line, first), cursor_x(line, last)))
        top = line.y() + line.ascent() - self._ascent
        return QRectF(left, top - 1, right - left, self._ascent + line.descent() + 2)

    def line_bottoms(self) -> list[float]:
        """Return where each line ends, in the area's coordinates."""
        bottoms: list[float] = []
        block = self.document.begin()
        while block.isValid():
            layout = block.layout()
            top = layout.position().y() - self.lead
            lines = (layout.lineAt(number) for number in range(layout.lineCount()))
            bottoms += [top + line.y() + line.height() for line in lines]
            block = block.next()
        return bottoms

    def position_at(self, point: QPointF) -> int:
        """Return the position nearest to a point in the area's coordinates."""
        below = QPointF(point.x(), point.y() + self.lead)
        return self.document.documentLayout().hitTest(below, Qt.HitTestAccuracy.FuzzyHit)

    def position_rect(self, position: int) -> QRectF:
        """Return where a position is, in the area's coordinates."""
        block = self.document.findBlock(min(position, self.length))
        layout = block.layout()
        line = layout.lineForTextPosition(position - block.position())
        if not line.isValid():
            return QRectF(0, 0, 1, self._line_px)
        x = cursor_x(line, position - block.position())
        top = line.y() + line.ascent() - self._ascent - self.lead
        rect = QRectF(x, top, 1, self._ascent + line.descent())
        return rect.translated(layout.position())

    def word_at(self, position: int) -> tuple[int, int]:
        """Return where the word at a position begins and ends."""
        cursor = QTextCursor(self.document)
        cursor.setPosition(min(position, self.length))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        return cursor.selectionStart(), cursor.selectionEnd()

    @property
    def shown_text(self) -> str:
        """The text in which positions count."""
        return self._settled.with_blanks(self.document.toRawText(), 0)

    def text_between(self, start: int, end: int) -> str:
        """Return the text between two positions with plain line breaks."""
        start, end = max(0, start), min(end, self.length)
        if end <= start:
            return ""
        cursor = QTextCursor(self.document)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        text = self._settled.with_blanks(cursor.selectedText(), start)
        return text.replace("\u2029", "\n").replace("\u2028", "\n")

    def link_targets(self, origin: QPointF) -> list[Target]:
        """Return the links as targets, with rectangles in the coordinates of the strip."""
        targets: list[Target] = []
        for link in self.links:
            rects = self.range_rects(link.start, link.end)
            bounds = QRectF()
            for rect in rects:
                bounds = bounds.united(rect)
            bounds.translate(origin.x(), origin.y() - self.lead)
            targets.append(self._link_target(link, bounds))
        return targets

    def _link_target(self, link: LinkRange, bounds: QRectF) -> Target:
        if not link.note:
            name = self.text_between(link.start, link.end)
            return Target(LINK, link.target, bounds, name, link.target)
        name = QCoreApplication.translate("Transcript", "Footnote {0}").format(link.note)
        # One raised digit is hard to hit.
        wide = bounds.adjusted(-_MARK_ROOM, 0, _MARK_ROOM, 0)
        return Target(TO_NOTE, str(link.note), wide, name, name)

    def link_at(self, point: QPointF) -> int:
        """Return the number of the link under a point in the area's coordinates, -1 for none."""
        below = QPointF(point.x(), point.y() + self.lead)
        position = self.document.documentLayout().hitTest(below, Qt.HitTestAccuracy.ExactHit)
        for number, link in enumerate(self.links):
            if link.start <= position < link.end:
                return number
        return -1
