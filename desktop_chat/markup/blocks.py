"""The block model: what a Markdown text means, as immutable values.

Owns the vocabulary that the parser produces and every reader of it (view, clipboard, export)
consumes. Must not know how a text is parsed, drawn or written. `start` and `end` are offsets, in
characters, into the text after `parser.normalised`; the slice between them is the block's own
source without trailing line breaks.

A long text has hundreds of thousands of these values. They form trees and never a cycle, so that
the collector of garbage has nothing to look for in them (`gc=False`) and does not hold the window
up on their account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

Alignment: TypeAlias = Literal["", "left", "center", "right"]
PlainReason: TypeAlias = Literal["", "size", "length", "depth", "time"]
"""Why a text is shown as written: it is too long, nested too deeply, or took too long to parse."""


class Text(Struct, frozen=True, gc=False):
    """Characters as they are read."""

    text: str


class Code(Struct, frozen=True, gc=False):
    """Inline code."""

    text: str


class RawHtml(Struct, frozen=True, gc=False):
    """An HTML tag in running text, shown as it was written."""

    text: str


class Math(Struct, frozen=True, gc=False):
    """A formula in TeX; `is_display` asks for the large form on its own line."""

    text: str
    is_display: bool


class Break(Struct, frozen=True, gc=False):
    """A line break in the source: a hard one is kept in the layout, a soft one is a space."""

    is_hard: bool


class FootnoteMark(Struct, frozen=True, gc=False):
    """A reference to the footnote with this number, counted from 1."""

    number: int
    label: str


class Image(Struct, frozen=True, gc=False):
    """A picture the text points to; nothing ever loads it by itself. `alt` stands in for it."""

    source: str
    alt: str
    title: str


class Emphasis(Struct, frozen=True, gc=False):
    """Emphasised text."""

    children: tuple[Inline, ...]


class Strong(Struct, frozen=True, gc=False):
    """Strongly emphasised text."""

    children: tuple[Inline, ...]


class Strike(Struct, frozen=True, gc=False):
    """Struck-out text."""

    children: tuple[Inline, ...]


class Link(Struct, frozen=True, gc=False):
    """A link that may be opened after a click: its scheme is http, https or mailto."""

    target: str
    title: str
    children: tuple[Inline, ...]


class RefusedLink(Struct, frozen=True, gc=False):
    """A link that is never opened (relative or another scheme): shown as text and target."""

    target: str
    title: str
    children: tuple[Inline, ...]


Span: TypeAlias = Emphasis | Strong | Strike | Link | RefusedLink
Inline: TypeAlias = Text | Code | RawHtml | Math | Break | FootnoteMark | Image | Span


class Paragraph(Struct, frozen=True, gc=False):
    """Running text."""

    start: int
    end: int
    inlines: tuple[Inline, ...]


class Heading(Struct, frozen=True, gc=False):
    """A heading of level 1 to 6."""

    start: int
    end: int
    level: int
    inlines: tuple[Inline, ...]


class CodeBlock(Struct, frozen=True, gc=False):
    """Code, fenced or indented.

    Attributes:
        info: The words after the fence, "" for indented code.
        text: The code, each line ended by a line break.
        is_closed: Whether the closing fence was seen; indented code counts as closed.
    """

    start: int
    end: int
    info: str
    text: str
    is_closed: bool

    @property
    def language(self) -> str:
        """The first word of `info`."""
        return self.info.split(None, 1)[0] if self.info.strip() else ""


class ListItem(Struct, frozen=True, gc=False):
    """One item of a list.

    Attributes:
        blocks: What the item holds.
        is_done: The state of a task's box, None where the item is no task.
        is_spaced: Whether a blank line stands before the item.
    """

    start: int
    end: int
    blocks: tuple[Block, ...]
    is_done: bool | None
    is_spaced: bool


class ListBlock(Struct, frozen=True, gc=False):
    """A list.

    Attributes:
        first_number: Number of the first item; 1 for unordered lists.
        is_tight: Whether no blank line parts its content.
    """

    start: int
    end: int
    is_ordered: bool
    first_number: int
    is_tight: bool
    items: tuple[ListItem, ...]


class Quote(Struct, frozen=True, gc=False):
    """A block quotation."""

    start: int
    end: int
    blocks: tuple[Block, ...]


class Alert(Struct, frozen=True, gc=False):
    """A marked quotation; `kind` is note, tip, important, warning or caution."""

    start: int
    end: int
    kind: str
    blocks: tuple[Block, ...]


Cell: TypeAlias = tuple[Inline, ...]


class Table(Struct, frozen=True, gc=False):
    """A table: one alignment and one header cell per column; every row has as many cells."""

    start: int
    end: int
    alignments: tuple[Alignment, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Rule(Struct, frozen=True, gc=False):
    """A thematic break."""

    start: int
    end: int


class MathBlock(Struct, frozen=True, gc=False):
    """A displayed formula in TeX; `is_closed` tells whether its closing mark was seen."""

    start: int
    end: int
    text: str
    is_closed: bool


class HtmlBlock(Struct, frozen=True, gc=False):
    """HTML, shown as the text it was written in."""

    start: int
    end: int
    text: str


class PlainText(Struct, frozen=True, gc=False):
    """Source that is shown as it was written.

    Attributes:
        reason: Why it is, "" where nothing needs to be said: the text was never Markdown, or goes
            on from the PlainText above. Only what took too long ("time"), or holds so long a text
            that it surely would ("length"), can be parsed after all, by `parser.Parser.parse` with
            its start among `patient_at`.
    """

    start: int
    end: int
    text: str
    reason: PlainReason = ""


class Footnote(Struct, frozen=True, gc=False):
    """The text of one footnote; numbers count from 1 in the order of first reference."""

    number: int
    label: str
    blocks: tuple[Block, ...]


class Footnotes(Struct, frozen=True, gc=False):
    """All footnotes that are referred to, at the end of the text."""

    start: int
    end: int
    notes: tuple[Footnote, ...]


Block: TypeAlias = (
    Paragraph
    | Heading
    | CodeBlock
    | ListBlock
    | Quote
    | Alert
    | Table
    | Rule
    | MathBlock
    | HtmlBlock
    | PlainText
    | Footnotes
)


# One character for one, so that places in the text stay what they are.
_CONTROLS = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if code != ord("\n")}
_CONTROLS[ord("\t")] = " "


def spoken_text(inlines: Iterable[Inline]) -> str:
    """Return what the inlines say, without marks: what is read aloud, searched and copied.

    It has no control characters but line breaks: others are U+FFFD.
    """
    return "".join(spoken_parts(inlines)).translate(_CONTROLS)


def alternative_text(inlines: Iterable[Inline]) -> str:
    """Return what the description of an image says: its words, not where links in it lead."""
    return "".join(
        alternative_text(inline.children)
        if isinstance(inline, RefusedLink)
        else "".join(spoken_parts((inline,)))
        for inline in inlines
    )


def spoken_parts(inlines: Iterable[Inline]) -> Iterator[str]:
    """Return what the inlines say, one part after another."""
    for inline in inlines:
        match inline:
            case Text() | Code() | RawHtml() | Math():
                yield inline.text
            case Break():
                yield "\n" if inline.is_hard else " "
            case FootnoteMark():
                yield f"[{inline.number}]"
            case Image():
                yield inline.alt
            case RefusedLink():
                yield from spoken_parts(inline.children)
                yield f" ({inline.target})"
            case _:
                yield from spoken_parts(inline.children)
