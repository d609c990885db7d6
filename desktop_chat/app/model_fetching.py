"""Fetches an endpoint's whole list of models: in pages, or with what a local server adds.

Owns how many requests that takes. Must not know where lists are kept.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import AppError
from desktop_chat.wire.dialects.registry import is_router
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.model_pages import joined, rows_on
from desktop_chat.wire.model_requests import build_model_page_request
from desktop_chat.wire.models import parse_models
from desktop_chat.wire.native_models import (
    NativeServer,
    build_native_requests,
    build_show_request,
    native_server,
    parse_native,
    parse_show,
    with_details,
)
from desktop_chat.wire.request import build_models_request
from desktop_chat.wire.transport import Transport

MOST_BYTES = 16 << 20
"""Of a longer list the beginning is taken: the longest known one has less than a tenth of it."""
MOST_PAGES = 50
MOST_SHOWN = 64
"""Models that Ollama is asked about one by one."""
_MOST_NATIVE_BYTES = 1 << 20
"""What a server on this computer has room for is described in less."""


async def fetch_models(endpoint: Endpoint, transport: Transport, key: Secret | None) -> bytes:
    """Return the body of an endpoint's list.

    Raises:
        AppError: It was not reached or refused; a list of which a page is missing is none.
    """
    if is_router(endpoint):
        return await _fetch_pages(endpoint, transport, key)
    request = build_models_request(endpoint)
    body = await fetch(transport, request, key, beginning_bytes=MOST_BYTES)
    if len(body) > _MOST_NATIVE_BYTES:
        return body
    server = native_server(endpoint, body)
    return body if server is None else await _with_native(server, endpoint, transport, key, body)


async def _fetch_pages(endpoint: Endpoint, transport: Transport, key: Secret | None) -> bytes:
    bodies: list[bytes] = []
    offset = 0
    left = MOST_BYTES
    while len(bodies) < MOST_PAGES and left > 0:
        request = build_model_page_request(endpoint, offset)
        body = await fetch(transport, request, key, beginning_bytes=left)
        count, total = await asyncio.to_thread(rows_on, body)
        # A server that knows no pages gives the first one again and again.
        if bodies and body == bodies[-1]:
            break
        bodies.append(body)
        left -= len(body)
        offset += count
        if not count or total is None or offset >= total:
            break
    return await asyncio.to_thread(joined, bodies)


async def _with_native(
    server: NativeServer,
    endpoint: Endpoint,
    transport: Transport,
    key: Secret | None,
    body: bytes,
) -> bytes:
    """Add what the server says in its own words; without an answer the list stands as it is."""
    details: dict[str, dict[str, Any]] = {}
    for request in build_native_requests(server, endpoint):
        with contextlib.suppress(AppError):
            details = parse_native(server, await fetch(transport, request, key))
        if details:
            break
    if server is NativeServer.OLLAMA:
        ids = [*dict.fromkeys([*(model.id for model in parse_models(body)), *details])]
        for model_id in ids[:MOST_SHOWN]:
            with contextlib.suppress(AppError):
                shown = await fetch(transport, build_show_request(endpoint, model_id), key)
                details[model_id] = details.get(model_id, {}) | parse_show(shown)
    return with_details(body, details) if details else body
