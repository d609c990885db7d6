"""Strips made from leaves: indents, bars and markers around any content, and running text in them.

Owns what surrounds a block and how paragraphs, headings and plain text look. Must not know turns.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextCharFormat
from typing_extensions import override

from desktop_chat.core.unseen import may_go_on
from desktop_chat.markup.blocks import Heading, HtmlBlock, Inline, Paragraph, PlainText, Text
from desktop_chat.ui.transcript.blocks.flow import BULLETS, LIST, QUOTE, REASONING, Leaf, image_of
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import (
    TO_MARK,
    PaintState,
    Piece,
    Target,
    paint_focus,
)
from desktop_chat.ui.transcript.blocks.text import TextArea
from desktop_chat.ui.transcript.blocks.text_piece import TextPiece
from desktop_chat.ui.transcript.look import Look

_LIST_INDENT = 22
_BAR_INDENT = 15
_BAR = 3
_BAR_COLORS = {
    QUOTE: "border_control",
    REASONING: "reasoning",
    "note": "accent",
    "tip": "success",
    "important": "reasoning",
    "warning": "warning",
    "caution": "danger",
}
_RULE_PX = 17
_CHARACTERS_PER_EM = 1.9
_LIKELY_CHANGED = 8


class LeafPiece(Piece):
    """A strip that shows one leaf: its content stands beside bars and markers."""

    def __init__(self, look: Look, leaf: Leaf) -> None:
        super().__init__(look, look.px(leaf.gap.value))
        self.leaf = leaf
        self.inset = sum(self._indent_px(level.kind) for level in leaf.indents)

    @property
    @override
    def is_rtl(self) -> bool:
        return self.look.is_rtl if self.leaf.is_rtl is None else self.leaf.is_rtl

    @property
    def origin(self) -> QPointF:
        """Where the content begins."""
        return QPointF(0 if self.is_rtl else self.inset, 0)

    @property
    def content_width(self) -> int:
        """The width that the indents leave."""
        return max(self.look.px(80), self.width - self.inset)

    @property
    def is_quiet(self) -> bool:
        """Whether the content is set off from the answer: quoted or thought."""
        return any(level.kind in (QUOTE, REASONING) for level in self.leaf.indents)

    def grown(self, leaf: Leaf) -> bool:
        """Take over a leaf that has only more at its end, if that is cheap; tell whether it was."""
        return False

    @property
    def marker_baseline(self) -> float:
        """Where the first line of the content stands."""
        return QFontMetricsF(self.look.body).ascent()

    @override
    def paint(self, painter: QPainter, state: PaintState) -> None:
        x = 0
        for number, level in enumerate(self.leaf.indents):
            if level.kind != LIST:
                self._paint_bar(painter, x, level.kind, 0 if level.is_first else -self.gap)
            elif (
                self.leaf.marker
                and not self._is_passed(state)
                and not _list_below(self.leaf, number)
            ):
                self._paint_marker(painter, x + self._indent_px(LIST))
            x += self._indent_px(level.kind)
        self.paint_content(painter, state)

    def _is_passed(self, state: PaintState) -> bool:
        """Tell whether the first line is above what is painted."""
        return state.clip.isValid() and state.clip.top() > self.marker_baseline

    def paint_content(self, painter: QPainter, state: PaintState) -> None:
        """Paint what the strip is about, at `origin`."""
        raise NotImplementedError

    def _indent_px(self, kind: str) -> int:
        return self.look.px(_LIST_INDENT if kind == LIST else _BAR_INDENT)

    def _mirrored(self, rect: QRectF) -> QRectF:
        if self.is_rtl:
            rect.moveLeft(self.width - rect.right())
        return rect

    def _paint_bar(self, painter: QPainter, x: int, kind: str, top: int) -> None:
        rect = self._mirrored(QRectF(x, top, self.look.px(_BAR), self.height - top))
        painter.fillRect(rect, self.look.color(_BAR_COLORS[kind]))

    def _paint_marker(self, painter: QPainter, right: int) -> None:
        if self.leaf.is_done is not None:
            self._paint_box(painter, right, is_done=self.leaf.is_done)
            return
        if self.leaf.marker in BULLETS:
            self._paint_bullet(painter, right)
            return
        painter.setFont(self.look.body)
        painter.setPen(self.look.color("link" if self.leaf.note else "text_2"))
        rect = self._marker_rect(right)
        painter.drawText(QPointF(rect.x(), self.marker_baseline), self.leaf.marker)

    def _marker_rect(self, right: int) -> QRectF:
        """Return where a marker in letters is that ends left of a place, or mirrored."""
        metrics = QFontMetricsF(self.look.body)
        width = metrics.horizontalAdvance(self.leaf.marker)
        top = self.marker_baseline - metrics.ascent()
        return self._mirrored(QRectF(right - self.look.px(7) - width, top, width, metrics.height()))

    def _paint_bullet(self, painter: QPainter, right: int) -> None:
        """Draw the bullet as a shape: fonts disagree about its size."""
        side = self.look.px(5)
        middle = self.marker_baseline - QFontMetricsF(self.look.body).xHeight() / 2
        left = right - self.look.px(13)
        rect = self._mirrored(QRectF(left, middle - side / 2, side, side))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self.look.color("text_2")
        painter.setPen(QPen(color, 1.2) if self.leaf.marker == BULLETS[1] else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if self.leaf.marker == BULLETS[1] else color)
        if self.leaf.marker == BULLETS[2]:
            painter.drawRect(rect)
        else:
            painter.drawEllipse(rect)
        painter.restore()

    def _paint_box(self, painter: QPainter, right: int, *, is_done: bool) -> None:
        side = self.look.px(13)
        top = self.marker_baseline - side + self.look.px(2)
        rect = self._mirrored(QRectF(right - self.look.px(6) - side, top, side, side))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.look.color("border_control"), 1.2))
        if is_done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.color("accent"))
        painter.drawRoundedRect(rect, 3, 3)
        if is_done:
            painter.setPen(QPen(self.look.color("on_accent"), 1.6))
            painter.drawPolyline(
                [
                    rect.topLeft() + QPointF(side * 0.24, side * 0.52),
                    rect.topLeft() + QPointF(side * 0.43, side * 0.72),
                    rect.topLeft() + QPointF(side * 0.78, side * 0.3),
                ]
            )
        painter.restore()


def _list_below(leaf: Leaf, number: int) -> bool:
    return any(level.kind == LIST for level in leaf.indents[number + 1 :])


class ProsePiece(TextPiece, LeafPiece):
    """A paragraph, a heading, or text that is shown as it was written."""

    def __init__(self, look: Look, leaf: Leaf, images: MathImages) -> None:
        super().__init__(look, leaf)
        self._images = images
        self.is_kept_with_next = isinstance(leaf.block, Heading) or self._is_alert_title
        self.height = self._estimate()

    @property
    @override
    def text_origin(self) -> QPointF:
        return self.origin

    def _estimate(self) -> int:
        block = self.leaf.block
        characters = getattr(block, "end", 0) - getattr(block, "start", 0)
        per_line = max(20, 668 * _CHARACTERS_PER_EM / self.look.body.pixelSize())
        return self.look.line_px * (1 + int(characters / per_line))

    @override
    def new_area(self) -> TextArea:
        block = self.leaf.block
        font, line_px = self.look.body, self.look.line_px
        if isinstance(block, Heading):
            font = self.look.heading(block.level)
            line_px = round(font.pixelSize() * 1.3)
        elif isinstance(block, HtmlBlock):
            font, line_px = self.look.code, self.look.code_line_px
        area = TextArea(self.look, self._images, font, line_px)
        # Else Qt would lay the paragraph out again after each of its parts.
        with area.writer.one_change():
            self._write(area)
        return area

    def _write(self, area: TextArea) -> None:
        format_ = QTextCharFormat()
        block = self.leaf.block
        if isinstance(block, PlainText):
            # Another piece may go on below: blank lines above it are part of the text.
            area.writer.write_text(block.text.removesuffix("\n"), format_, is_source=True)
        elif isinstance(block, HtmlBlock):
            area.writer.write_text(block.text.rstrip("\n"), format_, is_source=True)
        elif isinstance(block, Paragraph | Heading):
            if self._is_alert_title:
                format_.setFontWeight(self.look.strong.weight())
                format_.setForeground(self._alert_color())
            area.writer.write_paragraph(block.inlines, format_)

    @property
    def _is_alert_title(self) -> bool:
        innermost = self.leaf.indents[-1:]
        return any(
            level.is_first and level.kind not in (LIST, QUOTE, REASONING) for level in innermost
        )

    def _alert_color(self) -> QColor:
        return self.look.color(_BAR_COLORS[self.leaf.indents[-1].kind])

    @override
    def refresh_formulas(self) -> None:
        if self._area is not None and bool(self._area.writer.formulas):
            self._area = None
            self.invalidate()

    @override
    def grown(self, leaf: Leaf) -> bool:
        old, new = self.leaf.block, leaf.block
        if self._area is None or not isinstance(old, Paragraph) or not isinstance(new, Paragraph):
            return False
        if self._is_alert_title or image_of(leaf) is not None:
            return False
        same = _same_at_start(old.inlines, new.inlines)
        self.leaf = leaf
        with self._area.writer.one_change():
            self._change(old.inlines[same:], new.inlines[same:], same)
        self.invalidate()
        return True

    def _change(self, old: Sequence[Inline], new: Sequence[Inline], index: int) -> None:
        """Turn the old values from an index on into the new ones; mere growth is only added."""
        writer = self.area.writer
        if len(old) == 1 and new and isinstance(old[0], Text) and isinstance(new[0], Text):
            before, now = old[0].text, new[0].text
            if now.startswith(before) and may_go_on(before, now[len(before) :]):
                self._note_change(self.area.length)
                writer.write_text(now[len(before) :], QTextCharFormat())
                self.area.rewrite_from(index + 1, new[1:], QTextCharFormat())
                return
        self._note_change(writer.start_of(index))
        self.area.rewrite_from(index, new, QTextCharFormat())

    def _note_change(self, position: int) -> None:
        """Remember where the text changes; a word that grows may leave its line for the next."""
        self.changed_from = max(0, round(self.position_rect(position).top()))

    @override
    def laid_out(self, width: int) -> int:
        height = self.area.height(self.content_width)
        if isinstance(self.leaf.block, Paragraph):
            self.area.settle_lines()
        return height

    @property
    @override
    def marker_baseline(self) -> float:
        rect = self.position_rect(0)
        return rect.top() + QFontMetricsF(self.area.document.defaultFont()).ascent()

    @override
    def paint_content(self, painter: QPainter, state: PaintState) -> None:
        color = self.look.color("text_2" if self.is_quiet else "text")
        self.area.paint(painter, self.origin, color, state)
        targets = self.targets() if state.focused >= 0 else []
        if 0 <= state.focused < len(targets):
            paint_focus(painter, self.look, targets[state.focused].rect)

    @override
    def targets(self) -> list[Target]:
        return [*self._way_back(), *self.area.link_targets(self.origin)]

    def _way_back(self) -> list[Target]:
        """Return the number of a footnote as what leads back to its mark."""
        number = self.leaf.note
        if not number:
            return []
        name = QCoreApplication.translate("Transcript", "Back from footnote {0}").format(number)
        return [Target(TO_MARK, str(number), self._marker_rect(self.inset), name, name)]


def _same_at_start(old: Sequence[Inline], new: Sequence[Inline]) -> int:
    """Return how many values two texts have in common from their beginning."""
    same = max(0, min(len(old), len(new)) - _LIKELY_CHANGED)
    # Of a text that grows, all but the last values are the same objects: that is quickly seen.
    if old[:same] != new[:same]:
        same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    return same


class RulePiece(LeafPiece):
    """A thematic break."""

    @override
    def laid_out(self, width: int) -> int:
        return self.look.px(_RULE_PX)

    @override
    def paint_content(self, painter: QPainter, state: PaintState) -> None:
        y = self.height // 2
        rect = QRectF(self.origin.x(), y, self.content_width, 1)
        painter.fillRect(rect, self.look.color("stroke"))
