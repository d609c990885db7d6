"""Markdown text to blocks, whole, at any size.

Owns how a text is taken in windows, so that memory and the pauses of a parse do not grow with it,
and the limits above which text is shown as it is. Must not know how a growing text is followed;
that is `incremental`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from markdown_it.token import Token
from markdown_it.utils import EnvType

from desktop_chat.markup.blocks import Block
from desktop_chat.markup.builder import Builder, Notes, footnotes_of, line_starts
from desktop_chat.markup.effort import STEPS_AT_ONCE, STEPS_WHILE_GROWING, Effort, Unfinished
from desktop_chat.markup.grammar import Grammar
from desktop_chat.markup.plain_text import plain_pieces

MAX_CHARACTERS = 2_000_000
"""What lies behind is not parsed: about 500,000 tokens, more than any model answers with."""
_CHARACTERS_AT_ONCE = 40_000
_WINDOW_CHARACTERS = 65_536
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

    def __init__(self) -> None:
        self._grammar = Grammar()

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
        effort = Effort(per_block=STEPS_WHILE_GROWING)
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
        if len(parsed) > _WINDOW_CHARACTERS and "]:" in parsed:
            # What is defined further down counts from the beginning.
            for _ in self._windows(parsed, env, 0, effort, _WINDOW_CHARACTERS):
                pass
        for window in self._windows(parsed, env, 0, effort, _WINDOW_CHARACTERS):
            yield tuple(self._blocks(window, env, notes, effort))
        yield plain_pieces(source[end:], end, "size")
        yield footnotes_of(env, notes, len(source))

    def _windows(
        self, source: str, env: EnvType, base: int, effort: Effort, size: int
    ) -> Iterator[_Window]:
        """Yield the source in parts of about a size that end where a top-level block ends.

        A part ends at a blank line, which no rule looks beyond to decide what stands before it,
        unless the last block goes on behind it; that one is left to the next part.
        """
        position, width = 0, size
        while position < len(source):
            end = _next_blank_line(source, position + width)
            part = source[position:end]
            outline = self._grammar.outline(part, env, base + position, effort)
            starts = line_starts(part)
            cut = starts[outline.last_line]
            if not outline.is_complete:
                plain_end = _next_blank_line(part, cut)
            elif end == len(source):
                cut = plain_end = len(part)
            elif cut == 0:
                width *= 4
                continue
            else:
                del outline.tokens[outline.last_token :]
                plain_end = cut
            yield _Window(part, base + position, starts, outline.tokens, cut, plain_end)
            position += plain_end
            width = size

    def _blocks(
        self, window: _Window, env: EnvType, notes: Notes, effort: Effort
    ) -> Iterator[Block]:
        self._grammar.fill(window.tokens, env, window.starts, window.base, effort)
        yield from Builder(window.source, window.starts, window.tokens, window.base, notes).build()
        given_up = window.source[window.cut : window.plain_end]
        yield from plain_pieces(given_up, window.base + window.cut, "time")


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a source: outlined up to `cut`, given up from there to `plain_end`."""

    source: str
    base: int
    starts: list[int]
    tokens: list[Token]
    cut: int
    plain_end: int


def _next_blank_line(source: str, position: int) -> int:
    """Return where the line below the next blank line begins, or where the source ends."""
    found = _BLANK_LINE.search(source, max(position - 1, 0))
    return found.end() if found else len(source)


def _last_block_end(source: str) -> int:
    """Return a place near MAX_CHARACTERS where a line ends, if there is one."""
    return source.rfind("\n", MAX_CHARACTERS // 2, MAX_CHARACTERS) + 1 or MAX_CHARACTERS
