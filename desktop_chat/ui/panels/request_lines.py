"""The request body as short lines to read: one key each, marked where it differs from the last one.

It owns the words of the preview and their comparison. It knows no widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec

_ELLIPSIS = "…"


class Mark(StrEnum):
    """How a line differs from the request before; the value is what stands before it."""

    SAME = " "
    CHANGED = "~"
    ADDED = "+"
    REMOVED = "-"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One key of the request.

    Attributes:
        key: With its quotes.
        value: As JSON, long lists of objects by their number.
        is_last: Whether no comma follows.
    """

    mark: Mark
    key: str
    value: str
    is_last: bool

    def fitted(self, columns: int) -> str:
        """Return the value, cut inside its quotes so that the line fits into so many characters."""
        room = max(columns - len(self.key) - len(": ,"), 4)
        if len(self.value) <= room:
            return self.value
        closing = self.value[-1] if self.value[-1] in '"]}' else ""
        return self.value[: room - 1 - len(closing)] + _ELLIPSIS + closing


def request_lines(body: str, last_sent: str | None, left_out: int = 0) -> tuple[RequestLine, ...]:
    """Return the lines of a request.

    Args:
        body: A JSON object.
        last_sent: The request to compare with, None where none was sent: then nothing is marked.
        left_out: How many messages the request has beside those in `body`.

    A key that the request before had, and this one has not, stands after its neighbour there.

    Raises:
        msgspec.DecodeError: One of them is no JSON object.
    """
    now = _decoded(body)
    before = None if last_sent is None else _sent(last_sent)
    last = next(reversed(now), None)
    lines: list[RequestLine] = []
    for key in _in_order(now, before or {}):
        is_gone = key not in now
        value = before[key] if before is not None and is_gone else now[key]
        lines.append(
            RequestLine(
                mark=Mark.REMOVED if is_gone else _mark(key, value, before),
                key=_json(key),
                value=_shown(value, left_out if key == "messages" else 0),
                is_last=key == last,
            )
        )
    return tuple(lines)


def changes(lines: Sequence[RequestLine]) -> int:
    """Return how many lines differ from the request before."""
    return sum(line.mark is not Mark.SAME for line in lines)


def _in_order(now: dict[str, msgspec.Raw], before: dict[str, msgspec.Raw]) -> list[str]:
    order = list(now)
    place = 0
    for key in before:
        if key in now:
            place = order.index(key) + 1
        else:
            order.insert(place, key)
            place += 1
    return order


def _decoded(body: str) -> dict[str, msgspec.Raw]:
    # The messages are most of a request: nobody needs the values of what is not shown.
    return msgspec.json.decode(body, type=dict[str, msgspec.Raw])


# While a slider is dragged, each tick is compared with the same request.
_sent = lru_cache(maxsize=1)(_decoded)


def _mark(key: str, value: msgspec.Raw, before: dict[str, msgspec.Raw] | None) -> Mark:
    # The messages grow with every turn: that is no change of the settings.
    if before is None or key == "messages":
        return Mark.SAME
    if key not in before:
        return Mark.ADDED
    last = before[key]
    is_same = bytes(last) == bytes(value) or msgspec.json.decode(last) == msgspec.json.decode(value)
    return Mark.SAME if is_same else Mark.CHANGED


def _shown(raw: msgspec.Raw, left_out: int) -> str:
    if _begins(raw, "["):
        items = msgspec.json.decode(raw, type=list[msgspec.Raw])
        # What begins with an object is a list of objects in every request that there is.
        if items and _begins(items[0], "{"):
            return f"[{len(items) + left_out}]"
    return _json(msgspec.json.decode(raw))


def _begins(raw: msgspec.Raw, sign: str) -> bool:
    return memoryview(raw)[0] == ord(sign)


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=-1).decode()
