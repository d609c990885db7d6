"""Code on its card: its header, its own scrolling and its fold.

Owns the look and behaviour of one code block. Must not know how highlighting is computed.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QTextOption,
)
from typing_extensions import override

from desktop_chat.core.figures import count_text
from desktop_chat.markup.blocks import CodeBlock
from desktop_chat.ui.transcript.blocks.code_header import HEADER, CodeHeader, card_path
from desktop_chat.ui.transcript.blocks.code_text import CodeText
from desktop_chat.ui.transcript.blocks.flow import Leaf
from desktop_chat.ui.transcript.blocks.highlight import Highlighter, Spans
from desktop_chat.ui.transcript.blocks.languages import language_of
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import (
    TOGGLE,
    PaintState,
    Target,
    paint_card,
    paint_focus,
)
from desktop_chat.ui.transcript.blocks.text_piece import TextPiece
from desktop_chat.ui.transcript.look import Look

_PADDING = 12
_TOP = 9
_BOTTOM = 11
_RADIUS = 10
_FOLD_ABOVE = 480
_FOLD_ROW = 32
_SCROLL_BAR = 4
_TAB_COLUMNS = 4
_WRITTEN_AHEAD = 2_000


class CodePiece(TextPiece, LeafPiece):
    """One code block.

    Attributes:
        header: What stands above the code.
        scroll_x: How far the code is moved to the left, in pixels.
    """

    def __init__(
        self, look: Look, leaf: Leaf, images: MathImages, highlighter: Highlighter
    ) -> None:
        super().__init__(look, leaf)
        self._images = images
        self._highlighter = highlighter
        self._block: CodeBlock = _code_of(leaf)
        self._code: CodeText | None = None
        self._wants_more = False
        self.header = CodeHeader(look, language_of(self._block.language).title)
        self._header_top = 0.0
        self.header.wraps = look.is_paper
        self._is_folded = self._block.is_closed
        self._spans: Spans = ()
        self.scroll_x = 0.0
        self.sticky_px = self.header.height + 2
        self._code_width = 0
        lines = self._block.text.count("\n") + 1
        self.height = min(lines * look.code_line_px, look.px(_FOLD_ABOVE)) + look.px(
            HEADER + _TOP + _BOTTOM
        )

    @property
    def code(self) -> str:
        """The code as it was written."""
        return self._block.text

    @property
    def language(self) -> str:
        """The language as the fence names it."""
        return self._block.language

    @property
    def title(self) -> str:
        """The language as people write it; "Code" where it is not known."""
        return self.header.title

    @property
    @override
    def area(self) -> CodeText:
        if self._code is None:
            text = _shown(self._block)
            self._code = CodeText(self.look, self._images, text, self._option())
            self._highlighter.request(self, self._block.language, self._block.text)
        return self._code

    @override
    def is_measured(self, width: int) -> bool:
        return super().is_measured(width) and not self._wants_more

    def _option(self) -> QTextOption:
        option = QTextOption()
        mode = QTextOption.WrapMode
        option.setWrapMode(mode.WrapAtWordBoundaryOrAnywhere if self.header.wraps else mode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        space = QFontMetricsF(self.look.code).horizontalAdvance(" ")
        option.setTabStopDistance(space * _TAB_COLUMNS)
        return option

    @override
    def grown(self, leaf: Leaf) -> bool:
        new = leaf.block
        old = self._block
        if not isinstance(new, CodeBlock) or new.info != old.info or self._code is None:
            return False
        before, now = _shown(old), _shown(new)
        if not now.startswith(before):
            return False
        self.leaf, self._block = leaf, new
        self.changed_from = max(0, round(self.position_rect(self.length).top()))
        self._code.append(now[len(before) :])
        self._highlighter.request(self, new.language, new.text)
        self.invalidate()
        return True

    def apply_spans(self, spans: Spans) -> None:
        """Colour the code by what the highlighter found: per line, (start, length, token)."""
        self._spans = spans

    @override
    def laid_out(self, width: int) -> int:
        inner = self.content_width - 2 * self.look.px(_PADDING)
        if self._wants_more:
            self.area.write_more()
            self._wants_more = False
        if self.look.is_paper:
            self.area.write_all()
        self._written_height = self.area.height(inner if self.header.wraps else -1)
        # What is not written yet stands below, and takes as much as it takes in most code.
        height = self._written_height + self.area.rest_lines * self.look.code_line_px
        self._code_width = 0 if self.header.wraps else ceil(self.area.document.idealWidth())
        self._full_height = height
        self.scroll_x = min(self.scroll_x, self.max_scroll_x)
        body = height
        fold = 0
        if self.is_foldable:
            fold = self.look.px(_FOLD_ROW)
            body = self._folded_height if self._is_folded else height
        self._body_height = body
        return self.look.px(HEADER + _TOP + _BOTTOM) + body + fold

    @property
    def is_foldable(self) -> bool:
        """Whether the code is so long that it is folded unless the reader watched it grow."""
        is_long = self._full_height > self.look.px(_FOLD_ABOVE + 60)
        return is_long and self._block.is_closed and not self.look.is_paper

    @property
    def _folded_height(self) -> int:
        """Height of the lines that a fold leaves; no line is cut."""
        return self.look.px(_FOLD_ABOVE) // self.look.code_line_px * self.look.code_line_px

    @property
    def max_scroll_x(self) -> float:
        """How far the code can be moved to the left."""
        return max(0.0, self._code_width - self.content_width + 2 * self.look.px(_PADDING))

    def scroll_by(self, dx: float) -> bool:
        """Move the code sideways; tell whether it moved."""
        moved = min(max(0.0, self.scroll_x + dx), self.max_scroll_x)
        has_moved = moved != self.scroll_x
        self.scroll_x = moved
        return has_moved

    @property
    @override
    def text_origin(self) -> QPointF:
        left = self.origin.x() + self.look.px(_PADDING) - self.scroll_x
        return QPointF(left, self.look.px(HEADER + _TOP))

    @property
    def _card(self) -> QRectF:
        return QRectF(self.origin.x(), 0, self.content_width, self.height)

    @override
    def paint_content(self, painter: QPainter, state: PaintState) -> None:
        look, card = self.look, self._card
        paint_card(painter, card, look.color("bg_code"), look.color("border"), look.px(_RADIUS))
        painter.save()
        painter.setClipPath(card_path(card, look.px(_RADIUS)), Qt.ClipOperation.IntersectClip)
        code = QRectF(card.x(), self.header.height, card.width(), look.px(_TOP) + self._body_height)
        painter.setClipRect(code, Qt.ClipOperation.IntersectClip)
        self._color_lines(state)
        self.area.paint(painter, self.text_origin, look.color("text"), state)
        painter.restore()
        self._paint_scroll_bar(painter)
        self._paint_fold(painter, state)
        # The header stays in sight as long as a few lines of the code do.
        lowest = self.height - self.header.height - look.px(40)
        self._header_top = max(0.0, min(state.view_top, lowest))
        if self._header_top + self.header.height > state.clip.top() or not state.clip.isValid():
            self.header.paint(painter, card, self._header_top, state)

    def _color_lines(self, state: PaintState) -> None:
        """Colour what is about to be painted; ask for more of the text where its end is near."""
        clip = state.clip if state.clip.isValid() else self._card
        top = self.text_origin.y()
        self.area.color_lines(self._spans, clip.translated(0, -top))
        if not self.area.is_whole and not (self.is_foldable and self._is_folded):
            self._wants_more = clip.bottom() > top + self._written_height - _WRITTEN_AHEAD

    def _fold_px(self) -> int:
        return self.look.px(_FOLD_ROW) if self.is_foldable else 0

    def _paint_scroll_bar(self, painter: QPainter) -> None:
        if self.max_scroll_x <= 0:
            return
        track = self.content_width - 2 * self.look.px(_PADDING)
        thumb = max(self.look.px(24), track * track / (track + self.max_scroll_x))
        x = self.origin.x() + self.look.px(_PADDING)
        x += (track - thumb) * self.scroll_x / self.max_scroll_x
        bar = self.look.px(_SCROLL_BAR)
        rect = QRectF(x, self.height - self._fold_px() - bar - 3, thumb, bar)
        paint_card(painter, rect, self.look.color("stroke"), None, bar // 2)

    def _paint_fold(self, painter: QPainter, state: PaintState) -> None:
        if not self.is_foldable:
            return
        rect = self._card.adjusted(0, self.height - self._fold_px(), 0, 0)
        is_hovered = state.hovered == len(self.targets()) - 1
        if is_hovered:
            painter.save()
            painter.setClipPath(card_path(self._card, self.look.px(_RADIUS)))
            painter.fillRect(rect, self.look.color("bg_hover"))
            painter.restore()
        painter.fillRect(
            QRectF(rect.x() + 1, rect.y(), rect.width() - 2, 1), self.look.color("border")
        )
        painter.setFont(self.look.caption)
        painter.setPen(self.look.color("text" if is_hovered else "text_2"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._fold_title)
        if state.focused == len(self.targets()) - 1:
            paint_focus(painter, self.look, rect.adjusted(3, 3, -3, -3))

    @property
    def _fold_title(self) -> str:
        if not self._is_folded:
            return QCoreApplication.translate("CodePiece", "Show less")
        lines = count_text(self._block.text.count("\n"))
        return QCoreApplication.translate("CodePiece", "Show all {0} lines").format(lines)

    @override
    def targets(self) -> list[Target]:
        found = self.header.targets(self._card, self._header_top)
        if self.is_foldable:
            rect = self._card.adjusted(0, self.height - self._fold_px(), 0, 0)
            found.append(Target(TOGGLE, "fold", rect, self._fold_title))
        return found

    @override
    def toggle(self, value: str) -> None:
        if value == "wrap":
            self.header.wraps = not self.header.wraps
            self.area.document.setDefaultTextOption(self._option())
        elif value == "fold":
            self._is_folded = not self._is_folded
        self.invalidate()

    @override
    def text_between(self, start: int, end: int) -> str:
        if start <= 0 and end >= self.length:
            return _shown(self._block)
        return super().text_between(start, end)

    @override
    def reveal(self, position: int) -> None:
        rect = self.position_rect(position)
        if self._is_folded and rect.bottom() > self.height - self._fold_px():
            self.toggle("fold")
        left = self.origin.x() + self.look.px(_PADDING)
        right = left + self.content_width - self.look.px(6 * _PADDING)
        if rect.x() < left:
            self.scroll_by(rect.x() - left)
        elif rect.x() > right:
            self.scroll_by(rect.x() - right)

    @override
    def is_arrow(self, point: QPointF) -> bool:
        return point.y() < self._header_top + self.header.height


def _code_of(leaf: Leaf) -> CodeBlock:
    if not isinstance(leaf.block, CodeBlock):
        raise TypeError(leaf)
    return leaf.block


def _shown(block: CodeBlock) -> str:
    return block.text.removesuffix("\n")
