"""What is looked for in a conversation, made ready to match: words, whole words or a pattern.

How long a query may match one text, and how large it may become, is `core.patterns`' affair. Must
not know messages or how they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_chat.core.patterns import (
    MAX_CHARACTERS,
    TIME_LIMIT_S,
    compile_limited,
    refuse_growth,
)
from desktop_chat.errors import UsageError

if TYPE_CHECKING:
    import regex

# Where marks can stand inside a word, its characters do not stand together in the source; where a
# source holds what is shown in other words, neither.
_BREAKS_WORDS = re.compile(
    r"\w[*~`$]+\w|\w[\[<]|[\])>]\w|&[#\w]|\\|!\[|\]:|\]\(|[\u200b-\u200f\u202a-\u202e\u2060-\u2069]"
)


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asks for.

    Attributes:
        text: As typed; "" finds nothing.
        is_case_sensitive: Whether capitals count.
        has_whole_words: Whether a hit begins and ends where words do.
        is_pattern: Whether the text is a regular expression.
    """

    text: str
    is_case_sensitive: bool = False
    has_whole_words: bool = False
    is_pattern: bool = False


class Matcher:
    """A query that is ready; it may serve several threads.

    Raises:
        UsageError: The query is no valid pattern, or too large for one.
    """

    def __init__(self, query: Query) -> None:
        self.query = query
        self._compiled = _compiled(query)
        words = re.findall(r"[^\W_]+", query.text) if not query.is_pattern else []
        self._longest_word: str = max(words, key=len, default="").casefold()

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Return where the hits in a text begin and end, in characters; none of them is empty.

        Other threads go on while it works.

        Raises:
            UsageError: It took longer than TIME_LIMIT_S.
        """
        try:
            for found in self._compiled.finditer(text, timeout=TIME_LIMIT_S, concurrent=True):
                if found.end() > found.start():
                    yield found.span()
        except TimeoutError:
            raise UsageError("This pattern takes too long.", advice="Make it simpler.") from None

    def may_match(self, source: str) -> bool:
        """Tell, quickly, whether a Markdown source might hold a hit once its marks are gone."""
        if not self._longest_word or self._longest_word in source.casefold():
            return True
        return _BREAKS_WORDS.search(source) is not None


def any_of(phrases: Iterable[str]) -> Query:
    """Return a query for whole words or phrases, any of them; capitals do not count.

    One phrase is asked for as it stands, so that it can be read where it is shown; "" for none.
    """
    once = {" ".join(phrase.split()).casefold(): phrase for phrase in phrases}
    once.pop("", None)
    if len(once) < 2:
        return Query(next(iter(once.values()), ""), has_whole_words=True)
    # The longest first: of two that begin alike, a pattern takes the one that stands before.
    longest_first = sorted(once, key=len, reverse=True)
    pattern = "|".join(_spaced(once[key]) for key in longest_first)
    return Query(pattern, has_whole_words=True, is_pattern=True)


def _spaced(text: str) -> str:
    """Return a pattern of a text; what is one space on screen may be a line break in the text."""
    import regex

    return r"\s+".join(regex.escape(word) for word in regex.split(r"\s+", text))


def _compiled(query: Query) -> regex.Pattern[str]:
    import regex

    text = query.text
    if len(text) > MAX_CHARACTERS:
        raise UsageError("This is too long to look for.", advice="Shorten it.")
    if query.is_pattern:
        refuse_growth(text)
    else:
        text = _spaced(text)
    if query.has_whole_words:
        text = rf"\b(?:{text})\b"
    flags = regex.WORD | regex.MULTILINE
    if not query.is_case_sensitive:
        flags |= regex.IGNORECASE | regex.FULLCASE
    return compile_limited(text, flags)
