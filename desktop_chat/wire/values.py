"""JSON from servers that keep to no schema: lenient decoding, typed looks, mended text.

What has the wrong type reads as absent, so that no field a server adds or misuses breaks anything.
"""

from __future__ import annotations

import json
import re
from typing import Any, cast

import msgspec

LARGEST_COUNT = 2**53
"""Beyond it JSON numbers are not exact, and no tokens are counted."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_HIGH_SURROGATES = ("\ud800", "\udbff")


def decode_json(text: str | bytes) -> Any:
    """Return the value of a JSON text, with leniency for what servers get wrong.

    Lone surrogates stay in the strings, a byte that is no UTF-8 reads as U+FFFD, NaN and Infinity
    read as null.

    Raises:
        ValueError: It is not JSON, or nested too deeply.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig", "replace")
    try:
        return _LENIENT.decode(text)
    except RecursionError as error:
        raise ValueError("The JSON text is nested too deeply.") from error


def _whole_number(digits: str) -> int | None:
    try:
        return int(digits)
    except ValueError:
        return None  # more digits than Python converts


_LENIENT = json.JSONDecoder(parse_int=_whole_number, parse_constant=lambda _name: None)


def as_dict(value: Any) -> dict[str, Any]:
    """Return the value when it is an object, an empty one otherwise."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return the value when it is an array, an empty one otherwise."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def as_dicts(value: Any) -> list[dict[str, Any]]:
    """Return the objects of an array, without anything else in it."""
    return [cast("dict[str, Any]", item) for item in as_list(value) if isinstance(item, dict)]


def as_text(value: Any) -> str:
    """Return the value when it is a string, "" otherwise."""
    return value if isinstance(value, str) else ""


def as_count(value: Any) -> int | None:
    """Return the value when it is a whole number from 0 to 2^53, None otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= LARGEST_COUNT and value == value // 1 else None


def as_figure(value: Any) -> float | None:
    """Return the value when it is a number that a float holds, None otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= LARGEST_COUNT else None


def as_seed(value: Any) -> int | None:
    """Return the value when it is a whole number of at most 64 bits, None otherwise."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and -(2**63) <= value < 2**64 else None


def mended(text: str) -> str:
    """Return the text with surrogate halves joined where they meet, and U+FFFD for the rest."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def mended_value(value: Any) -> Any:
    """Return a JSON value with every string in it mended, keys too."""
    match value:
        case str():
            return mended(value)
        case dict():
            items = cast("dict[str, Any]", value).items()
            return {mended(key): mended_value(item) for key, item in items}
        case list() | tuple():
            return [mended_value(item) for item in cast("list[Any]", value)]
        case _:
            return value


class TextJoiner:
    """Mends texts that arrive in pieces: the first half of a character waits for the second.

    Each channel (content, reasoning, the arguments of one call ...) waits by itself.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, str] = {}

    def add(self, channel: str, piece: str) -> str:
        """Return the text that is whole with this piece; "" while all of it waits."""
        if self._waiting:
            piece = self._waiting.pop(channel, "") + piece
        if piece and _HIGH_SURROGATES[0] <= piece[-1] <= _HIGH_SURROGATES[1]:
            self._waiting[channel] = piece[-1]
            piece = piece[:-1]
        return mended(piece)

    def rest(self, channel: str) -> str:
        """Return what still waits at the end of the stream, as U+FFFD."""
        return mended(self._waiting.pop(channel, ""))
