"""The transport over HTTP; the library behind it is loaded with the first request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_chat.core.secret import Secret
from desktop_chat.net.limits import TimeLimits, limits_for
from desktop_chat.wire.transport import Reply, WireRequest

if TYPE_CHECKING:
    from desktop_chat.net.session import HttpSession


class HttpTransport:
    """Carries requests to endpoints over HTTP/1.1; fulfils `wire.transport.Transport`.

    It follows no redirection, trusts the certificates that the system trusts, and uses the proxy
    that the environment names. Use it from one event loop.

    Args:
        ca_file: Certificates of issuers to trust beside the system's, in PEM.
        limits: Gives the time limits for a URL.
    """

    def __init__(
        self,
        *,
        ca_file: Path | None = None,
        limits: Callable[[str], TimeLimits] = limits_for,
    ) -> None:
        self._ca_file = ca_file
        self._limits = limits
        self._session: HttpSession | None = None
        self._opening = asyncio.Lock()

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
        async with session.open(request, key, self._limits(request.url)) as reply:
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
