"""The transport over HTTP; the library behind it is loaded with the first request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop_chat.core.secret import Secret
from desktop_chat.net.limits import DEFAULT_LIMITS, TimeLimits
from desktop_chat.wire.transport import Reply, WireRequest

if TYPE_CHECKING:
    from desktop_chat.net.session import HttpSession


class NetworkSettings(Protocol):
    """What a user may set of the network, wherever it is kept."""

    @property
    def first_byte_limit_s(self) -> float:
        """How long an answer may take to begin."""
        ...

    @property
    def idle_limit_s(self) -> float:
        """How long an answer may pause."""
        ...

    @property
    def ca_file(self) -> str:
        """A PEM file of further issuers to trust, "" for none."""
        ...


class HttpTransport:
    """Carries requests to endpoints over HTTP/1.1; fulfils `wire.transport.Transport`.

    It follows no redirection, trusts the certificates that the system trusts, and uses the proxy
    that the environment names. Use it from one event loop.

    Args:
        ca_file: Certificates of issuers to trust beside the system's, in PEM.
        limits: How long it waits.
    """

    def __init__(
        self,
        *,
        ca_file: Path | None = None,
        limits: TimeLimits = DEFAULT_LIMITS,
    ) -> None:
        self._ca_file = ca_file
        self._limits = limits
        self._session: HttpSession | None = None
        self._opening = asyncio.Lock()

    @classmethod
    def from_settings(cls, settings: NetworkSettings) -> HttpTransport:
        """Return a transport as the user set it."""
        return cls(
            ca_file=Path(settings.ca_file) if settings.ca_file else None,
            limits=TimeLimits(
                first_byte_s=settings.first_byte_limit_s, idle_s=settings.idle_limit_s
            ),
        )

    @asynccontextmanager
    async def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AsyncGenerator[Reply, None]:
        """Send the request and give its reply; leaving the context closes the connection at once.

        Raises:
            TransportError: The endpoint was not reached, its certificate is not trusted, it sent
                nothing in time, or the proxy or the extra certificates cannot be used.
        """
        session = await self._opened_session()
        async with session.open(request, key, self._limits.at(request.url)) as reply:
            yield reply

    async def close(self) -> None:
        """Close every connection; a later request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _opened_session(self) -> HttpSession:
        async with self._opening:
            if self._session is None:
                self._session = await asyncio.to_thread(_new_session, self._ca_file)
            return self._session


def _new_session(ca_file: Path | None) -> HttpSession:
    """Load the library and make a session; takes a fifth of a second, so not on the event loop."""
    from desktop_chat.net.session import HttpSession

    return HttpSession(ca_file)
