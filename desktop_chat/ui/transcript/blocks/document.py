"""Inline text as a Qt document: fonts and colours of runs, links, chips, and signs that hide.

Owns how inline values look. A document made here never loads anything. Must not know what kind of
block the text belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from typing_extensions import override

from desktop_chat.core.unseen import deceptive_spans
from desktop_chat.markup.blocks import (
    Break,
    Code,
    Emphasis,
    FootnoteMark,
    Image,
    Inline,
    Link,
    Math,
    RawHtml,
    RefusedLink,
    Span,
    Strike,
    Strong,
    Text,
    spoken_text,
)
from desktop_chat.markup.links import host_of, is_openable, other_host
from desktop_chat.ui.transcript.blocks.math_images import MathImages, inline_format
from desktop_chat.ui.transcript.look import Look

CHIP_PADDING = 4
"""Pixels between inline code and the edge of its frame."""
MAX_RUN_CHARACTERS = 2_000
"""A longer stretch without a line break is laid out in pieces: Qt's time grows with its square."""
LINE_BREAK_TAG = re.compile(r"<br\s*/?>\Z", re.IGNORECASE)


class InertDocument(QTextDocument):
    """A document that answers every request for a resource with an empty image.

    Qt would else read local files that a text names.
    """

    @override
    def loadResource(self, resource_type: int, name: QUrl | str) -> Any:
        return QImage()


@dataclass(frozen=True, slots=True)
class LinkRange:
    """Where a link stands in a document; `host` is where it really leads.

    A mark is a link to the footnote whose number is `note`; for any other link that is 0.
    """

    start: int
    end: int
    target: str
    host: str
    note: int = 0


@dataclass(frozen=True, slots=True)
class ChipRange:
    """Where inline code stands in a document."""

    start: int
    end: int


def new_document(font: QFont, *, wraps: bool = True) -> InertDocument:
    """Return an empty document without margins, that follows the direction of its text."""
    document = InertDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(font)
    option = QTextOption()
    option.setWrapMode(
        QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if wraps else QTextOption.WrapMode.NoWrap
    )
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    document.setDefaultTextOption(option)
    return document


def line_format(height: int) -> QTextBlockFormat:
    """Return a block format whose lines are at least this high; scripts that need more get it."""
    block = QTextBlockFormat()
    block.setLineHeight(height, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    return block


class InlineWriter:
    """Writes inline values into a document, and notes where links and chips are."""

    def __init__(self, look: Look, images: MathImages, document: QTextDocument) -> None:
        self._look = look
        self._images = images
        self._cursor = QTextCursor(document)
        self._is_bold = document.defaultFont().weight() >= QFont.Weight.DemiBold
        share = look.code.pixelSize() / look.body.pixelSize()
        self._code_px = round(document.defaultFont().pixelSize() * share)
        self.links: list[LinkRange] = []
        self.chips: list[ChipRange] = []
        self.formulas: set[tuple[str, bool]] = set()
        self._starts: list[int] = []

    def write_paragraph(self, inlines: Sequence[Inline], format_: QTextCharFormat) -> None:
        """Write the inline values of a whole document, which `rewrite_from` may change later."""
        for inline in inlines:
            self._starts.append(self._cursor.position())
            self._write_one(inline, format_)

    def start_of(self, index: int) -> int:
        """Return where the value at an index begins; for their number, where the text ends."""
        return self._starts[index] if index < len(self._starts) else self._cursor.position()

    def rewrite_from(self, index: int, inlines: Sequence[Inline], format_: QTextCharFormat) -> None:
        """Put other inline values in the place of those from an index on."""
        start, end = self.start_of(index), self._cursor.position()
        del self._starts[index:]
        while self.links and self.links[-1].start >= start:
            self.links.pop()
        while self.chips and self.chips[-1].start >= start:
            self.chips.pop()
        if start < end:
            self._cursor.setPosition(start)
            self._cursor.movePosition(
                QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor
            )
            self._cursor.removeSelectedText()
        self.write_paragraph(inlines, format_)

    @contextmanager
    def one_change(self) -> Iterator[None]:
        """Make what is written inside one change, for which Qt lays the text out once."""
        self._cursor.beginEditBlock()
        try:
            yield
        finally:
            self._cursor.endEditBlock()

    def write(self, inlines: Iterable[Inline], format_: QTextCharFormat) -> None:
        """Add inline values at the end, in a format that the marks in them vary."""
        for inline in inlines:
            self._write_one(inline, format_)

    def write_text(self, text: str, format_: QTextCharFormat, *, is_source: bool = False) -> None:
        """Add text, cut into lines that Qt can lay out, with what deceives made visible.

        Args:
            text: The text.
            format_: How it looks.
            is_source: Whether all that cannot be seen is shown: code, and text shown as written.
        """
        warning = QTextCharFormat(format_)
        warning.setForeground(self._look.color("warning"))
        position = 0
        for start, end in deceptive_spans(text, is_code=is_source):
            self._insert(text[position:start], format_)
            self._insert("".join(f"⟨U+{ord(sign):04X}⟩" for sign in text[start:end]), warning)
            position = end
        self._insert(text[position:], format_)

    def _insert(self, text: str, format_: QTextCharFormat) -> None:
        if len(text) <= MAX_RUN_CHARACTERS:
            self._cursor.insertText(text, format_)
            return
        for piece in split_long(text):
            self._cursor.insertText(piece, format_)

    def _write_one(self, inline: Inline, format_: QTextCharFormat) -> None:
        match inline:
            case Text():
                self.write_text(inline.text, format_)
            case Strong() | Emphasis() | Strike() | Link() | RefusedLink():
                self._write_span(inline, format_)
            case _:
                self._write_sign(inline, format_)

    def _write_span(self, inline: Span, format_: QTextCharFormat) -> None:
        match inline:
            case Strong() | Emphasis() | Strike():
                self.write(inline.children, changed_format(format_, inline, is_bold=self._is_bold))
            case Link():
                self._write_link(inline.children, inline.target, format_)
            case RefusedLink():
                self.write(inline.children, format_)
                self.write_text(f" ({inline.target})", self._quiet(format_))

    def _write_sign(self, inline: Inline, format_: QTextCharFormat) -> None:
        match inline:
            case Code():
                self._write_chip(inline.text, format_)
            case Break():
                self._cursor.insertText("\u2028" if inline.is_hard else " ", format_)
            case Image():
                self._write_image(inline, format_)
            case RawHtml():
                self._write_html(inline.text, format_)
            case Math():
                self._write_math(inline, format_)
            case FootnoteMark():
                self._write_mark(inline, format_)
            case _:
                pass

    def _quiet(self, format_: QTextCharFormat) -> QTextCharFormat:
        quiet = QTextCharFormat(format_)
        quiet.setForeground(self._look.color("text_2"))
        return quiet

    def _write_link(
        self, children: Sequence[Inline], target: str, format_: QTextCharFormat
    ) -> None:
        linked = QTextCharFormat(format_)
        linked.setForeground(self._look.color("link"))
        linked.setFontUnderline(True)
        if self._look.is_paper and is_openable(target):
            # A PDF takes what can be pressed from here.
            linked.setAnchor(True)
            linked.setAnchorHref(target)
        start = self._cursor.position()
        self.write(children, linked)
        if self._cursor.position() == start:
            self.write_text(target, linked)
        self.links.append(LinkRange(start, self._cursor.position(), target, host_of(target)))
        real = other_host(spoken_text(children), target)
        if real:
            warning = QTextCharFormat(format_)
            warning.setForeground(self._look.color("warning"))
            self.write_text(f" ({real})", warning)

    def _write_chip(self, text: str, format_: QTextCharFormat) -> None:
        code = QTextCharFormat(format_)
        code.setFontFamilies(self._look.code.families())
        code.setFontFixedPitch(True)
        code.setProperty(QTextCharFormat.Property.FontPixelSize, self._code_px)
        self._make_room(format_)
        start = self._cursor.position()
        self.write_text(text, code, is_source=True)
        self._make_room(code)
        self.chips.append(ChipRange(start, self._cursor.position()))

    def _make_room(self, format_: QTextCharFormat) -> None:
        """Widen the last character, so that the frame of a chip touches no neighbour."""
        if self._cursor.atBlockStart():
            return
        widened = QTextCharFormat()
        widened.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        widened.setFontLetterSpacing(CHIP_PADDING)
        self._cursor.movePosition(
            QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor
        )
        self._cursor.mergeCharFormat(widened)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._cursor.setCharFormat(format_)

    def _write_image(self, image: Image, format_: QTextCharFormat) -> None:
        label = image_label(image)
        start = self._cursor.position()
        if is_openable(image.source):
            self._write_link((Text(label),), image.source, format_)
        else:
            self.write_text(label, self._quiet(format_))
        self.chips.append(ChipRange(start, self._cursor.position()))

    def _write_html(self, text: str, format_: QTextCharFormat) -> None:
        if LINE_BREAK_TAG.match(text):
            self._cursor.insertText("\u2028", format_)
        else:
            self.write_text(text, self._quiet(format_))

    def _write_math(self, math: Math, format_: QTextCharFormat) -> None:
        color = self._look.color("text")
        image = self._images.find(math.text, self._look.body.pixelSize(), color, math.is_display)
        if image is None:
            self.formulas.add((math.text, math.is_display))
            self._write_chip(math.text, format_)
            return
        start = self._cursor.position()
        self._cursor.insertText("\ufffc", inline_format(format_, image))
        self.chips.append(ChipRange(start, start))

    def _write_mark(self, mark: FootnoteMark, format_: QTextCharFormat) -> None:
        raised = QTextCharFormat(format_)
        raised.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        raised.setForeground(self._look.color("link"))
        start = self._cursor.position()
        self._cursor.insertText(str(mark.number), raised)
        self.links.append(LinkRange(start, self._cursor.position(), "", "", mark.number))


def changed_format(
    format_: QTextCharFormat, mark: Strong | Emphasis | Strike, *, is_bold: bool
) -> QTextCharFormat:
    """Return the format of what a mark is around; `is_bold` tells that all of the text is."""
    changed = QTextCharFormat(format_)
    match mark:
        case Strong():
            changed.setFontWeight(QFont.Weight.Black if is_bold else QFont.Weight.DemiBold)
        case Emphasis():
            changed.setFontItalic(True)
        case Strike():
            changed.setFontStrikeOut(True)
    return changed


def image_label(image: Image) -> str:
    """Return what stands in place of an image: what it shows, and where it would come from."""
    where = host_of(image.source) or image_note(image.source)
    return f"Image: {image.alt} ({where})" if image.alt else f"Image ({where})"


def image_note(source: str) -> str:
    """Return what can be said of an image that has no host: its size, or that it is not shown."""
    if source.startswith("data:"):
        size = len(source) * 3 // 4 / 1024
        return f"embedded, {size:.0f} KB"
    return "not shown"


def split_long(text: str) -> list[str]:
    """Return a text in parts that can be laid out; a line that is too long gets line breaks."""
    parts: list[str] = []
    start = 0
    while len(text) - start > MAX_RUN_CHARACTERS:
        limit = start + MAX_RUN_CHARACTERS
        end = text.rfind("\n", start, limit) + 1
        if end:
            parts.append(text[start:end])
        else:
            end = text.rfind(" ", start + 1, limit) + 1 or limit
            parts.append(text[start:end] + "\n")
        start = end
    parts.append(text[start:])
    return parts
