"""Blocks as HTML in the form of the CommonMark and GFM specifications, to be compared with theirs.

Unlike `markup.html`, which is for the clipboard and lets nothing be loaded, this keeps what the
specifications ask for: targets of every scheme, images, HTML as it was written.
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
    ListItem,
    Math,
    MathBlock,
    Paragraph,
    PlainText,
    Quote,
    RawHtml,
    RefusedLink,
    Rule,
    Strike,
    Strong,
    Table,
    Text,
)


def spec_html(blocks: Iterable[Block]) -> str:
    """Return blocks as the specifications write them."""
    return "".join(f"{_block(block)}\n" for block in blocks)


def _text(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;")


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{_inlines(block.inlines)}</p>"
        case Heading():
            return f"<h{block.level}>{_inlines(block.inlines)}</h{block.level}>"
        case CodeBlock():
            kind = f' class="language-{_text(block.language)}"' if block.language else ""
            return f"<pre><code{kind}>{_text(block.text)}</code></pre>"
        case HtmlBlock():
            return block.text.rstrip("\n")
        case Rule():
            return "<hr />"
        case Quote():
            return f"<blockquote>\n{spec_html(block.blocks)}</blockquote>"
        case ListBlock():
            start = f' start="{block.first_number}"' if block.first_number != 1 else ""
            tag = "ol" if block.is_ordered else "ul"
            items = "".join(_item(item, is_tight=block.is_tight) for item in block.items)
            return f"<{tag}{start}>\n{items}</{tag}>"
        case Table():
            return _table(block)
        case Alert() | MathBlock() | PlainText() | Footnotes():
            return f"<{type(block).__name__}>"


def _item(item: ListItem, *, is_tight: bool) -> str:
    box = {None: "", True: _box(' checked=""'), False: _box("")}[item.is_done]
    inside = ""
    for block in item.blocks:
        if is_tight and isinstance(block, Paragraph):
            inside += _inlines(block.inlines)
        else:
            inside += f"{'' if inside.endswith(chr(10)) else chr(10)}{_block(block)}\n"
    return f"<li>{box}{inside}</li>\n"


def _box(checked: str) -> str:
    return f'<input type="checkbox"{checked} disabled="" /> '


def _table(table: Table) -> str:
    head = f"<thead>\n{_row(table, table.header, 'th')}</thead>\n"
    rows = "".join(_row(table, row, "td") for row in table.rows)
    return f"<table>\n{head}{f'<tbody>{chr(10)}{rows}</tbody>{chr(10)}' if rows else ''}</table>"


def _row(table: Table, cells: tuple[Cell, ...], tag: str) -> str:
    parts = (
        f"<{tag}{f' align={chr(34)}{alignment}{chr(34)}' if alignment else ''}>"
        f"{_inlines(cell)}</{tag}>\n"
        for cell, alignment in zip(cells, table.alignments, strict=True)
    )
    return f"<tr>\n{''.join(parts)}</tr>\n"


def _inlines(inlines: Iterable[Inline]) -> str:
    return "".join(map(_inline, inlines))


def _titled(title: str) -> str:
    return f' title="{_text(title)}"' if title else ""


def _inline(inline: Inline) -> str:
    match inline:
        case Text():
            return _text(inline.text)
        case Code():
            return f"<code>{_text(inline.text)}</code>"
        case RawHtml():
            return inline.text
        case Break():
            return "<br />\n" if inline.is_hard else "\n"
        case Image():
            alt = _text(inline.alt)
            return f'<img src="{_text(inline.source)}" alt="{alt}"{_titled(inline.title)} />'
        case Strong() | Emphasis() | Strike():
            tag = {Strong: "strong", Emphasis: "em", Strike: "del"}[type(inline)]
            return f"<{tag}>{_inlines(inline.children)}</{tag}>"
        case Link() | RefusedLink():
            inside = _inlines(inline.children)
            return f'<a href="{_text(inline.target)}"{_titled(inline.title)}>{inside}</a>'
        case Math() | FootnoteMark():
            return f"<{type(inline).__name__}>"
