"""Splits text into tokens and numbers them; knows nothing of probabilities.

A token is a word with the space before it, a number, a run of one sign, white space, or a single
Chinese or Japanese character. Splitting loses nothing: joined tokens are the text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

BYTE_IDS = 256
"""Ids below are single bytes: they spell what the vocabulary lacks, and are never generated."""

END_ID: int = BYTE_IDS
"""The id of the mark that stands before and after every document."""

END_TEXT = "<|end|>"

_COMBINING = (
    "\u0300-\u036f\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
)
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"(?:(?![{_IDEOGRAPHS}])[^\W\d_]|[{_COMBINING}])"
_TOKEN = re.compile(
    rf"[{_IDEOGRAPHS}]"
    rf"| ?{_LETTER}+(?:['’]{_LETTER}+)*"
    r"| ?\d+"
    r"|\n+"
    r"| ?([^\w\s]|_)\1*"
    r"| +(?=\S)|\s"
    r"|.",
    re.DOTALL,
)


def split(text: str) -> list[str]:
    """Return the tokens of a text; joined they are the text."""
    return [match.group() for match in _TOKEN.finditer(text)]


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without spaces, signs and numbers."""
    bare = (token.strip().casefold() for token in split(text))
    return [word for word in bare if word and word[0].isalpha()]


class Vocabulary:
    """The tokens a model knows, each with a stable id: 256 bytes, the end mark, then words.

    A word's id is its place of first occurrence in the texts, so it changes only when they do.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        self._texts = [*("" for _ in range(BYTE_IDS)), END_TEXT, *dict.fromkeys(tokens)]
        self._ids = {text: index for index, text in enumerate(self._texts) if index > END_ID}
        self.longest = max(map(len, self._ids), default=1)
        """The length of the longest token in characters."""

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, token_id: int) -> str:
        """Return the text of a token other than a byte."""
        return self._texts[token_id]

    def encode(self, text: str) -> list[int]:
        """Return the ids of a text; what the vocabulary lacks is spelt in UTF-8 bytes."""
        ids: list[int] = []
        for token in split(text):
            known = self._ids.get(token)
            if known is None:
                ids.extend(token.encode("utf-8", "surrogatepass"))
            else:
                ids.append(known)
        return ids
