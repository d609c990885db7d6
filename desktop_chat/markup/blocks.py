"""The block model: what a Markdown text means, as immutable values.

Owns the vocabulary that the parser produces and every reader of it (view, clipboard, export)
consumes. Must not know how a text is parsed, drawn or written. `start` and `end` are offsets, in
characters, into the text after `parser.normalised`; the slice between them is the block's own
source without trailing line breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Alignment: TypeAlias = Literal["", "left", "center", "right"]
PlainReason: TypeAlias = Literal["", "size", "length", "depth", "time"]
"""Why a text is shown as written: it is too long, nested too deeply, or took too long to parse."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as they are read."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Inline code."""

    text: str


@dataclass(frozen=True, slots=True)
class RawHtml:
    """An HTML tag in running text, shown as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula in TeX; `is_display` asks for the large form on its own line."""

    text: str
    is_display: bool


@dataclass(frozen=True, slots=True)
class Break:
    """A line break in the source: a hard one is kept in the layout, a soft one is a space."""

    is_hard: bool


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """A reference to the footnote with this number, counted from 1."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture the text points to; nothing ever loads it by itself. `alt` stands in for it."""

    source: str
    alt: str
    title: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasised text."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Strongly emphasised text."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strike:
    """Struck-out text."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may be opened after a click: its scheme is http, https or mailto."""

    target: str
    title: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class RefusedLink:
    """A link that is never opened (relative or another scheme): shown as text and target."""

    target: str
    title: str
    children: tuple[Inline, ...]


Span: TypeAlias = Emphasis | Strong | Strike | Link | RefusedLink
Inline: TypeAlias = Text | Code | RawHtml | Math | Break | FootnoteMark | Image | Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    start: int
    end: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    start: int
    end: int
    level: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
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


@dataclass(frozen=True, slots=True)
class ListItem:
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


@dataclass(frozen=True, slots=True)
class ListBlock:
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


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation."""

    start: int
    end: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """A marked quotation; `kind` is note, tip, important, warning or caution."""

    start: int
    end: int
    kind: str
    blocks: tuple[Block, ...]


Cell: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one alignment and one header cell per column; every row has as many cells."""

    start: int
    end: int
    alignments: tuple[Alignment, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MathBlock:
    """A displayed formula in TeX; `is_closed` tells whether its closing mark was seen."""

    start: int
    end: int
    text: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """HTML, shown as the text it was written in."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PlainText:
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


@dataclass(frozen=True, slots=True)
class Footnote:
    """The text of one footnote; numbers count from 1 in the order of first reference."""

    number: int
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Footnotes:
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
