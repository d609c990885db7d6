"""The connections behind the transport; only here and in `failures` the HTTP library is known.

Importing it takes long, so it is imported in a worker thread with the first request.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import truststore

from desktop_chat import __version__
from desktop_chat.core.secret import Secret
from desktop_chat.errors import TlsFailed
from desktop_chat.net.failures import (
    body_error,
    connection_error,
    proxy_setting_error,
    silence_error,
)
from desktop_chat.net.inflate import plain_pieces
from desktop_chat.net.limits import TimeLimits
from desktop_chat.wire.transport import WireRequest

_OWN_HEADERS = {
    "User-Agent": f"desktop-chat/{__version__}",
    # A compressed stream arrives in lumps, and inflates to any size.
    "Accept-Encoding": "identity",
}


class HttpReply:
    """An answer whose head has arrived; fulfils `wire.transport.Reply`."""

    def __init__(self, response: httpx.Response, place: str, limits: TimeLimits) -> None:
        self._response = response
        self._place = place
        self._limits = limits

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, found by names in any case."""
        return self._response.headers

    def body(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives, without its content encoding.

        Raises:
            TransportError: The connection broke off, or the server fell silent.
            NotAnEventStream: The content encoding is unknown or damaged.
        """
        encoding = self._response.headers.get("content-encoding", "").strip().lower()
        return plain_pieces(self._raw_pieces(), encoding)

    async def _raw_pieces(self) -> AsyncIterator[bytes]:
        pieces = self._response.aiter_raw()
        has_begun = False
        while True:
            limit_s = self._limits.idle_s if has_begun else self._limits.first_byte_s
            try:
                async with asyncio.timeout(limit_s):
                    piece = await anext(pieces, None)
            except TimeoutError as error:
                raise silence_error(self._place, limit_s, has_begun=has_begun) from error
            except httpx.TransportError as error:
                raise body_error(error) from error
            if piece is None:
                return
            has_begun = True
            yield piece


class HttpSession:
    """Keeps connections open between requests, and sends them.

    Args:
        ca_file: Certificates of issuers to trust beside the system's, in PEM.

    Raises:
        TlsFailed: The file of certificates cannot be read.
        Offline: The environment sets a proxy that cannot be used.
    """

    def __init__(self, ca_file: Path | None) -> None:
        for name in ("httpx", "httpcore"):
            # They log whole URLs and headers below this level.
            logging.getLogger(name).setLevel(logging.WARNING)
        try:
            self._client = httpx.AsyncClient(verify=_tls_context(ca_file), follow_redirects=False)
        except (ValueError, httpx.InvalidURL):
            # The text names the proxy's URL, which may hold a password.
            raise proxy_setting_error() from None

    @asynccontextmanager
    async def open(
        self, request: WireRequest, key: Secret | None, limits: TimeLimits
    ) -> AsyncGenerator[HttpReply, None]:
        """Send the request and give its reply; leaving the context closes the connection.

        Raises:
            TransportError: The endpoint was not reached, or sent no head in time.
        """
        parts = urlsplit(request.url)
        place = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        try:
            async with asyncio.timeout(limits.connect_s + limits.first_byte_s):
                response = await self._client.send(_http_request(request, key, limits), stream=True)
        except TimeoutError as error:
            raise silence_error(place, limits.first_byte_s, has_begun=False) from error
        except (httpx.LocalProtocolError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise connection_error(error, place, limits) from None
        except httpx.TransportError as error:
            raise connection_error(error, place, limits) from error
        try:
            yield HttpReply(response, place, limits)
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()


def _http_request(request: WireRequest, key: Secret | None, limits: TimeLimits) -> httpx.Request:
    """Return the library's request, made without the client: it would add cookies and headers."""
    waits = httpx.Timeout(
        connect=limits.connect_s, write=limits.write_s, pool=limits.connect_s, read=None
    )
    made = httpx.Request(
        request.method,
        request.url,
        headers={**_OWN_HEADERS, **request.headers},
        content=request.body,
        extensions={"timeout": waits.as_dict()},
    )
    if key is not None:
        made.headers["Authorization"] = f"Bearer {key.reveal()}"
    return made


def _tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return a context that trusts what the system trusts, and never writes its session keys."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise TlsFailed(
                "The file of extra certificates cannot be read.",
                advice="Choose a file of certificates in PEM form, or none.",
                detail=f"{ca_file}: {error}",
            ) from error
    return context
