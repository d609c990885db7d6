"""A transport that answers as the stand-in for OpenRouter does, in whatever order it is asked."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from support.openrouter_routes import PREFIX, Router
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from typing_extensions import override

from desktop_chat.core.secret import Secret
from desktop_chat.errors import Offline
from desktop_chat.wire.transport import Reply, WireRequest


class RoutedTransport(ScriptedTransport):
    """Answers by path.

    Attributes:
        router: What it knows.
        silent: Paths below the prefix at whose beginning nothing answers; "" for every one.
        refusing: Paths below the prefix that no key may have.
        chats: The answers to requests for one, in their order.
    """

    def __init__(self, *silent: str) -> None:
        super().__init__()
        self.router = Router()
        self.silent = list(silent)
        self.refusing: list[str] = []
        self.chats: list[ScriptedReply] = []

    @override
    def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AbstractAsyncContextManager[Reply]:
        parts = urlsplit(request.url)
        path = unquote(parts.path).removeprefix(PREFIX)
        body = self.router.body(path, dict(parse_qsl(parts.query)))
        status = 404 if body is None else 200
        if path in self.refusing:
            body, status = {"error": {"code": 401, "message": "User not found."}}, 401
        said = msgspec.json.encode(body or {"error": {"code": 404}})
        is_chat = path == "/chat/completions" and self.chats
        self.replies = [self.chats.pop(0) if is_chat else ScriptedReply([said], status, JSON)]
        if any(path.startswith(each) for each in self.silent):
            return self._refuse(request, key)
        return super().open(request, key)

    def _refuse(
        self, request: WireRequest, key: Secret | None
    ) -> AbstractAsyncContextManager[Reply]:
        self.requests.append(request)
        self.keys.append(key)
        return self._opened(Offline("Nothing answers."))

    def paths(self) -> list[str]:
        """Return the paths that were asked for."""
        return [urlsplit(each.url).path.removeprefix(PREFIX) for each in self.requests]
