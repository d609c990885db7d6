"""Text that is shown as it is written, in pieces small enough to lay out.

Must not know why it is not parsed.
"""

from __future__ import annotations

from desktop_chat.markup.blocks import PlainReason, PlainText

_PIECE_CHARACTERS = 16_000


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
        cut = min(start + _PIECE_CHARACTERS, end)
        if cut < end:
            cut = source.rfind("\n", start, cut) + 1 or cut
        pieces.append(PlainText(base + start, base + cut, source[start:cut], reason))
        start, reason = cut, ""
    return tuple(pieces)
