"""Regular expressions that a person writes: what is refused before, and how long one may match.

Owns the limits. Must not know what is searched.
"""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from desktop_chat.errors import UsageError

if TYPE_CHECKING:
    import regex

TIME_LIMIT_S = 0.5
"""A pattern that takes longer in one text is given up: its time may grow with every character."""
MAX_CHARACTERS = 1_000
_MAX_REPEATS = 10_000
# Repeats are written out when a pattern is compiled: `a{99999999}` would fill the memory. What a
# pattern calls again inside itself fills it while matching.
_REPEAT = re.compile(r"\{\s*(\d+)\s*(?:,\s*(\d*)\s*)?\}")
_RECURSION = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")
_BEGINNING_OF_FAULT = "The pattern is not valid"


def refuse_growth(pattern: str) -> None:
    """Return when a pattern does not take more memory than a search is worth.

    Raises:
        UsageError: It does.
    """
    counts = (max(int(n or 1) for n in match.groups()) for match in _REPEAT.finditer(pattern))
    if prod(counts) > _MAX_REPEATS:
        raise UsageError("The pattern repeats too much.", advice="Make its numbers smaller.")
    if _RECURSION.search(pattern):
        raise UsageError("The pattern calls itself, which is not possible here.")


def compile_limited(pattern: str, flags: int, advice: str = "") -> regex.Pattern[str]:
    """Return a pattern compiled; the advice goes with a refusal.

    Raises:
        UsageError: It is not valid; the sentence says why.
    """
    import regex

    try:
        return regex.compile(pattern, flags, cache_pattern=False)
    except regex.error as fault:
        reason = str(fault).partition(" at position")[0]
        raise UsageError(f"{_BEGINNING_OF_FAULT}: {reason}.", advice=advice) from None
    except (KeyError, OverflowError, RecursionError, TypeError, ValueError):
        raise UsageError(f"{_BEGINNING_OF_FAULT}.", advice=advice) from None


def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """Return a person's pattern compiled, `^` and `$` at line ends; refused as `refuse_growth`.

    Raises:
        UsageError: It is empty, too long, too large or not valid.
    """
    import regex

    if not pattern:
        raise UsageError("The pattern is empty.", advice="Write one.")
    if len(pattern) > MAX_CHARACTERS:
        raise UsageError("The pattern is too long.", advice="Shorten it.")
    refuse_growth(pattern)
    return compile_limited(pattern, regex.WORD | regex.MULTILINE, "Correct it.")


def first_match(pattern: regex.Pattern[str], text: str) -> regex.Match[str] | None:
    """Return the first match, None where there is none or it takes longer than TIME_LIMIT_S.

    Other threads go on while it works.
    """
    try:
        return pattern.search(text, timeout=TIME_LIMIT_S, concurrent=True)
    except TimeoutError:
        return None
