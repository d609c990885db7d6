"""Where a growing paragraph may be cut: what is settled above a cut, and how its parts are joined.

Owns which signs may still become part of a mark that ends further down; it errs on the side of
waiting. Must not know how a text is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from desktop_chat.markup.blocks import Emphasis, Inline, Link, RefusedLink, Strike, Strong, Text

# A sign between spaces opens and closes nothing, nor does an underscore within a word.
_INERT = re.compile(r"(?<=\s)[*_~$<\\]+(?=\s)|(?<=[^\W_])_+(?=[^\W_])")
_WAITING = re.compile(r"[*_~`$<\\]")
_BRACKETED = re.compile(r"\[[^\[\]]*\](?![(\[:])")
_BRACKET = re.compile(r"[\[\]]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_IDEOGRAPHS = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]{2}")


def last_cut(text: str, start: int, end: int) -> int:
    """Return a place between words, or between ideographs, close above `end`; -1 for none.

    What stands behind it is never a blank or a sign.
    """
    place = end
    while (place := text.rfind(" ", start, place)) > start:
        if text[place + 1 : place + 2].isalpha() and text[place - 1] not in " \n\\":
            return place + 1
    for place in range(end - 2, start, -1):
        if _IDEOGRAPHS.match(text, place):
            return place + 1
    return -1


def is_settled(inlines: Sequence[Inline], source: str) -> bool:
    """Tell whether nothing in a text can become part of a mark that ends below it.

    Args:
        inlines: What the text means by itself.
        source: The text as it was written.
    """
    if not inlines or not (source.endswith(" ") or isinstance(inlines[-1], Text)):
        return False
    text = "\0".join(_plain_parts(inlines))
    escapes = [match[1] for match in _ESCAPE.finditer(source)]
    if any(sign in "[]" for sign in escapes) and _BRACKET.search(text):
        return False
    formulas = "".join(sign for sign in escapes if sign in "()[]")
    if formulas.replace("()", "").replace("[]", ""):
        return False
    text = _INERT.sub("", text)
    if _WAITING.search(text):
        return False
    while (shorter := _BRACKETED.sub("", text)) != text:
        text = shorter
    return _BRACKET.search(text) is None


def _plain_parts(inlines: Sequence[Inline]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Text():
                yield inline.text
            case Strong() | Emphasis() | Strike() | Link() | RefusedLink():
                yield from _plain_parts(inline.children)
            case _:
                pass


def joined(first: tuple[Inline, ...], second: tuple[Inline, ...], gap: str) -> tuple[Inline, ...]:
    """Return the inlines of two parts of a text that was cut; `gap` is what stood between them."""
    match first, second:
        case (*above, Text(text=left)), (Text(text=right), *below):
            return (*above, Text(f"{left}{gap}{right}"), *below)
        case (*above, Text(text=left)), _:
            return (*above, Text(f"{left}{gap}"), *second)
        case _, (Text(text=right), *below):
            return (*first, Text(f"{gap}{right}"), *below)
        case _:
            return (*first, Text(gap), *second)
