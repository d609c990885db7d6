"""Time limits, certificates, proxies and keys, against real sockets on loopback."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import ssl
import traceback
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from support.openrouter_server import DONE, Exchange, ScriptedServer, serve
from typing_extensions import override

from desktop_chat import errors as er
from desktop_chat.core.secret import Secret
from desktop_chat.net.limits import DEFAULT_LIMITS, TimeLimits
from desktop_chat.net.session import HttpSession
from desktop_chat.wire.transport import WireRequest

CANARY = "sk-canary-0123456789abcdef"


@asynccontextmanager
async def session(ca_file: Path | None = None) -> AsyncIterator[HttpSession]:
    opened = HttpSession(ca_file)
    try:
        yield opened
    finally:
        await opened.close()


def models(url: str) -> WireRequest:
    return WireRequest("GET", f"{url}/v1/models")


async def body_from(
    opened: HttpSession, url: str, key: str = CANARY, limits: TimeLimits = DEFAULT_LIMITS
) -> bytes:
    async with opened.open(models(url), Secret(key), limits) as reply:
        return b"".join([piece async for piece in reply.body()])


async def says_done(exchange: Exchange) -> None:
    await exchange.answer(200, DONE)


# ------------------------------------------------------------ time limits


class SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop that believes in as much time passed as it is told."""

    skipped_s = 0.0

    @override
    def time(self) -> float:
        return super().time() + self.skipped_s


def run_skipping(test: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        runner.run(test)


def skip_time(seconds: float) -> None:
    """Set the running loop's clock forward, so that long limits pass at once."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SkippingLoop)
    loop.skipped_s += seconds


async def skip_until_done(waiting: asyncio.Future[Any]) -> None:
    """Let time fly until the limit that the task waits under has passed."""
    while not waiting.done():
        skip_time(10)
        await asyncio.sleep(0)


@pytest.mark.parametrize("has_head", [False, True])
def test_a_server_that_never_begins_is_given_up(has_head: bool) -> None:
    asked = asyncio.Event()

    async def is_silent(exchange: Exchange) -> None:
        if has_head:
            await exchange.head()
        asked.set()
        await exchange.client_gone()

    async def test() -> None:
        async with serve(is_silent) as server, session() as opened:
            task = asyncio.create_task(body_from(opened, server.url))
            await asked.wait()
            await skip_until_done(task)
            with pytest.raises(er.TimedOut, match=r"127\.0\.0\.1:\d+ sent no answer for 120 sec"):
                await task
            await server.client_closed.wait()

    run_skipping(test())


def test_any_byte_is_a_sign_of_life_and_silence_is_not() -> None:
    pieces: asyncio.Queue[bytes] = asyncio.Queue()

    async def speaks_when_told(exchange: Exchange) -> None:
        await exchange.head()
        while piece := await pieces.get():
            await exchange.send(piece)
        await exchange.client_gone()

    async def test() -> None:
        async with (
            serve(speaks_when_told) as server,
            session() as opened,
            opened.open(models(server.url), None, DEFAULT_LIMITS) as reply,
        ):
            body = reply.body()
            for _ in range(5):
                reading = asyncio.ensure_future(anext(body))
                await asyncio.sleep(0)
                skip_time(59)
                pieces.put_nowait(b": still working\n\n")
                assert await reading == b": still working\n\n"
            reading = asyncio.ensure_future(anext(body))
            await skip_until_done(reading)
            with pytest.raises(er.TimedOut, match="fell silent for 60 seconds"):
                await reading

    run_skipping(test())


# ------------------------------------------------------------ connections


async def test_a_closed_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    async with session() as opened:
        with pytest.raises(er.Offline, match=f"Nothing answers at 127.0.0.1:{port}"):
            await body_from(opened, f"http://127.0.0.1:{port}")


async def test_an_unknown_host_is_told() -> None:
    async with session() as opened:
        with pytest.raises(er.Offline, match=r"The host of api\.invalid was not found"):
            await body_from(opened, "http://api.invalid")


async def test_localhost_is_reached_though_its_other_address_is_closed() -> None:
    async with serve(says_done) as server, session() as opened:
        url = server.url.replace("127.0.0.1", "localhost")
        assert await body_from(opened, url) == DONE


@pytest.mark.parametrize("url", ["practice://local", "ftp://127.0.0.1", "127.0.0.1"])
async def test_an_address_of_another_kind_is_told(url: str) -> None:
    async with session() as opened:
        with pytest.raises(er.Offline, match="cannot be sent as it is"):
            await body_from(opened, url)


# ------------------------------------------------------------ certificates


@asynccontextmanager
async def tls_server(
    certificate: trustme.LeafCert, *, highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> AsyncIterator[ScriptedServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = highest
    certificate.configure_cert(context)
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    async with serve(says_done, context) as server:
        yield server


def trusted(authority: trustme.CA, folder: Path) -> Path:
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


async def test_an_extra_authority_is_trusted(tmp_path: Path) -> None:
    authority = trustme.CA()
    async with (
        tls_server(authority.issue_cert("127.0.0.1")) as server,
        session(trusted(authority, tmp_path)) as opened,
    ):
        assert await body_from(opened, server.url) == DONE


async def test_an_unknown_authority_is_refused() -> None:
    async with tls_server(trustme.CA().issue_cert("127.0.0.1")) as server, session() as opened:
        with pytest.raises(er.TlsFailed, match="issuer that this computer does not trust"):
            await body_from(opened, server.url)
    assert server.requests == []


async def test_another_hosts_certificate_is_refused(tmp_path: Path) -> None:
    authority = trustme.CA()
    async with (
        tls_server(authority.issue_cert("other.example")) as server,
        session(trusted(authority, tmp_path)) as opened,
    ):
        with pytest.raises(er.TlsFailed, match="belongs to another host"):
            await body_from(opened, server.url)


async def test_an_expired_certificate_is_refused(tmp_path: Path) -> None:
    authority = trustme.CA()
    yesterday = datetime.now(UTC) - timedelta(days=1)
    certificate = authority.issue_cert("127.0.0.1", not_after=yesterday)
    async with (
        tls_server(certificate) as server,
        session(trusted(authority, tmp_path)) as opened,
    ):
        with pytest.raises(er.TlsFailed, match="has expired"):
            await body_from(opened, server.url)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
async def test_an_outdated_protocol_is_refused(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    async with (
        tls_server(certificate, highest=ssl.TLSVersion.TLSv1_1) as server,
        session(trusted(authority, tmp_path)) as opened,
    ):
        with pytest.raises(er.TlsFailed, match="No secure connection"):
            await body_from(opened, server.url)


async def test_a_server_without_tls_is_told() -> None:
    def refuses(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuses, "127.0.0.1", 0) as listener, session() as opened:
        port = listener.sockets[0].getsockname()[1]
        with pytest.raises(er.TlsFailed) as caught:
            await body_from(opened, f"https://127.0.0.1:{port}")
    assert "http://" in caught.value.advice


async def test_session_keys_are_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_log = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(key_log))
    authority = trustme.CA()
    async with (
        tls_server(authority.issue_cert("127.0.0.1")) as server,
        session(trusted(authority, tmp_path)) as opened,
    ):
        assert await body_from(opened, server.url) == DONE
    assert not key_log.exists()


# ------------------------------------------------------------ proxies


async def test_the_environments_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve(says_done) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        async with session() as opened:
            assert await body_from(opened, "http://api.example") == DONE
    assert proxy.requests[0].path == "http://api.example/v1/models"


async def test_hosts_that_need_no_proxy_are_reached_directly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    async with serve(says_done) as server, session() as opened:
        assert await body_from(opened, server.url) == DONE


@pytest.mark.parametrize(
    ("status", "words"),
    [(407, "wants a user name"), (503, r"did not connect to api\.example")],
)
async def test_a_proxy_that_refuses_is_told_and_never_sees_the_key(
    monkeypatch: pytest.MonkeyPatch, status: int, words: str
) -> None:
    async def refuses(exchange: Exchange) -> None:
        await exchange.answer(status, b"", content_type="text/plain")

    async with serve(refuses) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        async with session() as opened:
            with pytest.raises(er.Offline, match=f"The proxy {words}"):
                await body_from(opened, "https://api.example")
    assert [received.method for received in proxy.requests] == ["CONNECT"]
    assert CANARY not in str(proxy.requests)


@pytest.mark.parametrize("proxy", ["socks4://user:secret@127.0.0.1:9", "odd://x", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(er.Offline, match="proxy set in the environment cannot be used") as caught:
        HttpSession(None)
    assert "secret" not in "".join(traceback.format_exception(caught.value))


async def test_a_proxy_on_the_way_to_a_plain_address_may_want_a_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refuses(exchange: Exchange) -> None:
        await exchange.answer(407, b"", content_type="text/plain")

    async with serve(refuses) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        async with session() as opened:
            with pytest.raises(er.Offline, match="The proxy wants a user name"):
                await body_from(opened, "http://api.example")


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize(
    "target", ["http://api.example", "https://api.example", "http://127.0.0.1"]
)
async def test_a_proxy_that_is_down_is_named(
    monkeypatch: pytest.MonkeyPatch, scheme: str, target: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:9")
    async with session() as opened:
        with pytest.raises(er.Offline, match=r"127\.0\.0\.1:9 \(the proxy\)"):
            await body_from(opened, target)


# ------------------------------------------------------------ keys


@pytest.mark.parametrize("key", [f"{CANARY}\n", f"{CANARY} x", f"{CANARY}ß", f"{CANARY}\0"])
async def test_a_key_that_no_header_can_carry_is_in_no_text(key: str) -> None:
    async with serve(says_done) as server, session() as opened:
        with pytest.raises(er.Offline) as caught:
            await body_from(opened, server.url, key)
    told = "".join(traceback.format_exception(caught.value)) + caught.value.detail
    assert CANARY not in told
    assert server.requests == []


async def test_the_key_is_in_no_log_at_any_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serve(says_done) as server, session() as opened:
        await body_from(opened, server.url)
    assert CANARY not in caplog.text
    assert "httpx" not in caplog.text


async def test_the_key_is_in_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    async def hangs_up(exchange: Exchange) -> None:
        exchange.abort()

    async with serve(hangs_up) as server, session() as opened:
        with pytest.raises(er.Offline) as caught:
            await body_from(opened, server.url)
    assert CANARY not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert CANARY not in str(os.environ)
