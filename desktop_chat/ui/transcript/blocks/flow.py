"""The block model unrolled: nested blocks as a flat run of leaves, each with what surrounds it.

A leaf is the unit that the view lays out, paints and throws away, so that a long list or quotation
costs no more than the part on screen. Owns order, indents, markers and gaps; must not know Qt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from desktop_chat.markup.blocks import (
    Alert,
    Block,
    Break,
    CodeBlock,
    Footnote,
    Footnotes,
    Heading,
    HtmlBlock,
    Image,
    Inline,
    ListBlock,
    ListItem,
    MathBlock,
    Paragraph,
    PlainText,
    Quote,
    Rule,
    Table,
    Text,
    spoken_parts,
    spoken_text,
)

LeafBlock: TypeAlias = (
    Paragraph | Heading | CodeBlock | Table | Rule | MathBlock | HtmlBlock | PlainText
)

LIST = "list"
QUOTE = "quote"
REASONING = "reasoning"
BULLETS = "•◦▪"
_STRONG_SEARCH_CHARACTERS = 300
_HTML_CHARACTERS = 8_000

TABLE_CELLS = 600
"""How many cells are laid out as one table; a longer one goes on under its header once more."""


class Gap(Enum):
    """How far a leaf stands from the one above it."""

    NONE = 0
    ITEM = 4
    BLOCK = 10
    HEADING = 18


class Indent(Struct, frozen=True, gc=False):
    """One level around a leaf: LIST, QUOTE, REASONING or an alert's kind.

    `is_first` tells that the level begins with this leaf, so that its bar does not reach up.
    """

    kind: str
    is_first: bool


class Leaf(Struct, frozen=True, gc=False):
    """A block without blocks inside, and its surroundings.

    Attributes:
        indents: From outside in.
        marker: What stands in the innermost list level: a bullet, a number, "" for nothing.
        is_done: State of a task's box, None for no box.
        gap: Distance to the leaf above.
        is_rtl: Side of the indents: by the first directed character, None where there is none.
        note: Number of the footnote that begins here, 0 for none.
    """

    block: LeafBlock
    indents: tuple[Indent, ...] = ()
    marker: str = ""
    is_done: bool | None = None
    gap: Gap = Gap.BLOCK
    is_rtl: bool | None = None
    note: int = 0


def leaves(blocks: Iterable[Block]) -> Iterator[Leaf]:
    """Return the leaves of top-level blocks."""
    above: Block | None = None
    for block in blocks:
        if _goes_on(above, block):
            yield from (replace(leaf, gap=Gap.NONE) for leaf in leaves_of(block))
        else:
            yield from leaves_of(block)
        above = block


def _goes_on(above: Block | None, block: Block) -> bool:
    """Tell whether two blocks are pieces of one text that is shown as it was written."""
    if not isinstance(above, PlainText) or not isinstance(block, PlainText):
        return False
    return above.end == block.start and not block.reason


def leaves_of(block: Block) -> Iterator[Leaf]:
    """Return the leaves of one top-level block."""
    yield from _unrolled(block, (), Gap.BLOCK, 0, direction_of(block))


def leaves_of_item(block: ListBlock, index: int, is_rtl: bool | None) -> Iterator[Leaf]:
    """Return the leaves of one item of a top-level list whose direction is known."""
    yield from _item(block, index, (), Gap.BLOCK, 0, is_rtl)


def direction_of(block: Block) -> bool | None:
    """Tell whether a block's text runs from right to left, by its first directed character."""
    match block:
        case Paragraph() | Heading():
            return _spoken_direction(block.inlines)
        case PlainText() | HtmlBlock():
            return text_direction(block.text[:_STRONG_SEARCH_CHARACTERS])
        case ListBlock():
            return _first_direction(b for item in block.items[:1] for b in item.blocks[:1])
        case Quote() | Alert():
            return _first_direction(block.blocks[:1])
        case Table():
            return _spoken_direction(inline for cell in block.header for inline in cell)
        case Footnotes():
            return _first_direction(b for note in block.notes[:1] for b in note.blocks[:1])
        case _:
            return None


def _spoken_direction(inlines: Iterable[Inline]) -> bool | None:
    found = (text_direction(part[:_STRONG_SEARCH_CHARACTERS]) for part in spoken_parts(inlines))
    return next((direction for direction in found if direction is not None), None)


def _first_direction(blocks: Iterable[Block]) -> bool | None:
    return next((direction_of(block) for block in blocks), None)


def text_direction(text: str) -> bool | None:
    """Tell whether a text runs from right to left, None where no character decides."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
            case _:
                pass
    return None


def image_of(leaf: Leaf) -> Image | None:
    """Return the image that is all of a leaf, None for any other leaf."""
    block = leaf.block
    if isinstance(block, Paragraph) and len(block.inlines) == 1:
        only = block.inlines[0]
        return only if isinstance(only, Image) else None
    return None


def leaf_text(leaf: Leaf) -> str:
    """Return what a leaf says, with its marker: what is read aloud."""
    match leaf.block:
        case Paragraph() | Heading():
            text = spoken_text(leaf.block.inlines)
        case Table():
            rows = (leaf.block.header, *leaf.block.rows)
            text = "\n".join("\t".join(spoken_text(cell) for cell in row) for row in rows)
        case Rule():
            return ""
        case _:
            text = leaf.block.text
    return f"{leaf.marker} {text}" if leaf.marker else text


def _unrolled(
    block: Block, indents: tuple[Indent, ...], gap: Gap, bullets: int, is_rtl: bool | None
) -> Iterator[Leaf]:
    match block:
        case ListBlock():
            for index in range(len(block.items)):
                yield from _item(block, index, indents, gap, bullets, is_rtl)
        case Quote():
            yield from _indented(block.blocks, QUOTE, indents, gap, bullets, is_rtl)
        case Alert():
            title = Paragraph(block.start, block.start, (Text(block.kind.capitalize()),))
            inside = (title, *block.blocks)
            yield from _indented(inside, block.kind, indents, gap, bullets, is_rtl)
        case Footnotes():
            yield Leaf(Rule(block.start, block.end), indents, gap=gap, is_rtl=is_rtl)
            for note in block.notes:
                yield from _note(block, note, indents, bullets, is_rtl)
        case Heading():
            above = Gap.NONE if gap is Gap.NONE else Gap.HEADING
            yield Leaf(block, indents, gap=above, is_rtl=is_rtl)
        case _:
            yield from _leaves_alone(block, indents, gap, is_rtl)


def _note(
    block: Footnotes,
    note: Footnote,
    indents: tuple[Indent, ...],
    bullets: int,
    is_rtl: bool | None,
) -> Iterator[Leaf]:
    """Return the leaves of a footnote; the first is running text, for its number leads back."""
    blocks = note.blocks
    if not blocks or not isinstance(blocks[0], Paragraph):
        start = blocks[0].start if blocks else block.start
        blocks = (Paragraph(start, start, ()), *blocks)
    item = ListItem(block.start, block.end, blocks, None, is_spaced=False)
    one = ListBlock(block.start, block.end, True, note.number, True, (item,))
    number = note.number
    for leaf in _item(one, 0, indents, Gap.ITEM, bullets, is_rtl):
        yield replace(leaf, note=number)
        number = 0


def _leaves_alone(
    block: LeafBlock, indents: tuple[Indent, ...], gap: Gap, is_rtl: bool | None
) -> Iterator[Leaf]:
    """Return the leaves of a block without blocks inside: mostly one."""
    parts: Iterable[LeafBlock] = (block,)
    below = Gap.ITEM
    if isinstance(block, Table) and len(block.rows) * len(block.header) > TABLE_CELLS:
        # Laying out a table costs more than its rows do: a long one comes in several.
        count = max(1, TABLE_CELLS // len(block.header))
        firsts = range(0, len(block.rows), count)
        parts = (replace(block, rows=block.rows[first : first + count]) for first in firsts)
    elif isinstance(block, Paragraph) and len(block.inlines) > 1 and _only_images(block.inlines):
        images = (inline for inline in block.inlines if isinstance(inline, Image))
        parts = (replace(block, inlines=(image,)) for image in images)
    elif isinstance(block, HtmlBlock) and len(block.text) > _HTML_CHARACTERS:
        parts, below = (replace(block, text=lines) for lines in _cut(block.text)), Gap.NONE
    for part in parts:
        yield Leaf(part, indents, gap=gap, is_rtl=is_rtl)
        gap, indents = below, _continued(indents)


def _cut(text: str) -> Iterator[str]:
    """Cut a text at line breaks, where it has any, into parts that are quick to lay out."""
    start = 0
    while start < len(text):
        end = start + _HTML_CHARACTERS
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or end
        yield text[start:end]
        start = end


def _only_images(inlines: Sequence[Inline]) -> bool:
    """Tell whether a paragraph consists of images and blanks: each has a line of its own."""
    return all(
        isinstance(inline, Image | Break) or (isinstance(inline, Text) and not inline.text.strip())
        for inline in inlines
    ) and any(isinstance(inline, Image) for inline in inlines)


def _indented(
    blocks: Iterable[Block],
    kind: str,
    indents: tuple[Indent, ...],
    gap: Gap,
    bullets: int,
    is_rtl: bool | None,
) -> Iterator[Leaf]:
    level = Indent(kind, is_first=True)
    below_first = Gap.ITEM if kind != QUOTE else Gap.BLOCK
    for block in blocks:
        for leaf in _unrolled(block, (*indents, level), gap, bullets, is_rtl):
            yield leaf
            level = Indent(kind, is_first=False)
            indents = _continued(indents)
            gap, below_first = below_first, Gap.BLOCK


def _item(
    block: ListBlock,
    index: int,
    indents: tuple[Indent, ...],
    gap: Gap,
    bullets: int,
    is_rtl: bool | None,
) -> Iterator[Leaf]:
    item = block.items[index]
    marker, inside = f"{block.first_number + index}.", bullets
    if not block.is_ordered:
        marker, inside = BULLETS[bullets % len(BULLETS)], bullets + 1
    if index > 0:
        gap = Gap.BLOCK if item.is_spaced else Gap.ITEM
        indents = _continued(indents)
    levels = (*indents, Indent(LIST, is_first=True))
    shown: str | None = marker
    children = item.blocks or (Paragraph(item.start, item.end, ()),)
    for position, child in enumerate(children):
        if position > 0:
            gap = Gap.ITEM if isinstance(child, ListBlock) else Gap.BLOCK
        for leaf in _unrolled(child, levels, gap, inside, is_rtl):
            if shown is None:
                yield leaf
                continue
            yield replace(leaf, marker=leaf.marker or shown, is_done=item.is_done, is_rtl=is_rtl)
            shown = None
            levels = _continued(levels)


def _continued(indents: tuple[Indent, ...]) -> tuple[Indent, ...]:
    """Return the same levels as they stand around a leaf that is not their first."""
    return tuple(Indent(level.kind, is_first=False) for level in indents)
