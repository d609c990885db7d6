"""A server on loopback that speaks HTTP by hand and misbehaves on script.

A script is a coroutine that gets an `Exchange`: the request as it came, and the bare connection to
answer on.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

DONE = b"data: [DONE]\n\n"
END_LIMIT_S = 5


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Exchange:
    """One request and the connection on which a script answers it."""

    request: Received
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def head(self, status: int = 200, **headers: str) -> None:
        """Send the head of an answer; its body is chunked unless `content_length` is given."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("content-type", "text/event-stream")
        if "content-length" not in named:
            named["transfer-encoding"] = "chunked"
        lines = [f"HTTP/1.1 {status} Scripted", *(f"{k}: {v}" for k, v in named.items())]
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def send(self, piece: bytes) -> None:
        """Send one chunk of a chunked body."""
        await self.raw(b"%x\r\n%s\r\n" % (len(piece), piece))

    async def event(self, text: str = "", **fields: Any) -> None:
        """Send one event with a piece of the answer's text."""
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
        body = msgspec.json.encode({"id": "gen-1", "choices": [choice]} | fields)
        await self.send(b"data: " + body + b"\n\n")

    async def end(self) -> None:
        """End a chunked body properly."""
        await self.raw(b"0\r\n\r\n")

    async def answer(self, status: int, body: bytes, **headers: str) -> None:
        """Send a whole answer of known length."""
        await self.head(status, **{"content_length": str(len(body))} | headers)
        await self.raw(body)

    async def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def client_gone(self) -> None:
        """Wait until the client has closed its side."""
        while await self.reader.read(4096):
            pass

    def abort(self) -> None:
        """Drop the connection without any goodbye."""
        self.writer.transport.abort()


Script = Callable[[Exchange], Awaitable[None]]


@dataclass(slots=True)
class ScriptedServer:
    """A running server: its address, what it received, and how its connections ended."""

    url: str
    requests: list[Received] = field(default_factory=list[Received])
    connection_count: int = 0
    client_closed: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def serve(
    script: Script, tls: ssl.SSLContext | None = None, port: int = 0
) -> AsyncIterator[ScriptedServer]:
    """Run a server whose every request is answered by the script; end it with the block."""
    connections: set[asyncio.Task[None]] = set()

    def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connection_count += 1
        task = asyncio.create_task(_converse(script, server, reader, writer))
        connections.add(task)
        task.add_done_callback(connections.discard)

    listener = await asyncio.start_server(on_connection, "127.0.0.1", port, ssl=tls)
    port = listener.sockets[0].getsockname()[1]
    server = ScriptedServer(f"{'https' if tls else 'http'}://127.0.0.1:{port}")
    try:
        yield server
    finally:
        listener.close()
        for task in connections:
            task.cancel()
        if left := connections | _handshakes():
            await asyncio.wait(left, timeout=END_LIMIT_S)


def _handshakes() -> set[asyncio.Task[Any]]:
    """Return asyncio's own tasks for connections whose TLS handshake failed or still goes on."""
    return {task for task in asyncio.all_tasks() if "_accept_connection" in repr(task.get_coro())}


async def _converse(
    script: Script,
    server: ScriptedServer,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """Answer requests until either side closes the connection."""
    try:
        while not writer.is_closing():
            request = await _read_request(reader)
            server.requests.append(request)
            await script(Exchange(request, reader, writer))
            if reader.at_eof():
                server.client_closed.set()
                return
    except (OSError, asyncio.IncompleteReadError):
        server.client_closed.set()
    finally:
        writer.close()


async def _read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    method, path, _version = first.split(" ")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, path, headers, body)
