"""Texts cut into words for measuring, and made comparable; knows no measure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter

# Scripts written without spaces: each character is a word of its own.
_WORD = re.compile(
    r"[\u0e00-\u0e4f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    r"|[^\W\u0e00-\u0e4f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+(?:['’]\w+)*"
    r"|[^\w\s]"
)

NGram = tuple[str, ...]


def words(text: str) -> list[str]:
    """Return the words and punctuation marks of a text, in lower case.

    A character of a script without spaces is a word; a mark of punctuation is one, too.
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def word_count(text: str) -> int:
    """Return how many words a text has, punctuation not counted."""
    return sum(1 for word in words(text) if any(character.isalnum() for character in word))


def ngrams(tokens: list[str], size: int) -> Counter[NGram]:
    """Return how often each run of `size` words occurs."""
    return Counter(zip(*(tokens[start:] for start in range(size)), strict=False))


def normalised(text: str) -> str:
    """Return a text as answers are compared: NFKC, lower case, one space between words, no marks.

    Marks of punctuation at either end are taken off, those inside stay.
    """
    joined = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    start, end = 0, len(joined)
    while start < end and _is_edge(joined[start]):
        start += 1
    while end > start and _is_edge(joined[end - 1]):
        end -= 1
    return joined[start:end]


def _is_edge(character: str) -> bool:
    return unicodedata.category(character)[0] in "PZ"


def digest(text: str) -> str:
    """Return 16 hexadecimal digits that are equal for texts that are equal once normalised."""
    coded = normalised(text).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(coded, digest_size=8).hexdigest()
