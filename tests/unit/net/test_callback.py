"""Only the browser that was sent away comes back, and only once; whoever else asks is sent away."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

import httpx
import pytest
from support.authorization import consent

from desktop_chat.errors import LoginFailed, TimedOut
from desktop_chat.net.callback import LONGEST_HEAD, MOST_AT_ONCE, USUAL_PORT, Callback, listen

LIMIT_S = 10


async def raw(callback: Callback, *pieces: bytes) -> bytes:
    """Send bytes, and return all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", callback.port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def asked(callback: Callback, address: str, method: str = "GET", **headers: str) -> int:
    """Ask for an address and return the status of the answer."""
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.request(method, address, headers=headers)).status_code


async def is_still_waiting(callback: Callback) -> bool:
    """Return whether the right browser is still taken."""
    await consent(f"{callback.url}&code=right")
    return (await callback.code(LIMIT_S)).reveal() == "right"


async def test_a_port_that_is_taken_is_told() -> None:
    async with listen(0) as first:
        with pytest.raises(LoginFailed, match=rf"Port {first.port} on this computer is taken"):
            async with listen(first.port):
                pass


@pytest.mark.parametrize("port", [-1, 65_536])
async def test_a_port_that_cannot_be_is_told(port: int) -> None:
    with pytest.raises(LoginFailed):
        async with listen(port):
            pass


async def test_where_the_usual_port_is_taken_another_is_found() -> None:
    async with listen() as first, listen() as second:
        assert first.port == USUAL_PORT
        assert second.port not in (0, USUAL_PORT)


async def test_nobody_comes() -> None:
    async with listen(0) as callback:
        with pytest.raises(TimedOut, match="Nobody finished the login"):
            await callback.code(0.01)


async def test_to_stop_waiting_closes_the_port() -> None:
    async with listen(0) as callback:
        port = callback.port
        waiting = asyncio.ensure_future(callback.code(LIMIT_S))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    with pytest.raises(OSError, match=r".*"):
        await asyncio.open_connection("127.0.0.1", port)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("state=another&code=c", "belongs to another login"),
        ("code=c", "belongs to another login"),
        ("{state}&{state}&code=c", "belongs to another login"),
        ("{state}&error=access_denied", "was declined in the browser"),
        ("{state}&error=server_error&code=c", "failed in the browser"),
        ("{state}", "came back without a code"),
        ("{state}&code=", "came back without a code"),
        ("{state}&code=one&code=two", "came back without a code"),
    ],
)
async def test_what_comes_back_wrong_ends_the_login(query: str, words: str) -> None:
    async with listen(0) as callback:
        base, _, state = callback.url.partition("?")
        page = await consent(f"{base}?{query.format(state=state)}")
        assert (page.status_code, "Desktop Chat" in page.text) == (400, True)
        with pytest.raises(LoginFailed, match=words):
            await callback.code(LIMIT_S)


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/login/", "/login/guess", "//", "*"])
async def test_another_path_changes_nothing(path: str) -> None:
    async with listen(0) as callback:
        query = urlsplit(callback.url).query
        head = f"GET {path}?{query}&code=wrong HTTP/1.1\r\nHost: 127.0.0.1:{callback.port}\r\n\r\n"
        assert b" 404 " in await raw(callback, head.encode())
        assert await is_still_waiting(callback)


@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS", "PUT"])
async def test_another_method_changes_nothing(method: str) -> None:
    async with listen(0) as callback:
        assert await asked(callback, f"{callback.url}&code=wrong", method) == 405
        assert await is_still_waiting(callback)


async def test_a_page_under_a_name_of_its_own_changes_nothing() -> None:
    async with listen(0) as callback:
        address = f"{callback.url}&code=wrong"
        assert await asked(callback, address, host=f"evil.example:{callback.port}") == 404
        assert await is_still_waiting(callback)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / SPDY/3\r\n\r\n",
        b"x" * (LONGEST_HEAD * 4),
        b"GET /" + b"\xff" * 100 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=["nothing", "blank", "half", "TLS", "two hosts", "other", "endless", "bytes"],
)
async def test_what_is_no_request_changes_nothing(head: bytes) -> None:
    async with listen(0) as callback:
        reader, writer = await asyncio.open_connection("127.0.0.1", callback.port)
        writer.write(head)
        writer.write_eof()
        answer = b""
        with contextlib.suppress(ConnectionError):
            answer = await reader.read()
        writer.close()
        assert b" 200 " not in answer
        assert await is_still_waiting(callback)


async def test_who_says_nothing_is_cut_off_and_keeps_nobody_out() -> None:
    async with listen(0, request_limit_s=0.05) as callback:
        silent = [
            await asyncio.open_connection("127.0.0.1", callback.port) for _ in range(MOST_AT_ONCE)
        ]
        for reader, writer in silent:
            assert not await reader.read()
            writer.close()
        assert await is_still_waiting(callback)


async def test_connections_that_are_left_open_do_not_keep_the_login_from_ending() -> None:
    async with listen(0) as callback:
        reader, writer = await asyncio.open_connection("127.0.0.1", callback.port)
        assert await is_still_waiting(callback)
    assert not await reader.read()
    writer.close()


async def test_the_code_counts_once() -> None:
    async with listen(0) as callback:
        address = f"{callback.url}&code=first"
        page = await consent(address)
        assert page.status_code == 200
        assert "go back to Desktop Chat" in page.text
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "first" not in page.text
        again = await consent(address.replace("first", "second"))
        assert again.status_code == 410
        assert (await callback.code(LIMIT_S)).reveal() == "first"


async def test_a_query_that_is_hung_behind_ours_is_read() -> None:
    async with listen(0) as callback:
        assert (await consent(f"{callback.url}?code=c%2B1")).status_code == 200
        assert (await callback.code(LIMIT_S)).reveal() == "c+1"


async def test_no_two_addresses_are_alike() -> None:
    async with listen(0) as first, listen(0) as second:
        for part in ("path", "query"):
            one, other = (getattr(urlsplit(each.url), part) for each in (first, second))
            assert one != other
            assert len(one) > 43
        assert first.url.startswith("http://127.0.0.1:")
