"""Asks the endpoint afterwards what an answer has cost whose stream did not come to its end.

Owns how often it is asked. Must not know what becomes of the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import Spent
from desktop_chat.core.usage import Usage
from desktop_chat.errors import AppError
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.generations import build_generation_request, parse_generation
from desktop_chat.wire.transport import Transport

WAITS_S = (0.2, 2.0, 10.0, 30.0)
"""Before each attempt: some providers go on for a while after a stop, and bill the whole answer."""

Sleep = Callable[[float], Awaitable[None]]


async def late_usage(
    spent: Spent,
    endpoint: Endpoint,
    transport: Transport,
    key: Secret | None,
    sleep: Sleep = asyncio.sleep,
) -> Usage | None:
    """Return what a request consumed, None where the endpoint does not say so.

    What is exact already is not asked for, nor what a server on this computer did, which bills
    nobody. A failure is no matter: the estimate stands.
    """
    request = build_generation_request(endpoint, spent.generation_id)
    if request is None or spent.source.is_exact or endpoint.is_local:
        return None
    for wait_s in WAITS_S:
        await sleep(wait_s)
        try:
            usage = parse_generation(await fetch(transport, request, key))
        except AppError:
            continue
        if usage is not None:
            return usage
    return None
