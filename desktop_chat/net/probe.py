"""Which of the servers that may run on this computer do run; asked only after a click."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_chat.core.catalog import Model
from desktop_chat.core.provider import Endpoint
from desktop_chat.errors import AppError, KeyRejected
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.models import parse_models
from desktop_chat.wire.request import build_models_request
from desktop_chat.wire.transport import Transport

PROBE_LIMIT_S = 3.0


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server that answered; `wants_key` where it would not tell its models without one."""

    endpoint: Endpoint
    models: tuple[Model, ...] = ()
    wants_key: bool = False


async def find_local_servers(
    transport: Transport, endpoints: Sequence[Endpoint], *, limit_s: float = PROBE_LIMIT_S
) -> tuple[LocalServer, ...]:
    """Return the local endpoints that answer within `limit_s` seconds, in the order given.

    All are asked at once for their models, without a key; endpoints elsewhere are left alone.
    """
    local = [endpoint for endpoint in endpoints if endpoint.is_local and _is_on_network(endpoint)]
    found = await asyncio.gather(*(_ask(transport, endpoint, limit_s) for endpoint in local))
    return tuple(server for server in found if server is not None)


def _is_on_network(endpoint: Endpoint) -> bool:
    """Return whether an endpoint is a server at all: the practice model is none."""
    return endpoint.base_url.startswith(("http://", "https://"))


async def _ask(transport: Transport, endpoint: Endpoint, limit_s: float) -> LocalServer | None:
    try:
        async with asyncio.timeout(limit_s):
            body = await fetch(transport, build_models_request(endpoint))
        return LocalServer(endpoint, parse_models(body))
    except KeyRejected:
        return LocalServer(endpoint, wants_key=True)
    except (AppError, TimeoutError):
        return None
