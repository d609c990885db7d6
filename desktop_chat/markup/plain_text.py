"""Text that is shown as it is written, in pieces small enough to lay out.

Must not know why it is not parsed.
"""

from __future__ import annotations

import re

from desktop_chat.markup.blocks import PlainReason, PlainText

_PIECE_CHARACTERS = 16_000
PIECE_LINES = 300
_LINES = re.compile(rf"(?:[^\n]*\n){{{PIECE_LINES}}}")


def plain_pieces(source: str, base: int, reason: PlainReason = "") -> tuple[PlainText, ...]:
    """Return a text as PlainText blocks, cut at line breaks if any; none for blank lines alone.

    Args:
        source: The text.
        base: Its offset in the whole text.
        reason: Why it is shown as it is; the first piece alone carries it.
    """
    pieces: list[PlainText] = []
    start, end = 0, len(source.rstrip("\n"))
    while start < end:
        cut = _cut_behind(source, start, end)
        pieces.append(PlainText(base + start, base + cut, source[start:cut], reason))
        start, reason = cut, ""
    return tuple(pieces)


def _cut_behind(source: str, start: int, end: int) -> int:
    """Return where the piece that begins at `start` ends: behind a line break, if it has any."""
    limit = min(start + _PIECE_CHARACTERS, end)
    lines = _LINES.match(source, start, limit)
    if lines is not None:
        return lines.end()
    return limit if limit == end else source.rfind("\n", start, limit) + 1 or limit
