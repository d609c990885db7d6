"""Takes JSON of any length apart into its records, in little memory, and decodes one leniently.

A record is an element of a top-level array, or a value of its own: one object, or one on each line.
Owns the limits on a record's size and depth. Must not know what the records mean.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Any, BinaryIO, Protocol

import msgspec
from msgspec import Struct

CHUNK_BYTES = 1 << 18
MAX_RECORD_BYTES = 32 << 20
MAX_DEPTH = 200
_BEGINNING_BYTES = 1024
MAX_VALUES_BYTES = 128 << 20
"""What the values of a record may take in memory, about, beside its texts."""

# What a value costs when it is decoded: `{},` is three bytes in a file and two hundred in memory.
_BYTES_OF_SIGN = {b"{": 190, b"[": 60, b",": 30, b":": 60}
_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TEXTS = re.compile(_TEXT, re.DOTALL)
_PLAIN = rb'(?:[^"{}\[\]]++|' + _TEXT + rb")"
_LEAF = rb"\[" + _PLAIN + rb"*+\]|\{" + _PLAIN + rb"*+\}"
_LEAVES = re.compile(rb"(?:" + _PLAIN + rb"|" + _LEAF + rb")*+", re.DOTALL)
_ROW = re.compile(rb"[\[{]++|[\]}]++")
_NESTED = re.compile(rb'["{}\[\]]')
_OUTSIDE = re.compile(rb'["{}\[\],\n]')
_INSIDE = re.compile(rb'["\\]')
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


class Aside(Protocol):
    """What takes a record that is too large to be held; raises OSError where it cannot."""

    def write(self, content: bytes) -> None:
        """Take what comes next of it."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...


class Piece(Struct, frozen=True):
    """One record as bytes.

    Attributes:
        content: All of it, b"" where it is too large.
        problem: Why it cannot be read, "" where it may be.
        aside: What has taken it where it is too large, until the next piece is asked for.
    """

    content: bytes
    problem: str = ""
    aside: Aside | None = None


class Splitter:
    """Finds where records begin and end in bytes that come in chunks of any length.

    Args:
        max_record_bytes: How large a record may be to be held.
        aside_for: Given the beginning of one that is larger, returns what takes it; None: nothing.
    """

    def __init__(
        self,
        max_record_bytes: int = MAX_RECORD_BYTES,
        aside_for: Callable[[bytes], Aside | None] = lambda _: None,
    ) -> None:
        self._max_record_bytes = max_record_bytes
        self._aside_for = aside_for
        self._aside: Aside | None = None
        self._lent: Aside | None = None
        self._problem = ""
        self._kept: list[bytes] = []
        self._length = 0
        self._depth = 0
        self._deepest = 0
        self._is_array = False
        self._is_in_text = False
        self._is_escaped = False
        self._has_begun = False

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Give the records that end within a chunk."""
        start = place = 0
        while place < len(chunk):
            if self._is_escaped:
                self._is_escaped = False
                place += 1
                continue
            match = self._next_sign(chunk, place)
            if match is None:
                break
            sign, place = match.group(), match.end()
            if self._is_in_text:
                self._is_escaped = sign == b"\\"
                self._is_in_text = self._is_escaped
            elif sign == b'"':
                self._is_in_text = True
            elif self._opens_the_array(sign, chunk[start : place - 1]):
                start = place
            elif self._ends_a_record(sign):
                self._keep(chunk[start : place if sign == b"}" else place - 1])
                yield from self._take()
                start = place
        self._keep(chunk[start:])

    @property
    def has_ended(self) -> bool:
        """Whether the array that the bytes began with has ended."""
        return self._has_begun and not self._is_array

    def close(self) -> None:
        """Let go of what was put aside."""
        for aside in (self._aside, self._lent):
            if aside is not None:
                aside.close()
        self._aside = self._lent = None

    def finish(self) -> Iterator[Piece]:
        """Give what is left at the end of the file."""
        is_within = self._is_in_text or self._depth > 0
        is_open = self._is_array and not is_within
        for piece in self._take():
            problem = "the file ends within it" if is_within else ""
            yield Piece(piece.content, piece.problem or problem, piece.aside)
        if is_open:
            yield Piece(b"", "the file ends before its array does")

    def _next_sign(self, chunk: bytes, place: int) -> re.Match[bytes] | None:
        if self._is_in_text:
            return _INSIDE.search(chunk, place)
        if not self._depth:
            return _OUTSIDE.search(chunk, place)
        # Texts, the innermost lists and objects, and brackets in a row are each passed in one step:
        # a file of nothing else is read no slower than another.
        if self._depth != MAX_DEPTH or self._deepest > MAX_DEPTH:
            leaves = _LEAVES.match(chunk, place)
            place = leaves.end() if leaves is not None else place
        row = _ROW.match(chunk, place)
        if row is None:
            return _NESTED.search(chunk, place)
        opened = len(row.group()) - 1
        if row.group()[0] in b"[{":
            self._depth += opened
            return _NESTED.match(chunk, place + opened)
        closed = min(opened, self._depth - 1)
        self._depth -= closed
        return _NESTED.match(chunk, place + closed)

    def _opens_the_array(self, sign: bytes, before: bytes) -> bool:
        if self._has_begun or sign not in (b"[", b"{"):
            return False
        self._has_begun = True
        is_first = not before.strip().removeprefix(b"\xef\xbb\xbf").strip()
        self._is_array = sign == b"[" and is_first and not self._length
        if not self._is_array:
            return False
        self._kept, self._length = [], 0
        return True

    def _ends_a_record(self, sign: bytes) -> bool:
        if sign in b"{[":
            self._depth += 1
            self._deepest = max(self._deepest, self._depth)
            return False
        if sign in b"}]":
            if sign == b"]" and self._is_array and not self._depth:
                self._is_array = False
                return True
            self._depth = max(0, self._depth - 1)
            return sign == b"}" and not self._depth and not self._is_array
        return not self._depth and (sign == b",") is self._is_array

    def _keep(self, content: bytes) -> None:
        self._length += len(content)
        if self._length <= self._max_record_bytes:
            self._kept.append(content)
            return
        kept, self._kept = self._kept, []
        if self._problem:
            return
        try:
            if self._aside is None:
                self._aside = self._aside_for(_beginning((*kept, content)))
            if self._aside is None:
                self._problem = f"it is larger than {self._max_record_bytes >> 20} MiB"
                return
            for piece in (*kept, content):
                self._aside.write(piece)
        except OSError as error:
            self.close()
            reason = error.strerror or error
            self._problem = f"it is large, and there is no room to put it aside ({reason})"

    def _take(self) -> Iterator[Piece]:
        # Nothing here holds a record while others work on it: it may be large.
        yield from filter(_is_anything, map(self._taken, (None,)))

    def _taken(self, _: None) -> Piece:
        deepest, aside, problem = self._deepest, self._aside, self._problem
        content = b"".join(self._kept).strip()
        self._kept, self._length, self._depth, self._deepest = [], 0, 0, 0
        if self._lent is not None:
            self._lent.close()
        self._lent, self._aside, self._problem = aside, None, ""
        if problem:
            return Piece(b"", problem)
        if deepest > MAX_DEPTH:
            return Piece(b"", f"it is nested deeper than {MAX_DEPTH} levels")
        if aside is not None:
            return Piece(b"", aside=aside)
        if _values_bytes(content) > MAX_VALUES_BYTES:
            return Piece(b"", "it has too many values")
        return Piece(content)


def _beginning(pieces: Iterable[bytes]) -> bytes:
    found = b""
    for piece in pieces:
        found += piece[:_BEGINNING_BYTES]
        if len(found) >= _BEGINNING_BYTES:
            break
    return found


def _is_anything(piece: Piece) -> bool:
    return bool(piece.content or piece.problem or piece.aside)


def _values_bytes(content: bytes) -> int:
    """Return about what a record's values take in memory when they are decoded."""
    most = _weight(content)
    # Texts may hold the same signs: they are left out where that makes the difference.
    return most if most <= MAX_VALUES_BYTES else _weight(_TEXTS.sub(b"", content))


def _weight(content: bytes) -> int:
    return sum(content.count(sign) * weight for sign, weight in _BYTES_OF_SIGN.items())


def pieces_of(
    stream: BinaryIO,
    max_record_bytes: int = MAX_RECORD_BYTES,
    aside_for: Callable[[bytes], Aside | None] = lambda _: None,
) -> Iterator[Piece]:
    """Give the records of a stream one by one; whatever reading it raises passes.

    Args:
        stream: What is read.
        max_record_bytes: As of `Splitter`.
        aside_for: As of `Splitter`.
    """
    with closing(Splitter(max_record_bytes, aside_for)) as splitter:
        while chunk := stream.read(CHUNK_BYTES):
            yield from splitter.feed(chunk)
        yield from splitter.finish()


def decoded(content: bytes) -> Any:
    """Return the value of a JSON text, with U+FFFD for lone surrogates and bytes that are no UTF-8.

    A number too large for a float reads as 0.

    Raises:
        ValueError: It is no JSON; the text says where.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        mended = content.decode("utf-8", "replace").encode()
        mended = _ESCAPES.sub(lambda m: b"\\ufffd" if m.group(1) else m.group(), mended)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    try:
        return msgspec.json.Decoder(float_hook=_number).decode(mended)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"it is no valid JSON ({error})") from None


def _number(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else 0.0
