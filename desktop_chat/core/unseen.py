"""Characters that deceive because they cannot be seen: which they are, and where they do no harm.

Controls, terminal escapes, marks that reorder what stands beside them, characters without width.
Some of the last are needed: joiners in emoji and in the scripts of India and Persia, break
opportunities in scripts without spaces. Owns that judgement. Must not know how a text is drawn.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_REORDERING = "\u202a-\u202e\u2066-\u2069"
_FILLERS = "\u115f\u1160\u180e\u3164\uffa0"
_NEVER_NEEDED = "\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0000-\U000e007f"
_ALWAYS = f"[{_CONTROLS}{_REORDERING}{_FILLERS}{_NEVER_NEEDED}]"
_SOMETIMES = "[\u200b-\u200d]+"
_SPELLED_FLAG = f"\U0001f3f4[{_TAGS}]+"
_SUSPECT = re.compile(f"{_SPELLED_FLAG}|{_ALWAYS}|{_SOMETIMES}|[{_TAGS}]|[{_SELECTORS}]{{2,}}")
_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f")
_ANY = re.compile(f"{_ALWAYS}|[\u200b-\u200f\u061c{_TAGS}{_SELECTORS}]")
_LONGEST_JOIN = 2
# Scripts whose words never need a character without width.
_PLAIN_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "DIGIT")


def deceptive_spans(text: str, *, is_code: bool = False) -> Iterator[tuple[int, int]]:
    """Yield where characters stand that a reader must be shown, as start and end, in order.

    Args:
        text: Any text.
        is_code: Whether all that cannot be seen counts, since a machine reads it.
    """
    for match in (_ANY if is_code else _SUSPECT).finditer(text):
        start, end = match.span()
        if is_code or not _is_needed(text, start, end):
            yield start + _flag_length(match[0]), end


def without_deceptive(text: str) -> str:
    """Return a text without the characters of `deceptive_spans`."""
    kept: list[str] = []
    position = 0
    for start, end in deceptive_spans(text):
        kept.append(text[position:start])
        position = end
    return "".join([*kept, text[position:]])


def plain_line(text: str) -> str:
    """Return a name or title on one line, without what deceives in it."""
    return " ".join(without_deceptive(" ".join(text.split())).split())


def may_go_on(before: str, after: str) -> bool:
    """Tell whether two parts of a text can be judged apart: none that cannot be seen is between."""
    return _ANY.match(before[-1:]) is None and _ANY.match(after[:1]) is None


def _flag_length(found: str) -> int:
    return 1 if found.startswith("\U0001f3f4") else 0


def _is_needed(text: str, start: int, end: int) -> bool:
    found = text[start:end]
    if found[0] == "\U0001f3f4":
        return _FLAG.fullmatch(found) is not None
    if not "\u200b" <= found[0] <= "\u200d" or len(found) > _LONGEST_JOIN:
        return False
    return _needs_joins(text[start - 1 : start]) or _needs_joins(text[end : end + 1])


def _needs_joins(character: str) -> bool:
    if not character or character.isascii():
        return False
    if unicodedata.category(character)[0] in "ZPC":
        return False
    return not unicodedata.name(character, "").startswith(_PLAIN_SCRIPTS)


def in_own_direction(text: str) -> str:
    """Return a text that runs as its own first letter does, whatever stands around it."""
    return f"\u2068{text}\u2069" if text else ""
