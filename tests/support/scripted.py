"""A transport that answers by script: for tests of what stands above the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop_chat.core.secret import Secret
from desktop_chat.errors import TransportError
from desktop_chat.wire.transport import Reply, WireRequest

EVENT_STREAM = {"content-type": "text/event-stream"}
JSON = {"content-type": "application/json"}

Step = bytes | asyncio.Event | TransportError


def chunk(text: str = "", **fields: Any) -> bytes:
    """Return one event of a stream with a piece of text."""
    delta: dict[str, Any] = {"content": text} | fields.pop("delta", {})
    choice: dict[str, Any] = {"index": 0, "delta": delta}
    choice["finish_reason"] = fields.pop("finish_reason", None)
    choice["logprobs"] = fields.pop("logprobs", None)
    whole = {"id": "gen-1", "model": "m-1", "provider": "Scripted", "choices": [choice]} | fields
    return b"data: " + msgspec.json.encode(whole) + b"\n\n"


def scored(text: str, logprob: float = -0.5, **others: float) -> bytes:
    """Return one event with a token, its probability, and those of others by their texts."""
    top = [{"token": name, "logprob": value} for name, value in others.items()]
    own = {"token": text, "logprob": logprob, "top_logprobs": top}
    return chunk(text, logprobs={"content": [own]})


def ending(reason: str = "stop", completion_tokens: int = 2) -> bytes:
    """Return the end of a stream: finish reason, usage, [DONE]."""
    usage = {"prompt_tokens": 1, "completion_tokens": completion_tokens, "total_tokens": 3}
    return chunk(finish_reason=reason) + chunk(usage=usage | {"cost": 0.001}) + b"data: [DONE]\n\n"


@dataclass
class ScriptedReply:
    """One answer: bytes are given, events are waited for, errors are raised."""

    steps: list[Step]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: EVENT_STREAM)

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the steps."""
        for step in self.steps:
            if isinstance(step, asyncio.Event):
                await step.wait()
            elif isinstance(step, TransportError):
                raise step
            else:
                yield step


def says(*pieces: str) -> ScriptedReply:
    """Return a whole answer in pieces of text."""
    return ScriptedReply([*(chunk(piece) for piece in pieces), ending()])


class ScriptedTransport:
    """Gives its replies in order; an error in the place of a reply is raised before any head."""

    def __init__(self, *replies: ScriptedReply | TransportError) -> None:
        self.replies = list(replies)
        self.requests: list[WireRequest] = []
        self.keys: list[Secret | None] = []
        self.closed_count = 0

    def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AbstractAsyncContextManager[Reply]:
        """Give the next reply."""
        self.requests.append(request)
        self.keys.append(key)
        return self._opened(self.replies.pop(0))

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The JSON bodies of the requests so far."""
        return [msgspec.json.decode(request.body) for request in self.requests if request.body]

    @asynccontextmanager
    async def _opened(self, reply: ScriptedReply | TransportError) -> AsyncIterator[Reply]:
        if isinstance(reply, TransportError):
            raise reply
        try:
            yield reply
        finally:
            self.closed_count += 1
