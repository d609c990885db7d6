"""Where the sentences of a text begin and end; knows punctuation, no language.

A sentence ends after a mark that ends one, with the quotes and brackets that close behind it, where
white space or the end of the text follows; marks of Chinese and Japanese need no space. The end of
a line before a blank one or before a list's next entry ends one, too.
"""

from __future__ import annotations

import re

_ENDING = ".!?…؟۔।"
_CLOSING = "\"'”’»)\\]）」』*_`"
# One capital letter before a full stop is an initial ("J. Smith"). An end is looked for where a run
# of marks begins, and a line's end without a look beyond the next: else a long run would be gone
# through again from each of its characters.
_END = re.compile(
    rf"(?<![{_ENDING}])(?:(?<!\b[A-Z])|(?![.]))[{_ENDING}]+[{_CLOSING}]*(?=\s|\Z)"
    rf"|[。！？]+[{_CLOSING}]*"
    r"|\n(?=[^\S\n]*\n)|\n(?=[ \t]*(?:[-*+#>|]|\d{1,3}[.)])[ \t])"
)
_LIST_MARK = re.compile(r"\s*\d{1,3}[.]")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the first character and the one after the last of each sentence, in their order.

    White space between two sentences belongs to neither, and a stretch of it alone is none.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in (*(match.end() for match in _END.finditer(text)), len(text)):
        piece = text[start:stop]
        if _LIST_MARK.fullmatch(piece) and text[stop : stop + 1] in (" ", "\t"):
            continue
        if said := piece.strip():
            first = start + piece.index(said[0])
            spans.append((first, first + len(said)))
        start = stop
    return spans
