"""Where the tokens of an answer stand in its text.

The tokens mostly say the text exactly. But servers leave out a first blank, cut a stop sequence
off, count the tokens of a model's thinking, or were asked for them only when the text had begun.
What cannot be placed has no place; it is never guessed.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Sequence

from desktop_chat.core.token_probabilities import TokenProbability

_NEAR = 64
_ENOUGH = 6
_SURELY = 24
_MOST_SEARCHES = 200
"""Looks through a whole text; texts that have so little in common are not worth more of them."""

Span = tuple[int, int]


def token_spans(tokens: Sequence[TokenProbability], text: str) -> list[Span | None]:
    """Return from and to which character of a text each token stands, None where it does not.

    Tokens that share a character all have that whole character. Spans only go forwards.
    """
    said, ranges = _ranges(tokens)
    runs = _runs(said, text)
    starts = [run[0] for run in runs]
    return [_placed(span, runs, starts) for span in ranges]


def _ranges(tokens: Sequence[TokenProbability]) -> tuple[str, list[Span]]:
    """Return what the tokens say together, and which characters of it are each one's."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    pieces: list[str] = []
    ranges: list[Span] = []
    length = 0
    for token in tokens:
        piece = decoder.decode(token.data)
        pieces.append(piece)
        is_inside = bool(decoder.getstate()[0])
        ranges.append((length, length + len(piece) + is_inside))
        length += len(piece)
    pieces.append(decoder.decode(b"", final=True))
    return "".join(pieces), ranges


def _runs(said: str, text: str) -> list[tuple[int, int, int]]:
    """Return the stretches that both texts have: where in each, and how long."""
    whole = text.find(said)
    if said and whole >= 0:
        return [(0, whole, len(said))]
    runs: list[tuple[int, int, int]] = []
    at = place = 0
    searches = _MOST_SEARCHES
    while at < len(said) and place < len(text):
        same = _common_length(said, at, text, place)
        if same:
            runs.append((at, place, same))
            at, place = at + same, place + same
            continue
        near = _near_match(said, at, text, place)
        if near is None and searches:
            searches -= 1
            near = _far_match(said, at, text, place)
        if near is None and not searches:
            break
        at, place = near or (at + 1, place + 1)
    return runs


def _near_match(said: str, at: int, text: str, place: int) -> Span | None:
    """Return where both go on, where one of them has only a few characters more."""
    for distance in range(1, _NEAR):
        ahead = said[at + distance : at + distance + _ENOUGH]
        if ahead and text.startswith(ahead, place):
            return at + distance, place
        ahead = text[place + distance : place + distance + _ENOUGH]
        if ahead and said.startswith(ahead, at):
            return at, place + distance
    return None


def _far_match(said: str, at: int, text: str, place: int) -> Span | None:
    """Return where both go on, where a longer stretch of one of them is missing in the other."""
    found = said.find(text[place : place + _SURELY], at)
    if found >= 0:
        return found, place
    found = text.find(said[at : at + _SURELY], place)
    return (at, found) if found >= 0 else None


def _common_length(one: str, at: int, other: str, place: int) -> int:
    low, high = 0, min(len(one) - at, len(other) - place)
    while low < high:
        middle = (low + high + 1) // 2
        if one[at + low : at + middle] == other[place + low : place + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _placed(span: Span, runs: list[tuple[int, int, int]], starts: list[int]) -> Span | None:
    """Return where in the text the part of a span is that stands in one run."""
    first, stop = span
    number = max(0, bisect_right(starts, first) - 1)
    for at, place, length in runs[number : number + 2]:
        low, high = max(first, at), min(stop, at + length)
        if low < high:
            return place + low - at, place + high - at
    return None
