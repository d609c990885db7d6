"""Connections behind the transport; only here and in `failures` the HTTP library is known.

Importing it takes long, so it is imported in a worker thread with the first request.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx
import truststore

from desktop_chat import __version__
from desktop_chat.core.secret import VISIBLE_ASCII, Secret
from desktop_chat.errors import TlsFailed
from desktop_chat.net.failures import (
    PROXY_WANTS_PASSWORD,
    body_error,
    connection_error,
    proxy_password_error,
    proxy_setting_error,
    silence_error,
    unsendable_error,
)
from desktop_chat.net.inflate import Inflater
from desktop_chat.net.limits import TimeLimits
from desktop_chat.net.waiting import within
from desktop_chat.wire.transport import WireRequest

_OWN_HEADERS = {
    "User-Agent": f"desktop-chat/{__version__}",
    # A compressed stream arrives in lumps, and inflates to any size.
    "Accept-Encoding": "identity",
}

_PORTS = {"http": 80, "https": 443}

# A kept connection may be closed by the server in the moment it is used again, and a prompt cannot
# be sent twice in safety. Between two turns of a person it would have expired anyway.
_NO_REUSE = httpx.Limits(max_keepalive_connections=0)


class HttpReply:
    """An answer whose head has arrived; fulfils `wire.transport.Reply`."""

    def __init__(self, response: httpx.Response, place: str, limits: TimeLimits) -> None:
        self._response = response
        self._body = _Body(response, place, limits)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, found by names in any case."""
        return self._response.headers

    def body(self) -> AsyncIterator[bytes]:
        """Return the body as it arrives, without its content encoding; once only."""
        return self._body

    async def close(self) -> None:
        """Close the connection."""
        await self._body.leave()
        await self._response.aclose()


class _Body:
    """The pieces of a body.

    Not a generator: one that is left early would be closed by the event loop some time later.
    """

    def __init__(self, response: httpx.Response, place: str, limits: TimeLimits) -> None:
        self._encoding = response.headers.get("content-encoding", "").strip().lower()
        self._received = response.aiter_raw()
        self._inflater: Inflater | None = None
        self._plain: Iterator[bytes] = iter(())
        self._place = place
        self._limits = limits
        self._has_begun = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        """Return the next piece.

        Raises:
            TransportError: The connection broke off, or the server fell silent.
            NotAnEventStream: The content encoding is unknown or damaged.
        """
        if self._inflater is None:
            self._inflater = Inflater(self._encoding)
        while (piece := next(self._plain, None)) is None:
            self._plain = self._inflater.feed(await self._next_received())
        return piece

    async def leave(self) -> None:
        """End the library's generators from within, reading what is there already."""
        with contextlib.suppress(TimeoutError, httpx.TransportError):
            async with asyncio.timeout(0):
                async for _piece in self._received:
                    pass

    async def _next_received(self) -> bytes:
        limit_s = self._limits.idle_s if self._has_begun else self._limits.first_byte_s
        try:
            piece = await within(limit_s, anext(self._received))
        except TimeoutError as error:
            raise silence_error(self._place, limit_s, has_begun=self._has_begun) from error
        except httpx.TransportError as error:
            raise body_error(error) from error
        self._has_begun = True
        return piece


class _Peer:
    """Notes where a connection goes: to the host of the URL, or to a proxy in its place.

    Attributes:
        proxy: Host and port of the proxy, "" while there is none.
    """

    def __init__(self, url: SplitResult) -> None:
        self.proxy = ""
        self._target = (url.hostname, url.port or _PORTS.get(url.scheme))

    async def note(self, event: str, about: Mapping[str, Any]) -> None:
        """Take what the library tells of its work."""
        if event.endswith(".connect_tcp.started"):
            host, port = about["host"], about["port"]
            self.proxy = "" if (host, port) == self._target else f"{host}:{port}"


class HttpSession:
    """Sends requests, each on a connection of its own.

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
            self._client = httpx.AsyncClient(
                verify=_tls_context(ca_file), follow_redirects=False, limits=_NO_REUSE
            )
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
        place = parts.netloc.rpartition("@")[2]
        made = _http_request(request, key, limits)
        peer = _Peer(parts)
        made.extensions["trace"] = peer.note
        try:
            async with asyncio.timeout(limits.connect_s + limits.first_byte_s):
                response = await self._client.send(made, stream=True)
        except TimeoutError as error:
            raise silence_error(place, limits.first_byte_s, has_begun=False) from error
        except (httpx.LocalProtocolError, httpx.InvalidURL, httpx.UnsupportedProtocol):
            # Their texts quote the header, which may be the key.
            raise unsendable_error() from None
        except httpx.TransportError as error:
            raise connection_error(error, place, limits, peer.proxy) from error
        if response.status_code == PROXY_WANTS_PASSWORD:
            await response.aclose()
            raise proxy_password_error()
        reply = HttpReply(response, place, limits)
        try:
            yield reply
        finally:
            await reply.close()

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
        if not VISIBLE_ASCII.issuperset(key.reveal()):
            raise unsendable_error()
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
