"""Markdown text to blocks, whole, at any size.

Owns how a text is taken in windows, so that memory and the pauses of a parse do not grow with it,
and the limits above which text is shown as it is. Must not know how a growing text is followed;
that is `incremental`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from markdown_it.utils import EnvType

from desktop_chat.markup.blocks import Block, PlainText
from desktop_chat.markup.builder import Builder, Notes, footnotes_of, line_starts
from desktop_chat.markup.effort import (
    STEPS_AT_ONCE,
    STEPS_PER_GROWING_TEXT,
    STEPS_WHILE_GROWING,
    Effort,
    Unfinished,
)
from desktop_chat.markup.grammar import Grammar, Outline
from desktop_chat.markup.joining import (
    cut_off_last,
    is_below_blank_line,
    is_table,
    joined_parts,
    table_head,
)
from desktop_chat.markup.plain_text import plain_pieces

MAX_CHARACTERS = 2_000_000
"""What lies behind is not parsed: about 500,000 tokens, more than any model answers with."""
_CHARACTERS_AT_ONCE = 40_000
_WINDOW_CHARACTERS = 65_536
# A list or table that fills a window goes on in parts of this share; what cannot be cut gets more.
_PARTS = 4
_LINE_BREAK = re.compile(r"\r\n?")
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def normalised(text: str) -> str:
    """Return the text that offsets refer to: one kind of line break, nothing unstorable."""
    # Most texts need none of it, and to see that costs a hundredth of doing it.
    if "\r" in text:
        text = _LINE_BREAK.sub("\n", text)
    if not text.isascii() or "\0" in text:
        text = _UNSTORABLE.sub("\ufffd", text)
    return text


def _never() -> bool:
    return False


class Parser:
    """Parses Markdown; costs milliseconds to build, and serves one thread at a time.

    On the thread that draws, call `parse_at_once`; where it returns None, give the text to a
    worker thread with a Parser of its own, and call `parse` or `pieces` there.
    """

    def __init__(self, window_characters: int = _WINDOW_CHARACTERS) -> None:
        """Take how much of a text is parsed at one go; the blocks are the same for any number."""
        self._grammar = Grammar()
        self._window_characters = window_characters

    def parse(
        self,
        text: str,
        *,
        patient_at: Collection[int] = (),
        is_cancelled: Callable[[], bool] = _never,
    ) -> tuple[Block, ...]:
        """Return the blocks of a text; takes about 3 s for a million characters.

        What is nested or entangled beyond reason, and what lies behind MAX_CHARACTERS, becomes
        PlainText.

        Args:
            text: Any text, normalised or not.
            patient_at: Starts of PlainText blocks of reason "time" that are to be parsed though it
                takes long; each may then take about ten seconds.
            is_cancelled: Asked at least every 30 ms or so, from the thread that parses; may read
                what another thread sets, such as `threading.Event.is_set`.

        Raises:
            ParsingCancelled: `is_cancelled` said yes. Nothing else is ever raised.
        """
        pieces = self.pieces(text, patient_at=patient_at, is_cancelled=is_cancelled)
        return tuple(block for piece in pieces for block in piece)

    def parse_at_once(self, text: str) -> tuple[Block, ...] | None:
        """Return what `parse` returns if that takes less than about 50 ms, else None."""
        if len(text) > _CHARACTERS_AT_ONCE:
            return None
        try:
            pieces = self._pieces(normalised(text), Effort(at_most=STEPS_AT_ONCE))
            return tuple(block for piece in pieces for block in piece)
        except Unfinished:
            return None

    def pieces(
        self,
        text: str,
        *,
        patient_at: Collection[int] = (),
        is_cancelled: Callable[[], bool] = _never,
    ) -> Iterator[tuple[Block, ...]]:
        """Yield the blocks that `parse` returns, some at a time and in order.

        The first piece of a text that defines no link targets or footnotes comes after some ten
        milliseconds. Arguments and errors are those of `parse`.
        """
        source = normalised(text)
        lines = frozenset(source.rfind("\n", 0, start) + 1 for start in patient_at)
        return self._pieces(source, Effort(patient_at=lines, is_cancelled=is_cancelled))

    def parse_piece(self, source: str, env: EnvType, base: int) -> list[Block]:
        """Return the blocks of a normalised piece of a text.

        Args:
            source: The piece.
            env: What the grammar has learned so far (link targets); added to.
            base: Offset of the piece in the whole text.
        """
        notes: Notes = {}
        effort = Effort(per_block=STEPS_WHILE_GROWING, per_words=STEPS_PER_GROWING_TEXT)
        blocks = [
            block
            for window in self._windows(source, env, base, effort, len(source))
            for block in self._blocks(window, env, notes, effort)
        ]
        return [*blocks, *footnotes_of(env, notes, base + len(source))]

    def _pieces(self, source: str, effort: Effort) -> Iterator[tuple[Block, ...]]:
        env: EnvType = {}
        notes: Notes = {}
        end = len(source) if len(source) <= MAX_CHARACTERS else _last_block_end(source)
        parsed = source[:end]
        if len(parsed) > self._window_characters and "]:" in parsed:
            # What is defined further down counts from the beginning.
            for _ in self._windows(parsed, env, 0, effort, self._window_characters):
                pass
        yield from self._joined(parsed, env, notes, effort)
        yield plain_pieces(source[end:], end, "size")
        yield footnotes_of(env, notes, len(source))

    def _joined(
        self, source: str, env: EnvType, notes: Notes, effort: Effort
    ) -> Iterator[tuple[Block, ...]]:
        """Yield the blocks of all windows; of a block that comes in parts, all at once."""
        growing: Block | None = None
        for window in self._windows(source, env, 0, effort, self._window_characters):
            blocks = list(self._blocks(window, env, notes, effort))
            if growing is not None:
                is_spaced = is_below_blank_line(source, window.first)
                first = blocks[0] if blocks else None
                joined = first and joined_parts(growing, first, is_spaced=is_spaced)
                blocks[: 1 if joined else 0] = [joined or growing]
            growing = blocks.pop() if window.is_part and blocks else None
            yield tuple(blocks)
        if growing is not None:
            yield (growing,)

    def _windows(
        self, source: str, env: EnvType, base: int, effort: Effort, size: int
    ) -> Iterator[_Window]:
        """Yield the source in parts of about a size that end where a top-level block ends.

        The last block of a part may go on behind it and is left to the next one. Of a list or table
        that fills a part, the items or rows but for the last are a part.
        """
        position, width, head = 0, size, ""
        while position < len(source):
            end = _end_of_part(source, position + width, size // _PARTS)
            part, start = head + source[position:end], position - len(head)
            outline = self._grammar.outline(part, env, base + start, effort)
            starts = line_starts(part)
            is_end = end == len(source) or is_below_blank_line(source, end)
            cut = _cut_in(outline, starts, is_end=is_end, is_all=end == len(source))
            if cut is None:
                width *= _PARTS
                continue
            position = plain_from = start + cut.end
            if not outline.is_complete:
                plain_from = max(plain_from, start + len(head))
                position = _next_blank_line(source, plain_from)
            given_up = plain_pieces(source[plain_from:position], base + plain_from, "time")
            first = start + len(head)
            yield _Window(part, base + start, first, starts, outline.tokens, given_up, cut.is_part)
            width = max(1, size // _PARTS) if cut.is_part else size
            head = _head_of(outline, part, starts) if cut.is_part else ""

    def _blocks(
        self, window: _Window, env: EnvType, notes: Notes, effort: Effort
    ) -> Iterator[Block]:
        self._grammar.fill(window.tokens, env, window.starts, window.base, effort)
        yield from Builder(window.source, window.starts, window.tokens, window.base, notes).build()
        yield from window.given_up


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a source.

    Attributes:
        source: The part, of a table that goes on below its head once more.
        base: Offset of `source` in the whole text.
        first: Where the part begins in the text that is taken in parts.
        starts: Its `line_starts`.
        tokens: Its outline.
        given_up: What follows and was too intricate.
        is_part: Whether its last block goes on in the next part.
    """

    source: str
    base: int
    first: int
    starts: list[int]
    tokens: list[Token]
    given_up: tuple[PlainText, ...]
    is_part: bool


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where in a part the next one begins, and whether that is within a block."""

    end: int
    is_part: bool = False


def _cut_in(outline: Outline, starts: Sequence[int], *, is_end: bool, is_all: bool) -> _Cut | None:
    """Find where a part is cut, and take what lies behind out of its outline.

    Args:
        outline: Of the part.
        starts: Its `line_starts`.
        is_end: Whether the part ends at a blank line, which no rule looks beyond to decide what
            stands before it, or with the text.
        is_all: Whether it ends with the text.

    Returns:
        None where more is needed to see where a block ends.
    """
    last = starts[outline.last_line]
    if not outline.is_complete:
        return _Cut(last) if is_end else None
    if is_all:
        return _Cut(starts[-1])
    if is_end and last:
        del outline.tokens[outline.last_token :]
        return _Cut(last)
    if not is_end and any(_is_open_formula(token) for token in outline.tokens):
        # It may turn out to be text, and with it belong to what stands above.
        return None
    line = cut_off_last(outline.tokens, outline.last_token)
    return _Cut(starts[line], is_part=True) if line else None


def _head_of(outline: Outline, part: str, starts: Sequence[int]) -> str:
    """Return the head of the table with which a part ends, "" where it ends with a list."""
    is_one = is_table(outline.tokens, outline.last_token)
    return table_head(part, starts[outline.last_line]) if is_one else ""


def _is_open_formula(token: Token) -> bool:
    return token.type == "math_block" and not token.meta["closed"]


def _end_of_part(source: str, place: int, near: int) -> int:
    """Return where a part ends: below a blank line, or below any where none is near."""
    end = _next_blank_line(source, place)
    if end - place > near:
        end = source.find("\n", place) + 1 or len(source)
    return end


def _next_blank_line(source: str, position: int) -> int:
    """Return where the line below the next blank line begins, or where the source ends."""
    found = _BLANK_LINE.search(source, max(position - 1, 0))
    return found.end() if found else len(source)


def _last_block_end(source: str) -> int:
    """Return a place near MAX_CHARACTERS where a line ends, if there is one."""
    return source.rfind("\n", MAX_CHARACTERS // 2, MAX_CHARACTERS) + 1 or MAX_CHARACTERS
