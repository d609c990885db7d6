"""Server-sent events from bytes, incrementally; bytes become text line by line.

Source: the "text/event-stream" rules of the HTML standard. It knows nothing of JSON or chat, and it
ignores `retry:` since nothing here reconnects. The time taken is linear in the bytes fed, however
they are cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_EVENT_BYTES = 16 * 1024 * 1024
"""Far above any text chunk: images of an answer arrive whole, as a data: URL in one event."""

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"
_LF = 0x0A


@dataclass(frozen=True, slots=True)
class SseEvent:
    """One dispatched event; `id` is the last id the stream has given."""

    data: str
    type: str = "message"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A line that starts with a colon, without it: a sign of life."""

    text: str


class SseDecoder:
    """Turns pieces of any size into events and comments.

    Attributes:
        has_overflowed: An event passed `max_event_bytes`; nothing after it is decoded.
    """

    def __init__(self, *, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self.has_overflowed = False
        self._max_event_bytes = max_event_bytes
        self._buffer = bytearray()
        self._searched_to = 0
        self._skips_lf = False
        self._is_first_line = True
        self._data: list[str] = []
        self._event_bytes = 0
        self._type = ""
        self._last_id = ""

    def feed(self, piece: bytes) -> list[SseEvent | Comment]:
        """Return what the next piece completes, in order."""
        found: list[SseEvent | Comment] = []
        if not piece or self.has_overflowed:
            return found
        if self._skips_lf and piece[0] == _LF:
            piece = piece[1:]
        self._skips_lf = False
        self._buffer += piece
        line_start, position = 0, self._searched_to
        while match := _LINE_END.search(self._buffer, position):
            self._take_line(bytes(self._buffer[line_start : match.start()]), found)
            line_start = position = match.end()
            if self.has_overflowed:
                return found
            # A CR at the end of a piece ends its line now; an LF that follows belongs to it.
            self._skips_lf = position == len(self._buffer) and match.group() == b"\r"
        del self._buffer[:line_start]
        self._searched_to = len(self._buffer)
        self.has_overflowed = self._event_bytes + len(self._buffer) > self._max_event_bytes
        return found

    def close(self) -> list[SseEvent | Comment]:
        """Return what the end of the stream completes: a last event without its blank line.

        The standard drops such an event; servers that close early are common enough to read it.
        """
        found: list[SseEvent | Comment] = []
        if not self.has_overflowed:
            if self._buffer:
                self._take_line(bytes(self._buffer), found)
                self._buffer.clear()
            self._dispatch(found)
        return found

    def _take_line(self, line: bytes, found: list[SseEvent | Comment]) -> None:
        if self._is_first_line:
            self._is_first_line = False
            line = line.removeprefix(_BOM)
        if not line:
            self._dispatch(found)
            return
        text = line.decode("utf-8", "replace")
        if text.startswith(":"):
            found.append(Comment(text[1:].removeprefix(" ")))
            return
        self._event_bytes += len(line)
        if self._event_bytes > self._max_event_bytes:
            self.has_overflowed = True
            return
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "data":
                self._data.append(value)
            case "event":
                self._type = value
            case "id" if "\0" not in value:
                self._last_id = value
            case _:
                pass

    def _dispatch(self, found: list[SseEvent | Comment]) -> None:
        if self._data:
            data = "\n".join(self._data)
            found.append(SseEvent(data, self._type or "message", self._last_id))
        self._data.clear()
        self._event_bytes = 0
        self._type = ""
