"""Following a text while it grows: only the part that may still change is parsed again.

Owns what is final. A top-level block is final when a later block has begun on a complete line,
because Markdown never reopens a block; the items of an open list and the rows of an open table are
kept in the same way, and plain words and lines of code are added without a parser. What later text
may still change in a final block (a link target defined further down, a footnote) is set right by
`finish`. Must not know how blocks are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from desktop_chat.markup.blocks import (
    Block,
    CodeBlock,
    Footnotes,
    Inline,
    ListBlock,
    MathBlock,
    Paragraph,
    Table,
    Text,
)
from desktop_chat.markup.parser import MAX_CHARACTERS, Parser, normalised
from desktop_chat.markup.plain_text import plain_pieces

# Behind a line that begins with a word, letters, commas and spaces are only ever more text, unless
# the last word holds something (a dot, an @, a delimiter) whose meaning the next letter decides.
_WORD_AT_LINE_START = re.compile(r"[^\W\d_]+ ")
_PLAIN_WORD = re.compile(r"(?:[^\W_]|[,;])*")
_OPEN_MARK = re.compile(r"[*_~`\[\]$<\\&!|]")
_KEPT_CHARACTERS = 1_500
_PLAIN_DELTA = re.compile(r"(?:[^\W_]|[,; ])+")


@dataclass(frozen=True, slots=True)
class Progress:
    """What one delta changed: blocks that became final, and all blocks behind the final ones."""

    finished: tuple[Block, ...]
    open: tuple[Block, ...]


class IncrementalParser:
    """Follows one growing text. Parts that did not change are handed out as the same objects."""

    def __init__(self, parser: Parser) -> None:
        """Take the parser to use; several followers may share it."""
        self._parser = parser
        self._text = ""
        self._held_back = ""
        self._references: dict[str, Any] = {}
        self._open: tuple[Block, ...] = ()
        # Where the open block begins, where parsing begins (behind it while a part of the open
        # block is kept), and where the last line began that was looked at for final blocks.
        self._open_start = 0
        self._piece_start = 0
        self._looked_until = 0
        self._kept: ListBlock | Table | Paragraph | None = None
        self._tried_until = 0

    @property
    def text(self) -> str:
        """The normalised text so far."""
        return self._text

    def feed(self, delta: str) -> Progress:
        """Take more text and return what it changed."""
        delta = self._held_back + delta
        # A carriage return may be the first half of a line break.
        self._held_back = "\r" if delta.endswith("\r") else ""
        delta = normalised(delta.removesuffix("\r"))
        grown = self._grown(delta) if self._open else None
        self._text += delta
        if grown is not None:
            self._open = (*self._open[:-1], grown)
            return Progress((), self._open)
        if len(self._text) > MAX_CHARACTERS:
            self._open = plain_pieces(self._text[self._open_start :], self._open_start)
            return Progress((), self._open)
        finished = self._settle()
        self._open = tuple(self._parse(len(self._text), {}))
        if self._open and isinstance(self._open[-1], Paragraph):
            self._keep_beginning(self._open[-1])
        return Progress(finished, self._open)

    def finish(self) -> tuple[Block, ...]:
        """Return the blocks of the whole text, parsed anew."""
        return self._parser.parse(self._text + self._held_back)

    def _grown(self, delta: str) -> Block | None:
        """Return the last block grown by the delta where that takes no parser, else None."""
        match self._open[-1]:
            case Paragraph() as paragraph:
                return self._grown_paragraph(paragraph, delta)
            case CodeBlock(is_closed=False) as code:
                return self._grown_code(code, delta)
            case _:
                return None

    def _grown_paragraph(self, paragraph: Paragraph, delta: str) -> Block | None:
        last = paragraph.inlines[-1] if paragraph.inlines else None
        if not isinstance(last, Text) or _PLAIN_DELTA.fullmatch(delta) is None:
            return None
        words = self._text.rstrip(" ")
        if _WORD_AT_LINE_START.match(self._text, self._text.rfind("\n") + 1) is None:
            return None
        if _PLAIN_WORD.fullmatch(words, words.rfind(" ") + 1) is None:
            return None
        text = last.text + self._text[len(words) :] + delta
        inlines = (*paragraph.inlines[:-1], Text(text.rstrip(" ")))
        return replace(paragraph, end=len(self._text) + len(delta), inlines=inlines)

    def _grown_code(self, code: CodeBlock, delta: str) -> Block | None:
        """Add to an open fence at the margin, unless one of its lines may be the closing one."""
        mark = self._text[code.start]
        first_line = self._text.find("\n", code.start)
        if code.start != self._open_start or mark not in "`~" or first_line < 0:
            return None
        last_line = self._text[self._text.rfind("\n") + 1 :]
        if any(line.lstrip(" ").startswith(mark) for line in (last_line + delta).split("\n")):
            return None
        body = self._text[first_line + 1 :] + delta
        if not body[body.rfind("\n") + 1 :].strip(" \t"):
            body = body[: body.rfind("\n") + 1]
        end = first_line + len(("\n" + body).rstrip("\n"))
        return replace(code, end=end, text=body)

    def _settle(self) -> tuple[Block, ...]:
        """Move on to the block open at the end of the complete lines; return those before it."""
        complete = self._text.rfind("\n") + 1
        if complete <= self._looked_until:
            return ()
        self._looked_until = complete
        env: dict[str, Any] = {}
        blocks = [block for block in self._parse(complete, env) if _is_settled(block)]
        if not blocks:
            return ()
        parsed_from = self._piece_start
        if blocks[-1].start > self._open_start:
            self._open_start = self._piece_start = blocks[-1].start
            self._kept = None
        self._keep_part_of(blocks[-1])
        self._learn(env, self._text.count("\n", parsed_from, self._piece_start))
        return tuple(blocks[:-1])

    def _keep_part_of(self, block: Block) -> None:
        """Keep all but the last item or row of the open block: only that one is parsed again."""
        match block:
            case ListBlock(items=(_, *_, last)) if last.start > self._piece_start:
                self._kept = replace(block, items=block.items[:-1])
                self._piece_start = last.start
            case Table(rows=(_, *_, _)):
                last_row = self._text.rfind("\n", 0, block.end) + 1
                if last_row > self._piece_start:
                    self._kept = replace(block, rows=block.rows[:-1])
                    self._piece_start = last_row
            case _:
                pass

    def _keep_beginning(self, paragraph: Paragraph) -> None:
        """Keep the beginning of a long paragraph, if no mark in it waits for its other half."""
        start = max(paragraph.start, self._piece_start)
        if len(self._text) - max(start, self._tried_until) < _KEPT_CHARACTERS:
            return
        self._tried_until = len(self._text)
        cut = self._text.rfind(" ", start, len(self._text) - _KEPT_CHARACTERS // 4) + 1
        if cut <= start or paragraph.start != self._open_start or not self._text[cut].isalpha():
            return
        env = {"references": dict(self._references)}
        match self._parser.parse_piece(self._text[start:cut], env, start):
            case [Paragraph() as beginning] if _is_balanced(beginning.inlines):
                joined = self._joined(self._kept, beginning) if self._kept else beginning
                if isinstance(joined, Paragraph):
                    self._kept, self._piece_start = joined, cut
            case _:
                pass

    def _learn(self, env: dict[str, Any], first_line: int) -> None:
        """Remember the link targets defined above a line of the piece, where parsing will begin."""
        for label, reference in env["references"].items():
            if reference["map"][0] < first_line:
                self._references.setdefault(label, reference)

    def _parse(self, end: int, env: dict[str, Any]) -> list[Block]:
        """Return the blocks from the open one to `end`; add the link targets found to `env`."""
        env["references"] = dict(self._references)
        head = self._table_head() if isinstance(self._kept, Table) else ""
        source = head + self._text[self._piece_start : end]
        blocks = self._parser.parse_piece(source, env, self._piece_start - len(head))
        if self._kept is None or not blocks:
            return blocks
        joined = self._joined(self._kept, blocks[0])
        if joined is None:
            self._kept, self._piece_start = None, self._open_start
            return self._parse(end, env)
        return [joined, *blocks[1:]]

    def _table_head(self) -> str:
        body = self._open_start
        for _ in range(2):
            body = self._text.find("\n", body) + 1
        return self._text[self._open_start : body]

    def _joined(self, kept: ListBlock | Table | Paragraph, rest: Block) -> Block | None:
        """Return the open block from its kept and its parsed part, None where they do not fit."""
        match kept, rest:
            case ListBlock(), ListBlock() if kept.is_ordered == rest.is_ordered:
                above = self._text[: self._piece_start - 1].rpartition("\n")[2]
                first = replace(rest.items[0], is_spaced=not above.strip())
                items = (*kept.items, first, *rest.items[1:])
                is_spaced = any(item.is_spaced for item in items[len(kept.items) :])
                is_tight = kept.is_tight and rest.is_tight and not is_spaced
                return replace(kept, end=rest.end, is_tight=is_tight, items=items)
            case Table(), Table():
                return replace(kept, end=rest.end, rows=kept.rows + rest.rows)
            case Paragraph(), Paragraph():
                inlines = _joined_inlines(kept.inlines, rest.inlines)
                return replace(kept, end=rest.end, inlines=inlines)
            case _:
                return None


def _is_balanced(inlines: Iterable[Inline]) -> bool:
    """Tell whether nothing in a text can still become part of a mark that ends further down."""
    return all(
        _OPEN_MARK.search(inline.text) is None if isinstance(inline, Text) else True
        for inline in inlines
    )


def _joined_inlines(first: tuple[Inline, ...], second: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return the inlines of two parts of a line that was cut behind a space."""
    match first, second:
        case (*above, Text(text=left)), (Text(text=right), *below):
            return (*above, Text(f"{left} {right}"), *below)
        case (*_, Text(text=left)), _:
            return (*first[:-1], Text(f"{left} "), *second)
        case _, (Text(text=right), *below):
            return (*first, Text(f" {right}"), *below)
        case _:
            return (*first, Text(" "), *second)


def _is_settled(block: Block) -> bool:
    """Tell whether a block begins where it seems to: an open formula may turn out to be text."""
    return not isinstance(block, Footnotes) and (
        not isinstance(block, MathBlock) or block.is_closed
    )
