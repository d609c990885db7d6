"""Asks the endpoint afterwards what an answer has cost whose stream did not come to its end.

Owns how often it is asked. Must not know what becomes of the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import Spent
from desktop_chat.core.usage import Usage
from desktop_chat.errors import AppError, KeyRejected, RateLimited, Refused
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.generations import build_generation_request, parse_generation
from desktop_chat.wire.transport import Transport

WAITS_S = (0.2, 2.0, 10.0, 30.0, 120.0)
"""Before each attempt: some providers go on for a while after a stop, and bill the whole answer."""
LOOKS_AT_NOTHING = 3
"""So often a cost of nothing is asked for again: it may be the state before the bill."""
LONGEST_ASKED_WAIT_S = 600.0

Sleep = Callable[[float], Awaitable[None]]


async def late_usage(
    spent: Spent,
    endpoint: Endpoint,
    transport: Transport,
    key: Secret | None,
    sleep: Sleep = asyncio.sleep,
    waits_s: Sequence[float] = WAITS_S,
) -> Usage | None:
    """Return what a request consumed, None where the endpoint does not say so.

    What is exact already is not asked for, nor what a server on this computer did, which bills
    nobody. A failure is no matter: the estimate stands. A wait that the endpoint asks for is kept
    to; where it does not take the key, it is not asked again.
    """
    request = build_generation_request(endpoint, spent.generation_id)
    if request is None or spent.source.is_exact or endpoint.is_local:
        return None
    found: Usage | None = None
    asked_wait_s = 0.0
    for number, wait_s in enumerate(waits_s, start=1):
        await sleep(max(wait_s, asked_wait_s))
        asked_wait_s = 0.0
        try:
            found = parse_generation(await fetch(transport, request, key)) or found
        except (KeyRejected, Refused):
            return found
        except RateLimited as error:
            asked_wait_s = min(error.retry_after_s or 0.0, LONGEST_ASKED_WAIT_S)
            continue
        except AppError:
            continue
        if found is not None and (found.cost_usd or number >= LOOKS_AT_NOTHING):
            return found
    return found
