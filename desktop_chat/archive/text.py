"""Text on its way into the archive: well-formed for storing, cut into words for searching."""

from __future__ import annotations

import re
import unicodedata

SEPARATOR = "\x1f"
"""Stands between characters that are words of their own in searchable text."""
MARK_START, MARK_END = "\x02", "\x03"
"""Stand around a match in a snippet of searchable text."""

# Scripts written without spaces, and Korean, whose particles hang on the word: every character is
# a word of its own, so that a query of one or two characters finds them anywhere.
_SPACELESS = re.compile(
    "["
    "\u0e00-\u0e4f\u0e80-\u0edf"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17d3"  # Burmese, Khmer
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"  # Hangul
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # Kana
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"  # Kana and Han beyond the first plane
    "]+"
)
# Vowel signs that readers of Arabic and Hebrew leave out, the Arabic stretcher, and our own signs.
UNWRITTEN = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u0640\u064b-\u065f\u0670"
    f"{SEPARATOR}{MARK_START}{MARK_END}]"
)
"""What is left out of searchable text."""


def well_formed(text: str) -> str:
    """Return the text with halves of surrogate pairs joined, those left over replaced by U+FFFD.

    Anything else stays as it is. SQLite and JSON refuse a lone half, and the message would be lost.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def searchable(text: str) -> str:
    """Return the text as the search index reads it; case and accents are left to the index.

    It still reads as the text does: only the separators have to be taken out. What this function
    gives is part of the file's format: a change of it needs a migration that builds the index anew.
    """
    if text.isascii():
        # Nearly none has any of our signs, and to look for each is ten times as quick.
        is_marked = SEPARATOR in text or MARK_START in text or MARK_END in text
        return UNWRITTEN.sub("", text) if is_marked else text
    composed = unicodedata.normalize("NFC", text)
    return _SPACELESS.sub(_set_apart, UNWRITTEN.sub("", composed))


def _set_apart(run: re.Match[str]) -> str:
    return f"{SEPARATOR}{SEPARATOR.join(run[0])}{SEPARATOR}"
