"""One answer from its first byte to its end, whatever it turns out to be, as turn events.

The head and the first bytes decide: an event stream, a JSON completion sent in place of one, a JSON
error, a web page, a redirection. Knows no socket: the caller feeds bytes, or says how the
connection ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from desktop_chat.core import events as ev
from desktop_chat.errors import (
    AppError,
    EmptyAnswer,
    NotAnEventStream,
    NotJson,
    ProviderFailed,
    Refused,
    StreamCut,
    TooLarge,
)
from desktop_chat.wire.chunks import ChunkDecoder
from desktop_chat.wire.faults import fault_of
from desktop_chat.wire.redaction import detail_text
from desktop_chat.wire.sse import MAX_EVENT_BYTES, Comment, SseDecoder, SseEvent
from desktop_chat.wire.telling_headers import telling_headers
from desktop_chat.wire.values import as_dict, decode_json

MAX_REPLY_BYTES = 128 * 1024 * 1024
"""An answer of 128,000 tokens takes about 80 MiB with all that OpenRouter wraps around each."""
MAX_ERROR_BYTES = 64 * 1024

_DONE = "[DONE]"
_CONTENT = (ev.TextAdded, ev.ReasoningAdded, ev.ToolCallAdded, ev.ImagesAdded, ev.RefusalAdded)
_BLANK = b"\xef\xbb\xbf \t\r\n"
_FIELD_STARTS = b":deir"
_MEBIBYTE = 1024 * 1024


class _Body(Enum):
    """What the body is taken for."""

    UNKNOWN = "unknown"
    EVENTS = "events"
    JSON = "json"
    OTHER = "other"


class ResponseDecoder:
    """Decodes the answer to one chat request.

    A stream ends at `[DONE]` or with the connection, never at a finish reason. An event that is no
    JSON is passed over, and fails the answer only where nothing else came. After Finished or Failed
    nothing more is given.

    Args:
        status: The HTTP status.
        headers: The headers, names in lower case.
        splits_thinking: Whether `<think>` at the start of the content is reasoning.
    """

    def __init__(
        self, status: int, headers: Mapping[str, str], *, splits_thinking: bool = False
    ) -> None:
        self._status = status
        self._headers = headers
        self._media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        self._body = _Body.UNKNOWN if 200 <= status < 300 else _Body.OTHER
        self._sse = SseDecoder()
        self._chunks = ChunkDecoder(splits_thinking=splits_thinking)
        self._kept = bytearray()
        self._received_bytes = 0
        self._has_ended = False
        self._has_events = False
        self._has_content = False
        self._finish_reason = ""
        self._malformed = ""

    def feed(self, piece: bytes) -> list[ev.TurnEvent]:
        """Return what the next piece of the body brings."""
        found: list[ev.TurnEvent] = []
        if self._has_ended:
            return found
        self._received_bytes += len(piece)
        if self._body is _Body.EVENTS:
            self._feed_events(piece, found)
            return found
        self._kept += piece
        if self._body is _Body.UNKNOWN:
            self._body = self._recognised()
            if self._body in (_Body.EVENTS, _Body.JSON):
                telling = telling_headers(self._headers)
                found.append(ev.Opened(self._headers.get("x-generation-id", ""), telling))
        if self._body is _Body.EVENTS:
            self._feed_events(bytes(self._kept), found)
        elif self._body is _Body.OTHER and len(self._kept) > MAX_ERROR_BYTES:
            self._fail_with_body(found)
        elif len(self._kept) > MAX_EVENT_BYTES:
            self._fail(_too_large(is_event=True), found)
        return found

    def end(self) -> list[ev.TurnEvent]:
        """Return what the proper end of the connection brings."""
        found: list[ev.TurnEvent] = []
        if self._has_ended:
            return found
        match self._body:
            case _Body.EVENTS:
                self._take_items(self._sse.close(), found, is_end=True)
                self._close(found, is_done=False)
            case _Body.JSON:
                self._take_completion(found)
            case _Body.OTHER:
                self._fail_with_body(found)
            case _Body.UNKNOWN:
                self._fail(EmptyAnswer("The endpoint's answer is empty."), found)
        return found

    def fail(self, error: AppError) -> list[ev.TurnEvent]:
        """Return what the failure of the connection brings: the answer ends, what came stays."""
        found: list[ev.TurnEvent] = []
        if not self._has_ended:
            self._add(self._chunks.close(), found)
            self._fail(error, found)
        return found

    def _recognised(self) -> _Body:
        """Return what the body is: JSON and pages give themselves away, whatever the head says."""
        start = bytes(self._kept[: 4 * 1024]).lstrip(_BLANK)
        if not start:
            return _Body.UNKNOWN
        if start[0] in b"{[":
            return _Body.JSON
        if start[0] in b"<" or self._media_type == "text/html":
            return _Body.OTHER
        is_stream = self._media_type == "text/event-stream" or start[0] in _FIELD_STARTS
        return _Body.EVENTS if is_stream else _Body.OTHER

    def _feed_events(self, piece: bytes, found: list[ev.TurnEvent]) -> None:
        self._take_items(self._sse.feed(piece), found)
        if self._sse.has_overflowed or self._received_bytes > MAX_REPLY_BYTES:
            self._fail(_too_large(is_event=self._sse.has_overflowed), found)

    def _take_items(
        self, items: list[SseEvent | Comment], found: list[ev.TurnEvent], *, is_end: bool = False
    ) -> None:
        for item in items:
            if self._has_ended:
                return
            self._has_events = True
            if isinstance(item, Comment):
                found.append(ev.KeptAlive(item.text.strip()))
            elif item.data.strip() == _DONE:
                self._close(found, is_done=True)
            else:
                self._take_chunk(item, found, is_end=is_end)

    def _take_chunk(self, event: SseEvent, found: list[ev.TurnEvent], *, is_end: bool) -> None:
        try:
            chunk = decode_json(event.data)
        except ValueError:
            chunk = None
        if event.type == "error" and not as_dict(as_dict(chunk).get("error")):
            chunk = {"error": chunk or event.data}
        if isinstance(chunk, dict):
            self._add(self._chunks.decode(chunk), found)
        elif not is_end and event.data.strip():
            # The event that the end of the connection cuts off is no fault of its own.
            self._malformed = self._malformed or event.data

    def _take_completion(self, found: list[ev.TurnEvent]) -> None:
        """Decode a whole answer that came as one JSON document."""
        try:
            payload = decode_json(bytes(self._kept))
        except ValueError:
            detail = detail_text(self._kept.decode("utf-8", "replace"))
            self._fail(NotJson("The endpoint's answer is broken JSON.", detail=detail), found)
            return
        if not as_dict(payload).get("choices"):
            self._fail_with_body(found)
            return
        self._has_events = True
        self._add(self._chunks.decode(payload), found)
        self._close(found, is_done=True)

    def _add(self, events: list[ev.TurnEvent], found: list[ev.TurnEvent]) -> None:
        for event in events:
            match event:
                case ev.Failed(error):
                    self._fail(error, found)
                    return
                case ev.FinishReported(reason):
                    self._finish_reason = reason
                case _:
                    pass
            self._has_content = self._has_content or isinstance(event, _CONTENT)
            found.append(event)

    def _close(self, found: list[ev.TurnEvent], *, is_done: bool) -> None:
        """End a stream whose connection ended, or that said it is done."""
        if self._has_ended:
            return
        self._add(self._chunks.close(), found)
        if error := self._closing_error(is_done=is_done):
            self._fail(error, found)
        else:
            self._has_ended = True
            found.append(ev.Finished())

    def _closing_error(self, *, is_done: bool) -> AppError | None:
        if self._finish_reason == "error":
            return ProviderFailed("The provider ended the answer with an error.")
        if self._has_content:
            is_whole = is_done or self._finish_reason
            return None if is_whole else StreamCut("The connection ended before the answer did.")
        if self._malformed:
            return NotJson(
                "The endpoint's stream holds no JSON.", detail=detail_text(self._malformed)
            )
        if not self._has_events:
            detail = detail_text(self._kept.decode("utf-8", "replace"))
            return NotAnEventStream("The endpoint's answer is not an event stream.", detail=detail)
        if not is_done and not self._finish_reason:
            return StreamCut("The connection ended before the answer began.")
        if self._finish_reason == "content_filter":
            return Refused("The provider's content filter withheld the answer.")
        return EmptyAnswer("The model ended its answer without saying anything.")

    def _fail_with_body(self, found: list[ev.TurnEvent]) -> None:
        body = bytes(self._kept[:MAX_ERROR_BYTES])
        if (
            200 <= self._status < 300
            and self._body is _Body.OTHER
            and not body.lstrip(_BLANK).startswith(b"<")
        ):
            detail = detail_text(body.decode("utf-8", "replace"))
            error: AppError = NotAnEventStream(
                "The endpoint answered with plain text in place of a stream.", detail=detail
            )
        else:
            error = fault_of(self._status, self._headers, body)
        self._fail(error, found)

    def _fail(self, error: AppError, found: list[ev.TurnEvent]) -> None:
        if not self._has_ended:
            self._has_ended = True
            found.append(ev.Failed(error))


def _too_large(*, is_event: bool) -> TooLarge:
    what, limit = ("One event", MAX_EVENT_BYTES) if is_event else ("The answer", MAX_REPLY_BYTES)
    return TooLarge(f"{what} is larger than {limit // _MEBIBYTE} MB.")
