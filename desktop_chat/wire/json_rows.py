"""Cuts a JSON list into its values before any of it is decoded.

Whoever decodes them does so one after the other, so that no step holds the interpreter for as long
as the list is, and a value that is broken, or a list that is cut off, costs no more than itself.
Must not know what the values mean.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import msgspec
from msgspec import Raw

MAX_ROW_BYTES = 1 << 18
"""A value that is longer is passed over: to decode it alone would be felt."""
MOST_BROKEN = 1_000
"""After so many broken values, what follows is not looked for any more."""
MOST_MEMBERS = 1_000
"""What stands beside a list has fewer names."""
MAX_DEPTH = 200
"""A value that is nested deeper is passed over."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TEXT = rb'"(?:[^"\\]++|\\.)*+"'
_SPACE = re.compile(rb"[ \t\r\n]*+")
_BETWEEN = re.compile(rb"[ \t\r\n,]*+")
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|' + _TEXT + rb")*+([{}\[\]])", re.DOTALL)
_SCALAR = re.compile(_TEXT + rb'|[^",{}\[\]\s]++', re.DOTALL)
_NAME = re.compile(rb"[ \t\r\n,]*+(" + _TEXT + rb")[ \t\r\n]*+:[ \t\r\n]*+", re.DOTALL)
_FIRST_NAME = re.compile(rb'\{[ \t\r\n]*+"[^"\\]*+"')
_RUN = msgspec.json.Decoder(list[Raw])
_PAIRS = {b"}": b"{", b"]": b"["}


class JsonRows:
    """The values of a list, and what became known of it while they were cut out.

    Args:
        body: The JSON text: an array, or an object with the list among its members.
        names: The members that may be the list, the likeliest first. An empty one is not it.

    Attributes:
        broken: How many values could not be cut out so far.
        is_cut: Whether the text ends, or makes no sense any more, before the list's end.
        scalars: What stands beside the list, as it is written. This and `is_cut` are known when
            all values were taken.
    """

    def __init__(self, body: bytes, names: tuple[str, ...] = ("data", "models")) -> None:
        self.broken = 0
        self.is_cut = False
        self.scalars: dict[str, bytes] = {}
        self._body = body
        self._names = names
        self._place = 0

    def __iter__(self) -> Iterator[bytes]:
        """Give the values one by one, each as it is written."""
        self._place = len(_BYTE_ORDER_MARK) * self._body.startswith(_BYTE_ORDER_MARK)
        sign = self._sign(_SPACE)
        self._place += 1
        if sign == b"[":
            yield from self._values()
        elif sign == b"{":
            yield from self._members()

    def _members(self) -> Iterator[bytes]:
        others: dict[str, int] = {}
        has_any = False
        names = 0
        while (match := self._match(_NAME)) and names < MOST_MEMBERS:
            names += 1
            name = match.group(1)[1:-1].decode("utf-8", "replace")
            start = self._place = match.end()
            is_array = self._body[start : start + 1] == b"["
            if is_array and name == self._names[0] and not has_any:
                self._place += 1
                for value in self._values():
                    has_any = True
                    yield value
                continue
            if is_array and name in self._names:
                others[name] = start + 1
            end = self._end_of(start, len(self._body))
            if not 0 < end <= len(self._body):
                break
            if self._body[start : start + 1] not in (b"[", b"{"):
                self.scalars[name] = self._body[start:end]
            self._place = end
        is_whole = self._sign(_SPACE) == b"}"
        for name in self._names:
            if name in others and not has_any:
                self._place = others[name]
                for value in self._values():
                    has_any = True
                    yield value
        self.is_cut = self.is_cut or not is_whole

    def _values(self) -> Iterator[bytes]:
        """Give the values of the array whose inside begins here; go to behind its end."""
        beginning = b""
        one_by_one_to = 0
        while self._sign(_BETWEEN) != b"]":
            start = self._place
            if not beginning and (first := _FIRST_NAME.match(self._body, start)):
                beginning = first.group()
            if beginning and start >= one_by_one_to:
                last = self._body.rfind(beginning, start + 1, start + MAX_ROW_BYTES)
                one_by_one_to = last if last > 0 else start + MAX_ROW_BYTES
                if last > 0:
                    yield from self._run_to(last)
                if self._place > start:
                    continue
            limit = min(start + MAX_ROW_BYTES, len(self._body))
            end = self._end_of(start, limit)
            if 0 < end <= limit:
                self._place = end
                yield self._body[start:end]
            elif end > len(self._body) or not self._go_on(beginning):
                self._place = len(self._body)
                self.is_cut = True
                return
        self._place += 1

    def _run_to(self, place: int) -> Iterator[bytes]:
        """Give all values before a place where one seems to begin; none if that deceives.

        What stands between brackets and is JSON has no beginning or end in the middle of a value.
        """
        run = self._body[self._place : place].rstrip(b" \t\r\n,")
        with contextlib.suppress(msgspec.MsgspecError, RecursionError):
            values = _RUN.decode(b"[" + run + b"]")
            self._place = place
            yield from map(bytes, values)

    def _go_on(self, beginning: bytes) -> bool:
        """Pass over a broken value; return whether another begins as the first one did."""
        if not beginning or self.broken >= MOST_BROKEN:
            return False
        another = re.compile(rb",[ \t\r\n]*+(?=" + re.escape(beginning) + rb")")
        match = another.search(self._body, self._place + 1)
        if match is None:
            return False
        self.broken += 1
        self._place = match.end()
        return True

    def _end_of(self, place: int, limit: int) -> int:
        """Return where a value ends: beyond the limit if not before it, 0 where there is none."""
        sign = self._body[place : place + 1]
        if sign not in (b"{", b"["):
            match = _SCALAR.match(self._body, place, min(limit, place + MAX_ROW_BYTES))
            is_open = sign in (b"", b'"')
            return match.end() if match else (limit + 1 if is_open else 0)
        opened: list[bytes] = []
        while match := _TO_BRACKET.match(self._body, place, min(limit, place + MAX_ROW_BYTES)):
            sign, place = match.group(1), match.end()
            if sign not in _PAIRS:
                opened.append(sign)
                if len(opened) > MAX_DEPTH:
                    return 0
            elif opened.pop() != _PAIRS[sign]:
                return 0
            if not opened:
                return place
        return limit + 1

    def _sign(self, passed: re.Pattern[bytes]) -> bytes:
        """Go over what may be passed over and return the sign behind it, b"" at the end."""
        match = self._match(passed)
        self._place = match.end() if match else self._place
        return self._body[self._place : self._place + 1]

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Look no further than a value may be long: one call holds the interpreter to its end."""
        return pattern.match(self._body, self._place, self._place + MAX_ROW_BYTES)
