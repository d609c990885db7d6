"""Tests of desktop_chat.practice.server: HTTP framing, who is let in, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import msgspec
import pytest

from desktop_chat.core.secret import Secret
from desktop_chat.errors import UsageError
from desktop_chat.practice.model import PracticeModel
from desktop_chat.practice.server import MAX_BODY_BYTES, MAX_HEAD_BYTES, serve
from desktop_chat.practice.transport import PracticeTransport
from desktop_chat.wire.transport import WireRequest

KEY = Secret("sk-practice-0123456789")
CHAT = b'{"messages":[{"role":"user","content":"hello"}],"temperature":0,"stream":true}'


class Streams:
    """A transport whose bodies never end; it counts those that were ended for it."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: Mapping[str, str] = {"content-type": "text/event-stream"}
        self.ended = asyncio.Event()

    @asynccontextmanager
    async def open(self, request: WireRequest, key: Secret | None = None) -> AsyncIterator[Streams]:
        """Answer anything."""
        try:
            yield self
        finally:
            self.ended.set()

    async def body(self) -> AsyncIterator[bytes]:
        """Yield for ever."""
        while True:
            yield b"data: {}\n\n"
            await asyncio.sleep(0.001)


@pytest.fixture
def transport(model: PracticeModel) -> PracticeTransport:
    """Return a transport without a pace."""
    return PracticeTransport(None, load=lambda: model)


async def connected(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Return a connection to a server."""
    address = urlsplit(url)
    return await asyncio.open_connection(address.hostname, address.port)


async def exchanged(url: str, raw: bytes) -> tuple[int, bytes]:
    """Send bytes, wait for the server to close, and return status and the rest."""
    reader, writer = await connected(url)
    writer.write(raw)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2]


def get(path: str, host: str = "127.0.0.1", *more: str) -> bytes:
    """Return the bytes of a request without a body, after which the connection closes."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close", *more]
    return "\r\n".join([*lines, "", ""]).encode()


def post(path: str, body: bytes, *more: str) -> bytes:
    """Return the bytes of a request with a body, after which the connection closes."""
    length = f"Content-Length: {len(body)}"
    lines = [f"POST {path} HTTP/1.1", "Host: localhost:9", "Connection: close", length, *more]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.mark.parametrize("prefix", ["/v1", "/api/v1"])
async def test_chats_and_models_are_served_under_both_prefixes(
    transport: PracticeTransport, prefix: str
) -> None:
    async with serve(transport, 0) as url:
        assert (await exchanged(url, get(f"{prefix}/models?limit=5")))[0] == 200
        status, body = await exchanged(url, post(f"{prefix}/chat/completions", CHAT))
    assert status == 200
    assert body.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n")


async def test_a_connection_serves_several_requests(transport: PracticeTransport) -> None:
    request = b"GET /v1/key HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    async with serve(transport, 0) as url:
        reader, writer = await connected(url)
        for _ in range(3):
            writer.write(request)
            answer = await reader.readuntil(b"0\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b"connection: keep-alive\r\n" in answer
        writer.close()
        await writer.wait_closed()


async def test_the_server_says_that_it_is_alive_without_a_key(
    transport: PracticeTransport,
) -> None:
    async with serve(transport, 0, key=KEY) as url:
        assert await exchanged(url, get("/health")) == (200, b'{"status":"ok"}')


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "", "127.0.0.1.evil.example"])
async def test_a_request_for_another_host_is_refused(
    transport: PracticeTransport, host: str
) -> None:
    async with serve(transport, 0) as url:
        status, body = await exchanged(url, get("/v1/models", host))
    assert status == 403
    assert msgspec.json.decode(body)["error"]["metadata"]["error_type"] == "permission_denied"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (f"Authorization: Bearer {KEY.reveal()}", 200),
        ("Authorization: Bearer wrong", 401),
        ("Authorization: Bearer \xff", 401),
        ("X-Nothing: 1", 401),
    ],
)
async def test_a_key_is_asked_for_where_there_is_one(
    transport: PracticeTransport, header: str, status: int
) -> None:
    async with serve(transport, 0, key=KEY) as url:
        assert (await exchanged(url, get("/v1/models", "localhost", header)))[0] == status


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (get("/"), 404),
        (get("/v2/models"), 404),
        (b"GET /v1/models HTTP/1.0\r\nHost: localhost\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (get("/v1/models", "localhost", "Transfer-Encoding: chunked"), 411),
        (get("/v1/models", "localhost", "Content-Length: -1"), 400),
        (get("/v1/models", "localhost", f"Content-Length: {MAX_BODY_BYTES + 1}"), 413),
        (get("/v1/models", "localhost", "X: " + "x" * MAX_HEAD_BYTES), 431),
        (post("/v1/chat/completions", b"{"), 400),
        (post("/v1/chat/completions", b'{"messages":[]}'), 400),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_bad_requests_are_answered_with_a_json_error(
    transport: PracticeTransport, raw: bytes, status: int
) -> None:
    async with serve(transport, 0) as url:
        answered, body = await exchanged(url, raw)
    assert answered == status
    start, end = body.index(b"{"), body.rindex(b"}") + 1
    assert msgspec.json.decode(body[start:end])["error"]["code"] == status


async def test_a_connection_that_ends_early_is_forgotten(transport: PracticeTransport) -> None:
    async with serve(transport, 0) as url:
        for raw in (b"", b"GET /v1", post("/v1/chat/completions", CHAT)[:-5]):
            _, writer = await connected(url)
            writer.write(raw)
            writer.close()
            await writer.wait_closed()
        assert (await exchanged(url, get("/health")))[0] == 200


async def test_a_client_that_goes_away_ends_its_answer() -> None:
    endless = Streams()
    async with serve(endless, 0) as url:
        reader, writer = await connected(url)
        writer.write(post("/v1/chat/completions", CHAT))
        await reader.readuntil(b"data: {}")
        writer.transport.abort()
        await asyncio.wait_for(endless.ended.wait(), 5)


async def test_the_end_of_the_server_ends_running_answers() -> None:
    endless = Streams()
    async with serve(endless, 0) as url:
        reader, writer = await connected(url)
        writer.write(post("/v1/chat/completions", CHAT))
        await reader.readuntil(b"data: {}")
    assert endless.ended.is_set()
    assert not (await reader.read()).endswith(b"0\r\n\r\n")
    writer.close()
    await writer.wait_closed()


async def test_a_port_in_use_is_told_in_one_sentence(transport: PracticeTransport) -> None:
    async with serve(transport, 0) as url:
        port = urlsplit(url).port
        assert port is not None
        with pytest.raises(UsageError, match=f"Port {port} of this computer cannot be used"):
            async with serve(transport, port):
                pass
