"""Answers requests with the practice model, in the place of a network: the embedded endpoint.

It fulfils `wire.transport.Transport`, so everything above treats the practice model like any other
endpoint. It owns paths, status codes and pace; it knows neither sockets nor conversations.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import msgspec

from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.secret import Secret
from desktop_chat.practice import catalog
from desktop_chat.practice.answer import Answer, Event
from desktop_chat.practice.encoding import COMMENT, END_OF_STREAM, AnswerEncoder
from desktop_chat.practice.model import PracticeModel
from desktop_chat.practice.pace import Pace
from desktop_chat.practice.rejection import Rejected, not_found
from desktop_chat.practice.request import parse_request
from desktop_chat.wire.transport import Reply, WireRequest

BASE_URL = PRACTICE.base_url
DEFAULT_TOKENS_PER_S = 60.0

_BASE_PATH = urlsplit(BASE_URL).path
_JSON_HEADERS = {"content-type": "application/json"}


class PracticeTransport:
    """Carries requests to the practice model.

    Args:
        tokens_per_s: The pace of answers; None for as fast as the model writes.
        load: Builds the model; called once, in a worker thread, when first a chat is asked for.
        clock_s: Gives the Unix time in seconds, for the stamp on answers.
    """

    def __init__(
        self,
        tokens_per_s: float | None = DEFAULT_TOKENS_PER_S,
        *,
        load: Callable[[], PracticeModel] = PracticeModel.load,
        clock_s: Callable[[], float] = time.time,
    ) -> None:
        self._pace = Pace(tokens_per_s)
        self._load = load
        self._clock_s = clock_s
        self._model: PracticeModel | None = None
        self._loading = asyncio.Lock()

    @asynccontextmanager
    async def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AsyncGenerator[Reply, None]:
        """Answer the request; leaving the context ends the answer. No key is needed."""
        try:
            reply = await self._reply(request)
        except Rejected as rejected:
            reply = _json_reply(rejected.body(), rejected.status)
        async with aclosing(reply):
            yield reply

    async def _reply(self, request: WireRequest) -> _Reply:
        path = urlsplit(request.url).path.removeprefix(_BASE_PATH)
        match request.method, path:
            case "POST", "/chat/completions":
                return await self._chat(request.body)
            case "GET", "/models":
                return _json_reply(catalog.models())
            case "GET", "/key":
                return _json_reply(catalog.key())
            case _:
                raise not_found(path)

    async def _chat(self, body: bytes) -> _Reply:
        request = parse_request(body)
        answer = Answer(request, await self._loaded_model())
        encoder = AnswerEncoder(
            int(self._clock_s()), shows_logprobs=request.alternatives is not None
        )
        headers = {"x-generation-id": encoder.generation_id}
        if request.is_streamed:
            headers |= {"content-type": "text/event-stream", "cache-control": "no-cache"}
            return _Reply(200, headers, self._stream(answer, encoder))
        return _Reply(200, headers | _JSON_HEADERS, self._whole(answer, encoder))

    async def _loaded_model(self) -> PracticeModel:
        async with self._loading:
            model = self._model
            if model is None:
                model = await asyncio.get_running_loop().run_in_executor(None, self._load)
                self._model = model
            return model

    async def _stream(self, answer: Answer, encoder: AnswerEncoder) -> AsyncGenerator[bytes, None]:
        yield COMMENT
        async with aclosing(self._pace.batches(answer.events())) as batches:
            async for batch in batches:
                yield b"".join(map(encoder.chunks, batch))
        yield END_OF_STREAM

    async def _whole(self, answer: Answer, encoder: AnswerEncoder) -> AsyncGenerator[bytes, None]:
        events: list[Event] = []
        async with aclosing(self._pace.batches(answer.events())) as batches:
            async for batch in batches:
                events.extend(batch)
        yield encoder.completion(events)


class _Reply:
    """An answer whose body is made while it is read."""

    def __init__(
        self, status: int, headers: Mapping[str, str], body: AsyncGenerator[bytes, None]
    ) -> None:
        self.status = status
        self.headers = headers
        self._body = body

    def body(self) -> AsyncIterator[bytes]:
        """Yield the body; once only."""
        return self._body

    async def aclose(self) -> None:
        """End the body where it is."""
        await self._body.aclose()


def _json_reply(content: dict[str, Any], status: int = 200) -> _Reply:
    async def body() -> AsyncGenerator[bytes, None]:
        yield msgspec.json.encode(content)

    return _Reply(status, _JSON_HEADERS, body())
