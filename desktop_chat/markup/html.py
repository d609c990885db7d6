"""Blocks as HTML for the clipboard: plain, standard elements that make a reader load nothing.

Images become their description, HTML in the text becomes visible text, and only links that may be
opened are links. Must not know where the HTML goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from desktop_chat.markup.blocks import (
    Alert,
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Emphasis,
    FootnoteMark,
    Footnotes,
    Heading,
    HtmlBlock,
    Image,
    Inline,
    Link,
    ListBlock,
    Math,
    MathBlock,
    Paragraph,
    PlainText,
    Quote,
    RefusedLink,
    Rule,
    Strike,
    Strong,
    Table,
)


def html_of(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML, one element per line."""
    return "\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{_inlines(block.inlines)}</p>"
        case Heading():
            return f"<h{block.level}>{_inlines(block.inlines)}</h{block.level}>"
        case CodeBlock():
            return f"<pre><code>{escape(block.text)}</code></pre>"
        case MathBlock() | HtmlBlock() | PlainText():
            return f"<pre>{escape(block.text)}</pre>"
        case Rule():
            return "<hr>"
        case Quote() | Alert():
            title = (
                f"<p><strong>{block.kind.capitalize()}</strong></p>"
                if isinstance(block, Alert)
                else ""
            )
            return f"<blockquote>{title}{html_of(block.blocks)}</blockquote>"
        case ListBlock():
            return _list(block)
        case Table():
            return _table(block)
        case Footnotes():
            notes = (f"<li>{html_of(note.blocks)}</li>" for note in block.notes)
            return f"<hr><ol>{''.join(notes)}</ol>"


def _list(block: ListBlock) -> str:
    parts: list[str] = []
    for item in block.items:
        box = "" if item.is_done is None else ("☑ " if item.is_done else "☐ ")
        only = item.blocks[0] if len(item.blocks) == 1 else None
        is_short = block.is_tight and isinstance(only, Paragraph)
        inside = (
            _inlines(only.inlines)
            if is_short and isinstance(only, Paragraph)
            else html_of(item.blocks)
        )
        parts.append(f"<li>{box}{inside}</li>")
    if not block.is_ordered:
        return f"<ul>{''.join(parts)}</ul>"
    start = f' start="{block.first_number}"' if block.first_number != 1 else ""
    return f"<ol{start}>{''.join(parts)}</ol>"


def _table(table: Table) -> str:
    rows = [_row(table, table.header, "th"), *(_row(table, row, "td") for row in table.rows)]
    return f"<table>{''.join(rows)}</table>"


def _row(table: Table, cells: Iterable[Cell], tag: str) -> str:
    parts: list[str] = []
    for cell, alignment in zip(cells, table.alignments, strict=True):
        style = f' align="{alignment}"' if alignment else ""
        parts.append(f"<{tag}{style}>{_inlines(cell)}</{tag}>")
    return f"<tr>{''.join(parts)}</tr>"


def _inlines(inlines: Iterable[Inline]) -> str:
    return "".join(_inline(inline) for inline in inlines)


_TAGS: dict[type, str] = {Strong: "strong", Emphasis: "em", Strike: "del"}


def _inline(inline: Inline) -> str:
    match inline:
        case Strong() | Emphasis() | Strike():
            tag = _TAGS[type(inline)]
            return f"<{tag}>{_inlines(inline.children)}</{tag}>"
        case Link():
            return f'<a href="{escape(inline.target)}">{_inlines(inline.children)}</a>'
        case RefusedLink():
            return f"{_inlines(inline.children)} ({escape(inline.target)})"
        case Code():
            return f"<code>{escape(inline.text)}</code>"
        case Break():
            return "<br>" if inline.is_hard else "\n"
        case FootnoteMark():
            return f"<sup>{inline.number}</sup>"
        case Image():
            return escape(f"[{inline.alt or 'image'}]")
        case Math(text=text, is_display=is_display):
            return escape(f"$${text}$$" if is_display else f"${text}$")
        case _:
            return escape(inline.text)
