"""The transport carries requests exactly, ends them in time, and says what went wrong."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.openrouter_server import DONE, Exchange, Script, ScriptedServer, serve

from desktop_chat import __version__
from desktop_chat import errors as er
from desktop_chat.core import events as ev
from desktop_chat.core.secret import Secret
from desktop_chat.net.client import HttpTransport
from desktop_chat.net.inflate import MAX_PIECE_BYTES
from desktop_chat.wire.response import ResponseDecoder
from desktop_chat.wire.transport import WireRequest

KEY = Secret("sk-test-canary-0123456789")
CLOSING_LIMIT_S = 5


@asynccontextmanager
async def served(script: Script) -> AsyncIterator[tuple[ScriptedServer, HttpTransport]]:
    transport = HttpTransport()
    try:
        async with serve(script) as server:
            yield server, transport
    finally:
        await transport.close()


def chat(server: ScriptedServer) -> WireRequest:
    headers = {"Content-Type": "application/json", "X-Title": "Desktop Chat"}
    return WireRequest("POST", f"{server.url}/v1/chat/completions", headers, b'{"a":1}')


async def answered(transport: HttpTransport, request: WireRequest) -> list[ev.TurnEvent]:
    """Send the request and decode its answer, as a turn does."""
    events: list[ev.TurnEvent] = []
    async with transport.open(request, KEY) as reply:
        decoder = ResponseDecoder(reply.status, reply.headers)
        try:
            async for piece in reply.body():
                events += decoder.feed(piece)
                if events and isinstance(events[-1], ev.Finished | ev.Failed):
                    return events
        except er.TransportError as error:
            return events + decoder.fail(error)
    return events + decoder.end()


def text_of(events: list[ev.TurnEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, ev.TextAdded))


def failure_of(events: list[ev.TurnEvent]) -> er.AppError:
    assert isinstance(events[-1], ev.Failed)
    return events[-1].error


async def says_hi(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.event("Hi")
    await exchange.send(DONE)
    await exchange.end()


async def client_closes(server: ScriptedServer) -> None:
    async with asyncio.timeout(CLOSING_LIMIT_S):
        await server.client_closed.wait()


# ------------------------------------------------------------ what is sent


async def test_a_request_arrives_as_it_was_built_with_the_key_in_its_header_alone() -> None:
    async with served(says_hi) as (server, transport):
        assert text_of(await answered(transport, chat(server))) == "Hi"
    (received,) = server.requests
    assert (received.method, received.path) == ("POST", "/v1/chat/completions")
    assert received.body == b'{"a":1}'
    assert received.headers == {
        "host": server.url.removeprefix("http://"),
        "user-agent": f"desktop-chat/{__version__}",
        "accept-encoding": "identity",
        "authorization": f"Bearer {KEY.reveal()}",
        "content-length": "7",
        "content-type": "application/json",
        "x-title": "Desktop Chat",
    }


async def test_without_a_key_there_is_no_authorization() -> None:
    async with served(says_hi) as (server, transport), transport.open(chat(server)) as reply:
        assert reply.status == 200
        assert reply.headers["content-type"] == "text/event-stream"
    assert "authorization" not in server.requests[0].headers


async def test_cookies_are_never_sent_back() -> None:
    async def sets_cookie(exchange: Exchange) -> None:
        await exchange.answer(200, DONE, set_cookie="tracker=1; Path=/")

    async with served(sets_cookie) as (server, transport):
        await answered(transport, chat(server))
        await answered(transport, chat(server))
    assert all("cookie" not in received.headers for received in server.requests)


async def test_every_request_has_a_connection_of_its_own() -> None:
    async def answers_whole(exchange: Exchange) -> None:
        await exchange.answer(200, b'{"data":[]}', content_type="application/json")

    async with served(answers_whole) as (server, transport):
        for count in (1, 2, 3):
            async with transport.open(chat(server)) as reply:
                assert b"".join([piece async for piece in reply.body()]) == b'{"data":[]}'
            assert server.connection_count == count


async def test_a_closed_transport_opens_again() -> None:
    async with served(says_hi) as (server, transport):
        await answered(transport, chat(server))
        await transport.close()
        assert text_of(await answered(transport, chat(server))) == "Hi"


def test_the_library_is_not_loaded_before_the_first_request() -> None:
    code = (
        "import sys, desktop_chat.net.client as c; c.HttpTransport(); print('httpx' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


# ------------------------------------------------------------ cut at every stage


async def aborts_before_the_head(exchange: Exchange) -> None:
    exchange.abort()


async def aborts_in_the_head(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Ty")
    exchange.writer.close()


async def speaks_no_http(exchange: Exchange) -> None:
    await exchange.raw(b"220 mail.example ESMTP\r\n\r\n")
    exchange.writer.close()


async def sends_an_endless_header(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000)
    exchange.writer.close()


@pytest.mark.parametrize(
    "script",
    [aborts_before_the_head, aborts_in_the_head, speaks_no_http, sends_an_endless_header],
)
async def test_a_cut_before_the_answer_is_a_failed_connection(script: Script) -> None:
    async with served(script) as (server, transport):
        with pytest.raises(er.Offline, match="hung up without a proper answer"):
            await answered(transport, chat(server))


async def ends_after_the_head(exchange: Exchange) -> None:
    await exchange.head()
    exchange.writer.close()


async def ends_inside_a_chunk(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.event("Hi")
    await exchange.raw(b"ff\r\ndata: {")
    exchange.writer.close()


async def ends_between_chunks(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.event("Hi")
    exchange.writer.close()


async def ends_short_of_its_length(exchange: Exchange) -> None:
    await exchange.head(content_length="5000")
    await exchange.raw(b'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n')
    exchange.writer.close()


async def ends_properly_but_too_early(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.event("Hi")
    await exchange.end()


@pytest.mark.parametrize(
    ("script", "text"),
    [
        (ends_after_the_head, ""),
        (ends_inside_a_chunk, "Hi"),
        (ends_between_chunks, "Hi"),
        (ends_short_of_its_length, "Hi"),
        (ends_properly_but_too_early, "Hi"),
    ],
)
async def test_a_cut_inside_the_answer_keeps_what_came(script: Script, text: str) -> None:
    async with served(script) as (server, transport):
        events = await answered(transport, chat(server))
    assert text_of(events) == text
    assert isinstance(failure_of(events), er.StreamCut)


async def test_a_server_that_keeps_the_connection_open_after_the_end_is_left() -> None:
    async def lingers(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.event("Hi")
        await exchange.send(DONE)
        await exchange.client_gone()

    async with served(lingers) as (server, transport):
        assert (await answered(transport, chat(server)))[-1] == ev.Finished()
        await client_closes(server)


# ------------------------------------------------------------ stop


@dataclass
class Stage:
    """A script that stops at a stage, and the event that says it got there."""

    name: str
    reached: asyncio.Event

    async def script(self, exchange: Exchange) -> None:
        if self.name != "before the head":
            await exchange.head()
        if self.name == "inside the answer":
            await exchange.event("Hi")
        self.reached.set()
        await exchange.client_gone()


@pytest.mark.parametrize("name", ["before the head", "before the first byte", "inside the answer"])
async def test_stop_closes_the_connection_at_every_stage(name: str) -> None:
    stage = Stage(name, asyncio.Event())
    async with served(stage.script) as (server, transport):
        task = asyncio.create_task(answered(transport, chat(server)))
        await stage.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await client_closes(server)


async def test_stop_while_connecting_leaves_nothing_behind() -> None:
    async with served(says_hi) as (server, transport):
        task = asyncio.create_task(answered(transport, chat(server)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert text_of(await answered(transport, chat(server))) == "Hi"


# ------------------------------------------------------------ redirections and bombs


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirection_takes_neither_key_nor_prompt_elsewhere(status: int) -> None:
    async with serve(says_hi) as elsewhere:

        async def redirects(exchange: Exchange) -> None:
            await exchange.answer(status, b"", location=f"{elsewhere.url}/v1/chat/completions")

        async with served(redirects) as (server, transport):
            found = failure_of(await answered(transport, chat(server)))
        assert isinstance(found, er.SignInPage)
        assert elsewhere.url.removeprefix("http://") in found.text
        assert elsewhere.connection_count == 0


async def test_a_gzip_bomb_is_left_at_the_limit() -> None:
    bomb = gzip.compress(b"data: " + b"\0" * 300_000_000, 1)

    async def drops_it(exchange: Exchange) -> None:
        await exchange.answer(200, bomb, content_encoding="gzip")

    async with served(drops_it) as (server, transport):
        assert isinstance(failure_of(await answered(transport, chat(server))), er.TooLarge)
        async with transport.open(chat(server)) as reply:
            async for piece in reply.body():
                assert len(piece) <= MAX_PIECE_BYTES
                break


async def test_a_huge_error_body_is_not_read_to_its_end() -> None:
    async def goes_on(exchange: Exchange) -> None:
        await exchange.head(500)
        while not exchange.writer.is_closing():
            await exchange.send(b"x" * 65_536)

    async with served(goes_on) as (server, transport):
        assert isinstance(failure_of(await answered(transport, chat(server))), er.ProviderFailed)
        await client_closes(server)


# ------------------------------------------------------------ settings


@dataclass
class Settings:
    first_byte_limit_s: float = 7
    idle_limit_s: float = 400
    ca_file: str = ""


async def test_a_file_of_certificates_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.pem", tmp_path):
        transport = HttpTransport.from_settings(Settings(ca_file=str(path)))
        with pytest.raises(er.TlsFailed, match="extra certificates"):
            async with transport.open(WireRequest("GET", "https://127.0.0.1/v1")):
                pass
