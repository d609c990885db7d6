"""From markdown-it's tokens to the block model.

Owns the meaning of every token type that the grammar produces. Must not know how tokens come about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import ClassVar, TypeAlias, cast

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token
from markdown_it.utils import EnvType

from desktop_chat.markup.blocks import (
    Alert,
    Alignment,
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Emphasis,
    Footnote,
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
    PlainReason,
    PlainText,
    Quote,
    RawHtml,
    RefusedLink,
    Rule,
    Strike,
    Strong,
    Table,
    Text,
    alternative_text,
)
from desktop_chat.markup.grammar import MAX_NESTING, UNPARSED
from desktop_chat.markup.links import is_openable
from desktop_chat.markup.plain_text import plain_pieces

MAX_COLUMNS = 100
"""A wider table is shown as written: nobody could read it, and it takes seconds to lay out."""

Notes: TypeAlias = dict[str, tuple[Block, ...]]
"""What the footnotes say, by their labels."""


class _Intricate(Exception):
    """The block nests too deeply, or text was too costly to parse where nothing can stand in."""

    def __init__(self, reason: PlainReason) -> None:
        super().__init__(reason)
        self.reason: PlainReason = reason


def line_starts(source: str) -> list[int]:
    """Return the offset of each line of a source, and of its end."""
    starts = [0, *accumulate(len(line) + 1 for line in source.split("\n"))]
    starts[-1] = len(source)
    return starts


class Builder:
    """Builds the blocks of one parsed source."""

    def __init__(
        self, source: str, starts: Sequence[int], tokens: Sequence[Token], base: int, notes: Notes
    ) -> None:
        """Take what was parsed.

        Args:
            source: The text.
            starts: Its `line_starts`.
            tokens: Its tokens, filled.
            base: Offset of the source in the whole text.
            notes: Gets the footnotes that the source defines, unless it has them already.
        """
        self._source = source
        self._starts = starts
        self._tokens = tokens
        self._base = base
        self._notes = notes
        self._next = 0

    def build(self) -> list[Block]:
        """Return the top-level blocks in order."""
        blocks: list[Block] = []
        while self._next < len(self._tokens):
            first = self._next
            try:
                blocks.extend(self._block())
            except _Intricate as error:
                self._next = first
                blocks.extend(self._as_plain_text(error.reason))
        return blocks

    def _as_plain_text(self, reason: PlainReason) -> tuple[PlainText, ...]:
        start, end = self._extent(self._tokens[self._next])
        self._skip()
        return plain_pieces(self._source[start - self._base : end - self._base], start, reason)

    def _skip(self) -> None:
        depth = 0
        while True:
            depth += self._tokens[self._next].nesting
            self._next += 1
            if depth == 0:
                return

    def _extent(self, token: Token) -> tuple[int, int]:
        """Return where a block begins in the whole text, and where its last line ends."""
        first, last = token.map or (0, 0)
        start, end = (self._starts[min(n, len(self._starts) - 1)] for n in (first, last))
        while end > start and self._source[end - 1] == "\n":
            end -= 1
        return self._base + start, self._base + end

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        if token.level >= MAX_NESTING - 1:
            raise _Intricate("depth")
        return token

    def _blocks_until(self, closing: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        while self._tokens[self._next].type != closing:
            blocks.extend(self._block())
        self._next += 1
        return tuple(blocks)

    def _block(self) -> tuple[Block, ...]:
        """Read the next block: one, several pieces of plain text, or none for a footnote."""
        token = self._take()
        if token.type == "footnote_reference_open":
            self._notes.setdefault(
                token.meta["label"], self._blocks_until("footnote_reference_close")
            )
            return ()
        if token.type in ("paragraph_open", "heading_open"):
            return self._prose(token)
        return (self.READERS[token.type](self, token),)

    def _prose(self, token: Token) -> tuple[Block, ...]:
        inline = self._tokens[self._next]
        start, end = self._extent(token)
        self._next += 2
        children = inline.children or ()
        if children and children[0].type == UNPARSED:
            first_line = inline.content.split("\n", 1)[0]
            own = self._source.find(first_line, start - self._base, end - self._base)
            return plain_pieces(
                self._source[own : end - self._base], self._base + own, children[0].meta["reason"]
            )
        inlines = inlines_from(children)
        if token.type == "heading_open":
            return (Heading(start, end, int(token.tag[1]), inlines),)
        return (Paragraph(start, end, inlines),)

    def _inlines_until(self, closing: str) -> tuple[Inline, ...]:
        inlines: tuple[Inline, ...] = ()
        while (token := self._take()).type != closing:
            if token.type == "inline":
                inlines = inlines_from(token.children or ())
        return inlines

    def _fence(self, token: Token) -> Block:
        text = token.content
        lines = text.count("\n") + (not text.endswith("\n") and text != "")
        first, last = token.map or (0, 0)
        info = unescapeAll(token.info).strip()
        return CodeBlock(*self._extent(token), info, text, lines < last - first - 1)

    def _indented_code(self, token: Token) -> Block:
        return CodeBlock(*self._extent(token), "", token.content, True)

    def _html(self, token: Token) -> Block:
        return HtmlBlock(*self._extent(token), token.content)

    def _rule(self, token: Token) -> Block:
        return Rule(*self._extent(token))

    def _math(self, token: Token) -> Block:
        return MathBlock(*self._extent(token), token.content, bool(token.meta["closed"]))

    def _quote(self, token: Token) -> Block:
        return Quote(*self._extent(token), self._blocks_until("blockquote_close"))

    def _alert(self, token: Token) -> Block:
        self._take()
        self._inlines_until("alert_title_close")
        kind = str(token.meta["kind"]).lower()
        return Alert(*self._extent(token), kind, self._blocks_until("alert_close"))

    def _list(self, token: Token) -> Block:
        first = self._next
        is_ordered = token.type == "ordered_list_open"
        closing = "ordered_list_close" if is_ordered else "bullet_list_close"
        items: list[ListItem] = []
        while (opening := self._take()).type != closing:
            items.append(self._list_item(opening, is_first=not items))
        is_tight = self._is_tight(first, token.level + 2, items)
        number = int(token.attrs.get("start", 1))
        return ListBlock(*self._extent(token), is_ordered, number, is_tight, tuple(items))

    def _is_tight(self, first: int, level: int, items: Sequence[ListItem]) -> bool:
        for token in self._tokens[first : self._next]:
            if token.type == "paragraph_open" and token.level == level:
                return token.hidden
        # Only paragraphs say what the parser found; here there are none.
        gaps = (pair for item in items for pair in pairwise(item.blocks))
        return not any(item.is_spaced for item in items) and all(
            self._source.count("\n", upper.end - self._base, lower.start - self._base) < 2
            for upper, lower in gaps
        )

    def _list_item(self, token: Token, *, is_first: bool) -> ListItem:
        start, end = self._extent(token)
        is_done = token.meta.get("checked") if token.meta else None
        is_spaced = not is_first and self._is_below_blank_line(token.map[0] if token.map else 0)
        return ListItem(start, end, self._blocks_until("list_item_close"), is_done, is_spaced)

    def _is_below_blank_line(self, line: int) -> bool:
        above, own = (self._source[self._starts[n] : self._starts[n + 1]] for n in (line - 1, line))
        # In a quotation, a line with nothing but the mark of the quotation is blank.
        marks = " \t\n>" if own.lstrip().startswith(">") else None
        return not above.strip(marks)

    def _table(self, token: Token) -> Block:
        rows: list[tuple[Cell, ...]] = []
        cells: list[Cell] = []
        alignments: list[Alignment] = []
        while (part := self._take()).type != "table_close":
            if part.type in ("th_open", "td_open"):
                if part.type == "th_open":
                    style = str(part.attrs.get("style", ""))
                    alignments.append(cast("Alignment", style.removeprefix("text-align:")))
                cells.append(self._inlines_until(part.type.replace("open", "close")))
            elif part.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        if len(alignments) > MAX_COLUMNS:
            raise _Intricate("size")
        return Table(*self._extent(token), tuple(alignments), rows[0], tuple(rows[1:]))

    READERS: ClassVar[dict[str, Callable[[Builder, Token], Block]]] = {
        "fence": _fence,
        "code_block": _indented_code,
        "html_block": _html,
        "hr": _rule,
        "math_block": _math,
        "blockquote_open": _quote,
        "alert_open": _alert,
        "bullet_list_open": _list,
        "ordered_list_open": _list,
        "table_open": _table,
    }


def footnotes_of(env: EnvType, notes: Notes, end: int) -> tuple[Footnotes, ...]:
    """Return the footnotes that were referred to, as one block or none, at the end of the text."""
    listed = cast("dict[int, dict[str, str]]", env.get("footnotes", {}).get("list", {}))
    found = tuple(
        Footnote(number + 1, entry["label"], notes.get(entry["label"], ()))
        for number, entry in sorted(listed.items())
    )
    return (Footnotes(end, end, found),) if found else ()


def inlines_from(tokens: Sequence[Token]) -> tuple[Inline, ...]:
    """Return the inline values of an inline token's children."""
    inlines, _ = _inlines(tokens, 0, 0)
    return inlines


def _inlines(tokens: Sequence[Token], position: int, depth: int) -> tuple[tuple[Inline, ...], int]:
    """Read to the end or to the closing token of this level; also return where reading stopped."""
    if depth > MAX_NESTING:
        raise _Intricate("depth")
    found: list[Inline] = []
    while position < len(tokens) and tokens[position].nesting >= 0:
        token = tokens[position]
        position += 1
        if token.nesting == 1:
            children, position = _inlines(tokens, position, depth + 1)
            position += 1
            found.append(_span(token, children))
        elif (inline := _leaf(token)) is not None:
            found.append(inline)
    return tuple(found), position


def _span(token: Token, children: tuple[Inline, ...]) -> Inline:
    match token.type:
        case "em_open":
            return Emphasis(children)
        case "strong_open":
            return Strong(children)
        case "s_open":
            return Strike(children)
        case _:
            target = str(token.attrs["href"])
            kind = Link if is_openable(target) else RefusedLink
            return kind(target, str(token.attrs.get("title", "")), children)


def _leaf(token: Token) -> Inline | None:
    match token.type:
        case "text" | "text_special":
            # What was escaped stays by itself where the library does not join it: in an image.
            return Text(token.content) if token.content else None
        case "code_inline":
            return Code(token.content)
        case "html_inline":
            return RawHtml(token.content)
        case "math_inline":
            return Math(token.content, bool(token.meta["display"]))
        case "softbreak" | "hardbreak":
            return Break(token.type == "hardbreak")
        case "footnote_ref":
            return FootnoteMark(int(token.meta["id"]) + 1, str(token.meta["label"]))
        case "image":
            alt = alternative_text(inlines_from(token.children or ()))
            return Image(str(token.attrs["src"]), alt, str(token.attrs.get("title", "")))
        case str() as kind if kind == UNPARSED:
            raise _Intricate(token.meta["reason"])
        case _:
            raise AssertionError(f"The grammar makes no token {token.type}")
