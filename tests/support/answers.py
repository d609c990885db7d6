"""What an endpoint may answer, as scripts for `support.openrouter_server`."""

from __future__ import annotations

from typing import Any

import msgspec
from support.openrouter_server import Exchange, Script
from support.scripted import chunk, ending

END = chunk(finish_reason="stop")
"""The finish reason alone: no usage, no `[DONE]`."""


def refusal(status: int, body: object, **headers: str) -> Script:
    """Return a script that answers every request with a status and a body.

    Args:
        status: The HTTP status.
        body: Bytes as they are, anything else as JSON.
        headers: "_" stands for "-".
    """
    is_raw = isinstance(body, bytes)
    named = {"content_type": "text/html" if is_raw else "application/json"} | headers
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)

    async def answer(exchange: Exchange) -> None:
        await exchange.answer(status, data, **named)

    return answer


def error(message: str, **fields: Any) -> dict[str, Any]:
    """Return an error body as OpenRouter writes it."""
    return {"error": {"message": message} | fields}


def stream(*pieces: bytes | dict[str, Any], is_cut: bool = False) -> Script:
    """Return a script that streams: bytes as they are, objects as events.

    Args:
        pieces: What comes, a chunk of the body each.
        is_cut: Whether the connection is dropped at the end.
    """

    async def answer(exchange: Exchange) -> None:
        await exchange.head()
        for piece in pieces:
            is_event = isinstance(piece, dict)
            await exchange.send(b"data: %s\n\n" % msgspec.json.encode(piece) if is_event else piece)
        if is_cut:
            exchange.abort()
        else:
            await exchange.end()

    return answer


def says(*texts: str) -> Script:
    """Return a script that streams a whole answer."""
    return stream(*(chunk(text) for text in texts), ending())


def in_turn(*scripts: Script) -> Script:
    """Return a script that answers the first request by the first script, and so on."""
    waiting = list(scripts)

    async def answer(exchange: Exchange) -> None:
        await waiting.pop(0)(exchange)

    return answer


async def hang(exchange: Exchange) -> None:
    """Answer with a few words and then with nothing, until the client goes."""
    await exchange.head()
    await exchange.event("partial words ")
    await exchange.client_gone()
