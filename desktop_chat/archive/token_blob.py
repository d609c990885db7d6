"""The tokens of an answer with their probabilities as few bytes, and back. Runs no SQL.

Each different token is kept once, and where it stands by its number; the logarithm of a token's own
probability as a float of 32 bits (off by at most 2^-24 of its value), that of an alternative as one
of 16 (at most 2^-10). An alternative never changes sides with the chosen token by that, so that
ranks come back exactly; texts and bytes do anyhow.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Sequence
from itertools import islice

import msgspec
from msgspec import Struct

from desktop_chat.archive.text import well_formed
from desktop_chat.core.token_probabilities import LEAST_LOGPROB, Outcome, TokenProbability

_AS_THE_TOKEN = math.nan
"""In the place of an alternative's logarithm: it is that of the chosen token, mostly itself."""
_SHORT = 0x10000
_LEAST_SINGLE = 2.0**-149
_NOUGHT = 0x8000
"""The pattern of -0 in 16 bits."""


class _Columns(Struct, frozen=True, array_like=True):
    """What is packed.

    Attributes:
        tokens: The different tokens' bytes.
        texts: Texts by token, where they are not what the bytes say.
        chosen: Numbers of the answer's tokens.
        own: Their logarithms, not a number for an unknown one.
        counts: How many alternatives each has.
        others: Numbers of the alternatives of all places in a row.
        likely: Their logarithms.
    """

    tokens: tuple[bytes, ...]
    texts: dict[int, str]
    chosen: bytes
    own: bytes
    counts: bytes
    others: bytes
    likely: bytes


def packed(tokens: Sequence[TokenProbability]) -> bytes:
    """Return the tokens as bytes."""
    numbers: dict[tuple[str, bytes], int] = {}

    def number(token: TokenProbability | Outcome) -> int:
        return numbers.setdefault((token.text, token.data), len(numbers))

    chosen = [number(token) for token in tokens]
    others = [number(other) for token in tokens for other in token.alternatives]
    own = [math.nan if token.logprob is None else _single(token.logprob) for token in tokens]
    likely = [_rounded(o.logprob, token.logprob) for token in tokens for o in token.alternatives]
    width = "H" if len(numbers) <= _SHORT else "I"
    columns = _Columns(
        tokens=tuple(data for _, data in numbers),
        texts={
            index: well_formed(text)
            for (text, data), index in numbers.items()
            if text != _said(data)
        },
        chosen=_bytes(width, chosen),
        own=_bytes("f", own),
        counts=_bytes("I", [len(token.alternatives) for token in tokens]),
        others=_bytes(width, others),
        likely=_bytes("e", likely),
    )
    return zlib.compress(msgspec.msgpack.encode(columns), 9)


def unpacked(content: bytes) -> tuple[TokenProbability, ...] | None:
    """Return the tokens that `packed` was given; None where the bytes are damaged."""
    try:
        columns = msgspec.msgpack.decode(zlib.decompress(content), type=_Columns)
        return _tokens(columns)
    except (zlib.error, msgspec.MsgspecError, ValueError, IndexError):
        return None


def _tokens(columns: _Columns) -> tuple[TokenProbability, ...]:
    texts = columns.texts
    named = [(texts.get(i, _said(data)), data) for i, data in enumerate(columns.tokens)]
    width = "H" if len(named) <= _SHORT else "I"
    pairs = zip(_numbers(width, columns.others), _numbers("e", columns.likely), strict=True)
    found: list[TokenProbability] = []
    places = zip(
        _numbers(width, columns.chosen),
        _numbers("f", columns.own),
        _numbers("I", columns.counts),
        strict=True,
    )
    for token, stored, count in places:
        own = None if math.isnan(stored) else stored
        others = [
            Outcome(*named[int(other)], stored if math.isnan(logprob) else logprob)
            for other, logprob in islice(pairs, int(count))
        ]
        others.sort(key=lambda outcome: -outcome.logprob)
        found.append(TokenProbability(*named[int(token)], own, tuple(others)))
    return tuple(found)


def _said(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _floored(logprob: float) -> float:
    return -math.inf if logprob <= LEAST_LOGPROB else logprob


def _single(logprob: float) -> float:
    """Return a token's own logarithm as 32 bits have it; one below nought does not become it."""
    (stored,) = struct.unpack("<f", struct.pack("<f", _floored(logprob)))
    return -_LEAST_SINGLE if stored == 0 and logprob < 0 else stored


def _rounded(logprob: float, own: float | None) -> float:
    """Return an alternative's logarithm as 16 bits have it, on its side of the chosen token's."""
    logprob, own = _floored(logprob), None if own is None else _floored(own)
    if logprob == own:
        return _AS_THE_TOKEN
    (bits,) = struct.unpack("<H", struct.pack("<e", logprob))
    (near,) = struct.unpack("<e", struct.pack("<H", bits))
    if own is None:
        return near
    stored = _single(own)
    # The numbers are negative: a smaller pattern is a greater number, and the smallest is nought.
    if logprob > own and near <= stored and bits > _NOUGHT:
        bits -= 1
    elif logprob < own and near >= stored:
        bits += 1
    return struct.unpack("<e", struct.pack("<H", bits))[0]


def _bytes(width: str, values: Sequence[float]) -> bytes:
    """Return numbers as little-endian bytes, the first byte of each before all second ones.

    So apart they compress better.
    """
    data = struct.pack(f"<{len(values)}{width}", *values)
    size = struct.calcsize(f"<{width}")
    return b"".join(data[offset::size] for offset in range(size))


def _numbers(width: str, data: bytes) -> tuple[float, ...]:
    size = struct.calcsize(f"<{width}")
    count, rest = divmod(len(data), size)
    if rest:
        raise ValueError("Half a number is missing.")
    together = bytearray(len(data))
    for offset in range(size):
        together[offset::size] = data[offset * count : (offset + 1) * count]
    return struct.unpack(f"<{count}{width}", together)
