"""The practice server with a recording of what it was sent: for tests of programs that ask it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from desktop_chat.core.secret import Secret
from desktop_chat.practice.server import serve
from desktop_chat.practice.transport import PracticeTransport
from desktop_chat.wire.transport import Reply, WireRequest

KEY = "sk-recorded-0123456789"


@dataclass
class Recorder:
    """Notes each request, and has the practice model answer it, whatever its fields."""

    url: str = ""
    bodies: list[Any] = field(default_factory=list[Any])
    _model: PracticeTransport = field(default_factory=lambda: PracticeTransport(None))

    def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AbstractAsyncContextManager[Reply]:
        """Note the request and answer a plain one in its place."""
        body = json.loads(request.body)
        self.bodies.append(body)
        plain = {
            "model": "practice/markov-small",
            "messages": [{"role": "user", "content": "Hi"}],
            "max_tokens": 3,
            "stream": body.get("stream", False),
        }
        asked = WireRequest(request.method, request.url, body=json.dumps(plain).encode())
        return self._model.open(asked, key)


@asynccontextmanager
async def recording() -> AsyncIterator[Recorder]:
    """Serve the practice model to those who bring the key."""
    recorder = Recorder()
    async with serve(recorder, 0, key=Secret(KEY)) as url:
        recorder.url = url
        yield recorder
