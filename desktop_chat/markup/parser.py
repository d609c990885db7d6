"""Markdown text to blocks, whole.

Owns the limits above which text is shown as it is. Must not know how a growing text is followed;
that is `incremental`.
"""

from __future__ import annotations

import re

from markdown_it.utils import EnvType

from desktop_chat.markup.blocks import Block, PlainText
from desktop_chat.markup.builder import Builder
from desktop_chat.markup.grammar import new_grammar

MAX_CHARACTERS = 600_000
"""A longer text is not parsed: about 150,000 tokens."""
_PLAIN_PIECE_CHARACTERS = 16_000
_LINE_BREAK = re.compile(r"\r\n?")
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")


def normalised(text: str) -> str:
    """Return the text that offsets refer to: one kind of line break, nothing unstorable."""
    return _UNSTORABLE.sub("\ufffd", _LINE_BREAK.sub("\n", text))


class Parser:
    """Parses Markdown; costs milliseconds to build, and serves one thread at a time."""

    def __init__(self) -> None:
        self._grammar = new_grammar()

    def parse(self, text: str) -> tuple[Block, ...]:
        """Return the blocks of a text.

        Never raises: what is nested or entangled beyond reason becomes PlainText, and so does all
        of a text longer than MAX_CHARACTERS.
        """
        source = normalised(text)
        if len(source) > MAX_CHARACTERS:
            return plain_pieces(source, 0)
        return tuple(self.parse_piece(source, {}, 0))

    def parse_piece(self, source: str, env: EnvType, base: int) -> list[Block]:
        """Return the blocks of a normalised piece of a text.

        Args:
            source: The piece; not longer than MAX_CHARACTERS.
            env: What the grammar has learned so far (link targets); added to.
            base: Offset of the piece in the whole text.
        """
        return Builder(source, self._grammar.parse(source, env), base).build()


def plain_pieces(source: str, base: int) -> tuple[PlainText, ...]:
    """Return a text as PlainText blocks small enough to lay out, cut at line breaks if any."""
    pieces: list[PlainText] = []
    start = 0
    while start < len(source):
        end = min(start + _PLAIN_PIECE_CHARACTERS, len(source))
        if end < len(source):
            end = source.rfind("\n", start, end) + 1 or end
        pieces.append(PlainText(base + start, base + end, source[start:end]))
        start = end
    return tuple(pieces)
