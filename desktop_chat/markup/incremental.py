"""Following a text while it grows: only the part that may still change is parsed again.

Owns what is final. A top-level block is final when a later block has begun on a complete line,
because Markdown never reopens a block; the items of an open list and the rows of an open table are
kept in the same way, and plain words and lines of code are added without a parser. What later text
may still change in a final block (a link target defined further down, a footnote) is set right by
`finish`. Must not know how blocks are shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from desktop_chat.markup.blocks import (
    Block,
    CodeBlock,
    Footnotes,
    ListBlock,
    MathBlock,
    Paragraph,
    Table,
    Text,
)
from desktop_chat.markup.cutting import is_settled, joined, last_cut
from desktop_chat.markup.joining import is_below_blank_line, joined_parts, table_head
from desktop_chat.markup.parser import MAX_CHARACTERS, Parser, normalised
from desktop_chat.markup.plain_text import plain_pieces

# Behind a line that begins with a word, letters, commas and spaces are only ever more text, unless
# the last word holds something (a dot, an @, a delimiter) whose meaning the next letter decides.
_WORD_AT_LINE_START = re.compile(r"[^\W\d_]+ ")
_PLAIN_WORD = re.compile(r"(?:[^\W_]|[,;])*")
_TABLE_RULE = re.compile(r"\n[ \t]*[|:-][ \t|:-]*(?:\n|\Z)")
_KEPT_CHARACTERS = 240
_TRIED_CUTS = 4
_PLAIN_DELTA = re.compile(r"(?:[^\W_]|[,; ])+")

_Kept = ListBlock | Table | Paragraph | CodeBlock


@dataclass(frozen=True, slots=True)
class Progress:
    """What one delta changed: blocks that became final, and all blocks behind the final ones."""

    finished: tuple[Block, ...]
    open: tuple[Block, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Both, in order."""
        return (*self.finished, *self.open)


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
        self._kept: _Kept | None = None
        self._head_lines = 0
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
        match self._open:
            case [*_, CodeBlock() as code] if grown is None and self._is_open_fence(code):
                self._keep_lines(code)
            case _:
                pass
        self._text += delta
        if grown is not None:
            self._open = (*self._open[:-1], grown)
            return Progress((), self._open)
        if len(self._text) > MAX_CHARACTERS:
            self._open = plain_pieces(self._text[self._open_start :], self._open_start)
            return Progress((), self._open)
        env: dict[str, Any] = {}
        blocks = self._parse(env)
        first = self._settle(blocks, env)
        self._open = tuple(blocks[first:])
        if self._open and isinstance(self._open[-1], Paragraph):
            self._keep_beginning(self._open[-1])
        return Progress(tuple(blocks[:first]), self._open)

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
        if not self._is_open_fence(code):
            return None
        mark = self._text[code.start]
        last_line = self._text[self._text.rfind("\n") + 1 :]
        if any(line.lstrip(" ").startswith(mark) for line in (last_line + delta).split("\n")):
            return None
        body = self._text[self._text.find("\n", code.start) + 1 :] + delta
        if not body[body.rfind("\n") + 1 :].strip(" \t"):
            body = body[: body.rfind("\n") + 1]
        return self._with_lines(code, body)

    def _is_open_fence(self, block: Block) -> bool:
        """Tell whether a block is the open one, and code below a complete fence at the margin."""
        if not isinstance(block, CodeBlock) or block.is_closed or block.start != self._open_start:
            return False
        return self._text[block.start] in "`~" and self._text.find("\n", block.start) >= 0

    def _keep_lines(self, code: CodeBlock) -> None:
        """Keep the complete lines of an open fence: none of them has closed it."""
        complete = self._text.rfind("\n") + 1
        body = self._text[self._text.find("\n", code.start) + 1 : complete]
        self._kept, self._piece_start = self._with_lines(code, body), complete

    def _with_lines(self, code: CodeBlock, body: str) -> CodeBlock:
        """Return an open fence with other lines."""
        first_line = self._text.find("\n", code.start)
        return replace(code, end=first_line + len(("\n" + body).rstrip("\n")), text=body)

    def _settle(self, blocks: Sequence[Block], env: dict[str, Any]) -> int:
        """Move on to the last block that has surely begun; return how many stand before it."""
        complete = self._text.rfind("\n") + 1
        if complete <= self._looked_until:
            return 0
        self._looked_until = complete
        begun = [n for n, block in enumerate(blocks) if self._has_begun(block, complete)]
        if not begun:
            return 0
        parsed_from = self._piece_start
        last = begun[-1]
        if blocks[last].start > self._open_start:
            self._open_start = self._piece_start = blocks[last].start
            self._kept = None
        self._keep_part_of(blocks[last], complete)
        lines = self._text.count("\n", parsed_from, self._piece_start)
        self._learn(env, self._head_lines + lines)
        return last

    def _has_begun(self, block: Block, complete: int) -> bool:
        """Tell whether a block begins where it seems to, whatever the last line turns out to be."""
        match block:
            case Footnotes():
                return False
            case MathBlock():
                # An open formula may turn out to be text, and with it belong to what stands above.
                return block.is_closed and block.end < complete
            case Table():
                return self._text.count("\n", block.start, complete) > 1
            case _:
                return block.start < complete

    def _keep_part_of(self, block: Block, complete: int) -> None:
        """Keep the items or rows above the last complete line: only the rest is parsed again."""
        match block:
            case ListBlock(items=(_, *_, last)):
                # An item that begins on the last line may still turn out to be something else.
                count = len(block.items) - (1 if last.start < complete else 2)
                if count > 0 and block.items[count].start > self._piece_start:
                    self._kept = replace(block, items=block.items[:count])
                    self._piece_start = block.items[count].start
            case Table(rows=(_, *_, _)):
                count = len(block.rows) - (1 if block.end < complete else 2)
                row = self._text.rfind("\n", 0, min(block.end, complete - 1)) + 1
                if count > 0 and row > self._piece_start:
                    self._kept = replace(block, rows=block.rows[:count])
                    self._piece_start = row
            case _:
                pass

    def _keep_beginning(self, paragraph: Paragraph) -> None:
        """Keep the beginning of a long paragraph, if no mark in it waits for its other half."""
        start = max(paragraph.start, self._piece_start)
        length = len(self._text)
        if length - max(start, self._tried_until) < _KEPT_CHARACTERS:
            return
        self._tried_until = length
        if paragraph.start != self._open_start:
            return
        cut = length - _KEPT_CHARACTERS // 4
        for _ in range(_TRIED_CUTS):
            cut = last_cut(self._text, start, cut - 1)
            if cut < 0 or self._keep_until(cut, start):
                return

    def _keep_until(self, cut: int, start: int) -> bool:
        """Keep the open paragraph from `start` to `cut`, if nothing in it waits for more."""
        source = self._text[start:cut]
        match self._parser.parse_piece(source, {"references": dict(self._references)}, start):
            case [Paragraph() as beginning] if is_settled(beginning.inlines, source):
                kept = self._joined(self._kept, beginning) if self._kept else beginning
                if isinstance(kept, Paragraph):
                    self._kept, self._piece_start = kept, cut
                return True
            case _:
                return False

    def _learn(self, env: dict[str, Any], first_line: int) -> None:
        """Remember the link targets defined above a line of the piece, where parsing will begin."""
        for label, reference in env["references"].items():
            if reference["map"][0] < first_line:
                self._references.setdefault(label, reference)

    def _parse(self, env: dict[str, Any]) -> list[Block]:
        """Return the blocks from the open one on; add the link targets found to `env`."""
        env["references"] = dict(self._references)
        head = self._head()
        self._head_lines = head.count("\n")
        source = head + self._text[self._piece_start :]
        blocks = self._parser.parse_piece(source, env, self._piece_start - len(head))
        if self._kept is None or not blocks:
            return blocks
        joined = self._joined(self._kept, blocks[0])
        if joined is None:
            self._kept, self._piece_start = None, self._open_start
            return self._parse(env)
        return [joined, *blocks[1:]]

    def _head(self) -> str:
        """Return the lines without which the rest of the open block would be something else."""
        match self._kept:
            case Table():
                return table_head(self._text, self._open_start)
            case CodeBlock():
                return self._text[self._open_start : self._text.find("\n", self._open_start) + 1]
            case _:
                return ""

    def _joined(self, kept: _Kept, rest: Block) -> Block | None:
        """Return the open block from its kept and its parsed part, None where they do not fit."""
        match kept, rest:
            case CodeBlock(), CodeBlock():
                # Where only blank lines follow, the rest ends in its head.
                end = rest.end if rest.end > self._piece_start else kept.end
                return replace(rest, start=kept.start, end=end, text=kept.text + rest.text)
            case CodeBlock(), _:
                return None
            case Paragraph(), Paragraph():
                if _TABLE_RULE.search(self._text, self._piece_start):
                    # The line above may be the header of a table, of which a part is missing.
                    return None
                gap = " " if self._text[self._piece_start - 1] == " " else ""
                return Paragraph(kept.start, rest.end, joined(kept.inlines, rest.inlines, gap))
            case _:
                is_spaced = is_below_blank_line(self._text, self._piece_start)
                return joined_parts(kept, rest, is_spaced=is_spaced)
