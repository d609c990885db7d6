"""Serves the practice model on 127.0.0.1 as an OpenAI-compatible HTTP server.

It owns HTTP/1.1 framing and who may ask; what is answered comes from a transport. It listens on the
loopback address alone and answers requests only that name this computer, so that no web page can
reach it through a name of its own.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus

import msgspec

from desktop_chat.core.secret import Secret
from desktop_chat.errors import UsageError
from desktop_chat.practice.rejection import Rejected, not_found
from desktop_chat.practice.transport import BASE_URL
from desktop_chat.wire.transport import Reply, Transport, WireRequest

HOST = "127.0.0.1"
MAX_HEAD_BYTES = 32 * 1024
MAX_BODY_BYTES = 8 * 1024 * 1024
IDLE_LIMIT_S = 75.0
"""How long a connection may take to send a request before it is closed."""

_PREFIXES = ("/api/v1", "/v1")
_OWN_NAMES = frozenset({HOST, "localhost"})


@asynccontextmanager
async def serve(
    transport: Transport, port: int, *, key: Secret | None = None
) -> AsyncGenerator[str, None]:
    """Serve a transport while the context lasts, and give the base URL for clients.

    Args:
        transport: What answers.
        port: TCP port, 0 for any free one.
        key: What clients must send as their bearer token, None where anyone here may ask.

    Raises:
        UsageError: The port cannot be used.
    """
    server = _Server(transport, key)
    try:
        listener = await asyncio.start_server(server.connection, HOST, port, limit=MAX_HEAD_BYTES)
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"Port {port} of this computer cannot be used.",
            advice="Choose another port, or 0 for any free one.",
            detail=str(error),
        ) from error
    async with listener:
        try:
            bound_port: int = listener.sockets[0].getsockname()[1]
            yield f"http://{HOST}:{bound_port}/v1"
        finally:
            listener.close()
            await server.end_connections()


@dataclass(frozen=True, slots=True)
class _Head:
    """A request's first lines; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]

    @property
    def closes(self) -> bool:
        """Whether the client wants the connection closed after the answer."""
        return self.headers.get("connection", "").lower() == "close"


class _Server:
    """Handles connections; one task each."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key
        self._tasks: set[asyncio.Task[None]] = set()

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until either side closes it."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that runs has a task
        self._tasks.add(task)
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            pass  # The client went away; its answer ended with the transport's context.
        except asyncio.CancelledError:
            pass  # The server ends; asyncio would report a handler that ends cancelled as a bug.
        finally:
            self._tasks.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def end_connections(self) -> None:
        """End all connections where they are."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request and return whether another may follow."""
        try:
            async with asyncio.timeout(IDLE_LIMIT_S):
                head = await _read_head(reader)
                self._admit(head)
                body = await _read_body(reader, head)
            request = _wire_request(head, body)
        except Rejected as rejected:
            await _send_json(writer, rejected.status, rejected.body())
            return False
        if request is None:
            await _send_json(writer, 200, {"status": "ok"})
            return False
        async with self._transport.open(request) as reply:
            await _send(writer, reply, closes=head.closes)
        return not head.closes

    def _admit(self, head: _Head) -> None:
        """Refuse a request that names another host, or does not bring the key."""
        host = head.headers.get("host", "").partition(":")[0]
        if host.lower() not in _OWN_NAMES:
            raise Rejected(
                403, "This server answers requests to 127.0.0.1 only", "permission_denied"
            )
        if self._key is None or head.path == "/health":
            return
        sent = head.headers.get("authorization", "")
        wanted = f"Bearer {self._key.reveal()}"
        if not hmac.compare_digest(sent.encode(), wanted.encode()):
            raise Rejected(401, "The key is missing or wrong", "authentication")


async def _read_head(reader: asyncio.StreamReader) -> _Head:
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise Rejected(431, "The header fields are too large", "payload_too_large") from error
    first, *lines = raw.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, _, rest = first.partition(" ")
    target, _, version = rest.partition(" ")
    if version != "HTTP/1.1" or not target.startswith("/"):
        raise Rejected(400, "The request is not HTTP/1.1", "invalid_request")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return _Head(method, target.partition("?")[0], headers)


async def _read_body(reader: asyncio.StreamReader, head: _Head) -> bytes:
    if "transfer-encoding" in head.headers:
        raise Rejected(411, "A body needs its Content-Length", "invalid_request")
    length = head.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise Rejected(400, "Content-Length is not a number", "invalid_request")
    if int(length) > MAX_BODY_BYTES:
        raise Rejected(413, f"A body may have {MAX_BODY_BYTES} bytes", "payload_too_large")
    return await reader.readexactly(int(length))


def _wire_request(head: _Head, body: bytes) -> WireRequest | None:
    """Return the request for the transport, None for a question whether the server is alive."""
    if head.path == "/health":
        return None
    for prefix in _PREFIXES:
        if head.path.startswith(f"{prefix}/"):
            url = BASE_URL + head.path.removeprefix(prefix)
            return WireRequest(head.method, url, body=body)
    raise not_found(head.path)


async def _send(writer: asyncio.StreamWriter, reply: Reply, *, closes: bool) -> None:
    """Send an answer piece by piece, each as it is made."""
    connection = "close" if closes else "keep-alive"
    framing = {"transfer-encoding": "chunked", "connection": connection}
    writer.write(_head_bytes(reply.status, {**reply.headers, **framing}))
    async for piece in reply.body():
        # An empty piece would be the mark of the end.
        if piece:
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _send_json(writer: asyncio.StreamWriter, status: int, content: object) -> None:
    """Send a short answer, after which the connection is closed."""
    body = msgspec.json.encode(content)
    headers = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "connection": "close",
    }
    writer.write(_head_bytes(status, headers) + body)
    await writer.drain()


def _head_bytes(status: int, headers: dict[str, str]) -> bytes:
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{fields}\r\n".encode("latin-1")
