"""What is shown at once of a long text that is parsed later: its end as it most likely will be.

The rest is shown as it was written. Must not know how anything is laid out.
"""

from __future__ import annotations

import re

from desktop_chat.markup.blocks import Block
from desktop_chat.markup.parser import Parser, normalised
from desktop_chat.markup.plain_text import plain_pieces

_END_CHARACTERS = 2_800
_SHORTEST_END = 900
_BLOCK_START = re.compile(r"\n[ \t]*\n(?=[^\W\d_]|#)")
# Signs that are always the same are found in a tenth of the time.
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_BACKTICKS = re.compile(r"(```+)(.*)")


def blocks_for_now(parser: Parser, text: str) -> tuple[Block, ...]:
    """Return blocks to show at once for a long text."""
    source = normalised(text)
    start = _start_of_end(source)
    end = parser.parse_piece(source[start:], {}, start) if start < len(source) else ()
    return (*plain_pieces(source[:start], 0), *end)


def _start_of_end(source: str) -> int:
    """Return where a top-level block near the end begins, the length where none is found."""
    first, last = max(0, len(source) - _END_CHARACTERS), len(source) - _SHORTEST_END
    for match in _BLOCK_START.finditer(source, first, last):
        if not _is_in_fence(source, match.end()):
            return match.end()
    return len(source)


def _is_in_fence(source: str, position: int) -> bool:
    """Tell whether a place is inside fenced code, as far as the fences above it tell."""
    opener = ""
    fences = _FENCE if "~~~" in source else _BACKTICKS
    for match in fences.finditer(source, 0, position):
        line = source.rfind("\n", 0, match.start()) + 1
        if source[line : match.start()].strip(" \t>"):
            continue
        fence, rest = match[1], match[2].strip()
        if not opener:
            opener = fence
        elif fence[0] == opener[0] and len(fence) >= len(opener) and not rest:
            opener = ""
    return bool(opener)
