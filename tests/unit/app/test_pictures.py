"""A picture is fetched from one host, as a picture, within limits, and without a key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from support.scripted import ScriptedReply, ScriptedTransport, Step

from desktop_chat.app.pictures import MAX_BYTES, PictureRefused, fetch_picture
from desktop_chat.errors import AppError, Offline, TimedOut
from desktop_chat.net.client import HttpTransport

URL = "https://pictures.example/a.png"
PNG = {"content-type": "image/png"}


async def fetched(transport: ScriptedTransport, url: str = URL) -> bytes:
    return await fetch_picture(transport, url, lambda _received, _total: None)


async def refusal(*replies: ScriptedReply, url: str = URL) -> str:
    with pytest.raises(PictureRefused) as caught:
        await fetched(ScriptedTransport(*replies), url)
    return caught.value.text


async def test_a_picture_comes_with_its_progress_and_no_key_goes() -> None:
    transport = ScriptedTransport(
        ScriptedReply([b"ab", b"cd"], headers=PNG | {"content-length": "4"})
    )
    told: list[tuple[int, int | None]] = []
    found = await fetch_picture(transport, URL, lambda *step: told.append(step))
    assert found == b"abcd"
    assert told == [(2, 4), (4, 4)]
    assert transport.keys == [None]
    assert transport.closed_count == 1


@pytest.mark.parametrize(
    "kind", ["text/html", "image/svg+xml", "application/octet-stream", "", "image/x-icon"]
)
async def test_anything_but_the_four_kinds_is_refused(kind: str) -> None:
    said = await refusal(ScriptedReply([b"<svg/>"], headers={"content-type": kind}))
    assert "no picture" in said


@pytest.mark.parametrize("declared", [str(MAX_BYTES + 1), "9" * 40])
async def test_a_declared_size_that_is_too_large_is_not_read(declared: str) -> None:
    reply = ScriptedReply([b"x"], headers=PNG | {"content-length": declared})
    assert "larger than 10 MB" in await refusal(reply)


@pytest.mark.parametrize("declared", ["", "12", "-1", "x", "²"])
async def test_a_size_that_was_kept_quiet_is_found_while_reading(declared: str) -> None:
    pieces: list[Step] = [b"x" * 1024 * 1024] * 11
    reply = ScriptedReply(pieces, headers=PNG | {"content-length": declared})
    assert "larger than 10 MB" in await refusal(reply)


@pytest.mark.parametrize(
    ("location", "elsewhere"),
    [
        ("https://evil.example/x.png", "evil.example"),
        ("//evil.example/x.png", "evil.example"),
        ("https://pictures.example:8443/a.png", "pictures.example"),
        ("http://pictures.example/a.png", "pictures.example"),
        ("https://pictures.example@evil.example/", "evil.example"),
        ("file:///etc/passwd", "another place"),
    ],
)
async def test_no_redirection_leads_to_another_host(location: str, elsewhere: str) -> None:
    reply = ScriptedReply([], status=302, headers={"location": location})
    said = await refusal(reply)
    assert f"redirects to {elsewhere}" in said


async def test_a_redirection_on_the_same_host_is_followed_and_not_for_ever() -> None:
    turn = ScriptedReply([], status=301, headers={"location": "/b.png"})
    transport = ScriptedTransport(turn, ScriptedReply([b"x"], headers=PNG))
    assert await fetched(transport) == b"x"
    assert transport.requests[1].url == "https://pictures.example/b.png"
    assert "in a circle" in await refusal(turn, turn, turn, turn)


async def test_a_host_may_turn_to_its_secure_self() -> None:
    turn = ScriptedReply([], status=301, headers={"location": URL})
    transport = ScriptedTransport(turn, ScriptedReply([b"x"], headers=PNG))
    assert await fetched(transport, "http://pictures.example/a.png") == b"x"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/b", "data:image/png,x", "//a/b"])
async def test_only_web_addresses_are_asked(url: str) -> None:
    transport = ScriptedTransport()
    with pytest.raises(PictureRefused):
        await fetched(transport, url)
    assert not transport.requests


async def test_a_status_that_is_none_of_success_is_said() -> None:
    assert "404" in await refusal(ScriptedReply([], status=404, headers=PNG))


@asynccontextmanager
async def server(*pieces: bytes, hangs: bool = False) -> AsyncGenerator[str]:
    """Give the address of a server that answers anything with these bytes."""
    gone = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
        await writer.drain()
        if hangs:
            await reader.read()
        writer.close()
        gone.set()

    listener = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/a.png"
        await gone.wait()
    finally:
        listener.close()
        await listener.wait_closed()


async def from_network(url: str, limit_s: float = 10) -> bytes | AppError:
    transport = HttpTransport()
    try:
        return await fetch_picture(transport, url, lambda _r, _t: None, limit_s=limit_s)
    except AppError as error:
        return error
    finally:
        await transport.close()


async def test_a_picture_comes_over_the_real_network_floor() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\n"
    async with server(head, b"abc") as url:
        assert await from_network(url) == b"abc"


async def test_a_server_that_never_ends_is_left() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nab"
    async with server(head, hangs=True) as url:
        error = await from_network(url, limit_s=0.3)
    assert isinstance(error, TimedOut)
    assert "within 0.3 seconds" in error.text


async def test_a_host_that_is_not_there_is_said() -> None:
    error = await from_network("http://127.0.0.1:9/a.png")
    assert isinstance(error, Offline)
