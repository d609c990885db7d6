"""Code on its card: a header with language, wrap and copy; its own scrolling and fold.

Owns the look and behaviour of one code block. Must not know how highlighting is computed.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
    QTextOption,
)
from typing_extensions import override

from desktop_chat.markup.blocks import CodeBlock
from desktop_chat.ui.transcript.blocks.flow import Leaf
from desktop_chat.ui.transcript.blocks.highlight import Highlighter, Spans
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import (
    COPY_CODE,
    TOGGLE,
    PaintState,
    Target,
    paint_card,
    paint_focus,
)
from desktop_chat.ui.transcript.blocks.text import TextArea
from desktop_chat.ui.transcript.look import Look

_HEADER = 32
_PADDING = 12
_TOP = 9
_BOTTOM = 11
_RADIUS = 10
_FOLD_ABOVE = 480
_FOLD_ROW = 32
_SCROLL_BAR = 4
_TAB_COLUMNS = 4
_NAMES = {
    "cpp": "C++",
    "cs": "C#",
    "csharp": "C#",
    "javascript": "JavaScript",
    "js": "JavaScript",
    "py": "Python",
    "rb": "Ruby",
    "rs": "Rust",
    "sh": "Shell",
    "ts": "TypeScript",
    "typescript": "TypeScript",
}
_INITIALS = (
    "css",
    "csv",
    "html",
    "http",
    "json",
    "jsx",
    "php",
    "sql",
    "svg",
    "tex",
    "toml",
    "tsx",
    "xml",
    "yaml",
)


class CodePiece(LeafPiece):
    """One code block.

    Attributes:
        is_copied: Whether the button says that the code was just copied.
        scroll_x: How far the code is moved to the left, in pixels.
    """

    is_text = True

    def __init__(
        self, look: Look, leaf: Leaf, images: MathImages, highlighter: Highlighter
    ) -> None:
        super().__init__(look, leaf)
        self._images = images
        self._highlighter = highlighter
        self._area: TextArea | None = None
        self._block: CodeBlock = _code_of(leaf)
        self._wraps = False
        self._is_folded = self._block.is_closed
        self.is_copied = False
        self._spans: Spans = ()
        self.scroll_x = 0.0
        self.sticky_px = look.px(_HEADER) + 2
        self._code_width = 0
        lines = self._block.text.count("\n") + 1
        self.height = min(lines * look.code_line_px, look.px(_FOLD_ABOVE)) + look.px(_HEADER + 20)

    @property
    def code(self) -> str:
        """The code as it was written."""
        return self._block.text

    @property
    def language(self) -> str:
        """The language as the fence names it."""
        return self._block.language

    @property
    def area(self) -> TextArea:
        """The text, laid out when it is first asked for."""
        if self._area is None:
            self._area = TextArea(self.look, self._images, self.look.code, self.look.code_line_px)
            self._area.document.setDefaultTextOption(self._option())
            self._area.writer.write_text(_shown(self._block), QTextCharFormat())
            self._highlighter.request(self, self._block.language, self._block.text)
        return self._area

    def _option(self) -> QTextOption:
        option = QTextOption()
        mode = QTextOption.WrapMode
        option.setWrapMode(mode.WrapAnywhere if self._wraps else mode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        space = QFontMetricsF(self.look.code).horizontalAdvance(" ")
        option.setTabStopDistance(space * _TAB_COLUMNS)
        return option

    @override
    def grown(self, leaf: Leaf) -> bool:
        new = leaf.block
        old = self._block
        if not isinstance(new, CodeBlock) or new.info != old.info or self._area is None:
            return False
        before, now = _shown(old), _shown(new)
        if not now.startswith(before):
            return False
        self.leaf, self._block = leaf, new
        self.changed_from = max(0, round(self.position_rect(self.length).top()))
        cursor = QTextCursor(self._area.document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self._area.writer.write_text(now[len(before) :], QTextCharFormat())
        self._highlighter.request(self, new.language, new.text)
        self.invalidate()
        return True

    def apply_spans(self, spans: Spans) -> None:
        """Colour the code by what the highlighter found: per line, (start, length, token)."""
        before, self._spans = self._spans, spans
        if self._area is None or self._has_long_lines:
            return
        document = self._area.document
        block = document.begin()
        for number, line in enumerate(spans):
            if not block.isValid():
                return
            if number >= len(before) or before[number] != line:
                block.layout().setFormats([self._range(*span) for span in line])
                document.markContentsDirty(block.position(), block.length())
            block = block.next()

    @property
    def _has_long_lines(self) -> bool:
        return self.area.document.blockCount() > _shown(self._block).count("\n") + 1

    def _range(self, start: int, length: int, token: str) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.length = start, length
        format_ = QTextCharFormat()
        format_.setForeground(self.look.color(token))
        if token == "syntax_comment":
            format_.setFontItalic(True)
        found.format = format_
        return found

    @override
    def laid_out(self, width: int) -> int:
        inner = self.content_width - 2 * self.look.px(_PADDING)
        height = self.area.height(inner if self._wraps else -1)
        self._code_width = 0 if self._wraps else ceil(self.area.document.idealWidth())
        self._full_height = height
        self.scroll_x = min(self.scroll_x, self.max_scroll_x)
        body = height
        fold = 0
        if self.is_foldable:
            fold = self.look.px(_FOLD_ROW)
            body = self.look.px(_FOLD_ABOVE) if self._is_folded else height
        return self.look.px(_HEADER + _TOP + _BOTTOM) + body + fold

    @property
    def is_foldable(self) -> bool:
        """Whether the code is so long that it is folded unless the reader watched it grow."""
        return self._block.is_closed and self._full_height > self.look.px(_FOLD_ABOVE + 60)

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
    def _text_origin(self) -> QPointF:
        left = self.origin.x() + self.look.px(_PADDING) - self.scroll_x
        return QPointF(left, self.look.px(_HEADER + _TOP))

    @property
    def _card(self) -> QRectF:
        return QRectF(self.origin.x(), 0, self.content_width, self.height)

    @override
    def paint_content(self, painter: QPainter, state: PaintState) -> None:
        look, card = self.look, self._card
        paint_card(painter, card, look.color("bg_code"), look.color("border"), look.px(_RADIUS))
        painter.save()
        painter.setClipRect(
            card.adjusted(2, look.px(_HEADER), -2, -self._fold_px()), Qt.ClipOperation.IntersectClip
        )
        self.area.paint(painter, self._text_origin, look.color("text"), state)
        painter.restore()
        self._paint_scroll_bar(painter)
        self._paint_fold(painter, state)
        self._paint_header(painter, state)

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
        painter.fillRect(
            QRectF(rect.x() + 1, rect.y(), rect.width() - 2, 1), self.look.color("border")
        )
        painter.setFont(self.look.caption)
        painter.setPen(self.look.color("text_2"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._fold_title)
        if state.focused == len(self.targets()) - 1:
            paint_focus(painter, self.look, rect.adjusted(3, 3, -3, -3))

    @property
    def _fold_title(self) -> str:
        lines = self._block.text.count("\n")
        return f"Show all {lines} lines" if self._is_folded else "Show less"

    @property
    def _header_top(self) -> float:
        return 0.0

    def _paint_header(self, painter: QPainter, state: PaintState) -> None:
        look = self.look
        top = max(0.0, min(state.view_top, self.height - look.px(_HEADER + 40)))
        header = QRectF(self.origin.x(), top, self.content_width, look.px(_HEADER))
        if top > 0:
            paint_card(
                painter, header, look.color("bg_code"), look.color("border"), look.px(_RADIUS)
            )
        painter.fillRect(
            QRectF(header.x() + 1, header.bottom() - 1, header.width() - 2, 1), look.color("border")
        )
        painter.setFont(look.caption)
        painter.setPen(look.color("text_2"))
        label = header.adjusted(look.px(_PADDING), 0, -look.px(160), 0)
        painter.drawText(
            label, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.title
        )
        for number, target in enumerate(self.targets()[:2]):
            self._paint_button(painter, target, top, number, state)

    @property
    def title(self) -> str:
        """The language as people write it; "Code" where it is not known."""
        name = self._block.language
        if name.lower() in _INITIALS:
            return name.upper()
        return _NAMES.get(name.lower(), name[:1].upper() + name[1:]) or "Code"

    def _paint_button(
        self, painter: QPainter, target: Target, top: float, number: int, state: PaintState
    ) -> None:
        look = self.look
        rect = target.rect.translated(0, top)
        if state.hovered == number:
            paint_card(painter, rect, look.color("bg_hover"), None, look.px(6))
        if state.focused == number:
            paint_focus(painter, look, rect.adjusted(1, 1, -1, -1), look.px(6))
        is_copy = target.kind == COPY_CODE
        color = "text" if state.hovered == number else "text_2"
        drawing = ("check" if self.is_copied else "copy") if is_copy else "text-wrap"
        if not is_copy and self._wraps:
            color = "accent"
        icon = look.icon(drawing, color, 14)
        side = look.px(14)
        y = rect.center().y() - side / 2
        painter.drawPixmap(QPointF(rect.x() + look.px(7), y), icon)
        if is_copy:
            painter.setPen(look.color(color))
            painter.setFont(look.caption)
            place = rect.adjusted(look.px(27), 0, 0, 0)
            text = "Copied" if self.is_copied else "Copy"
            painter.drawText(
                place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text
            )

    @override
    def targets(self) -> list[Target]:
        look = self.look
        right = self._card.right() - look.px(6)
        height = look.px(_HEADER - 6)
        copy = look.px(72)
        wrap = look.px(28)
        top = look.px(3)
        language = self.title
        found = [
            Target(
                TOGGLE,
                "wrap",
                QRectF(right - copy - wrap, top, wrap, height),
                "Wrap lines",
                "Wrap lines",
            ),
            Target(COPY_CODE, "", QRectF(right - copy, top, copy, height), f"Copy {language} code"),
        ]
        if self.is_foldable:
            rect = self._card.adjusted(0, self.height - self._fold_px(), 0, 0)
            found.append(Target(TOGGLE, "fold", rect, self._fold_title))
        return found

    @override
    def toggle(self, value: str) -> None:
        if value == "wrap":
            self._wraps = not self._wraps
            self.area.document.setDefaultTextOption(self._option())
        elif value == "fold":
            self._is_folded = not self._is_folded
        self.invalidate()

    @property
    @override
    def length(self) -> int:
        return self.area.length

    @override
    def text_between(self, start: int, end: int) -> str:
        if start <= 0 and end >= self.length:
            return _shown(self._block)
        return self.area.text_between(start, end)

    @override
    def position_at(self, point: QPointF) -> int:
        return self.area.position_at(point - self._text_origin)

    @override
    def word_at(self, position: int) -> tuple[int, int]:
        return self.area.word_at(position)

    @override
    def position_rect(self, position: int) -> QRectF:
        return self.area.position_rect(position).translated(self._text_origin)

    @override
    def is_arrow(self, point: QPointF) -> bool:
        return point.y() < self.look.px(_HEADER)


def _code_of(leaf: Leaf) -> CodeBlock:
    if not isinstance(leaf.block, CodeBlock):
        raise TypeError(leaf)
    return leaf.block


def _shown(block: CodeBlock) -> str:
    return block.text.removesuffix("\n")
