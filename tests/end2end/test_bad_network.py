"""Networks that fail or deceive: nothing listening, names, certificates, proxies, other hosts.

The real program as a process; the key and the prompt reach nobody but the endpoint that was named.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from support.answers import refusal, says
from support.command_line import CANARY, CommandLine
from support.openrouter_server import ScriptedServer, serve

PROMPT = "Zitronenfalter"
PROXY_PASSWORD = "geheim99"


@pytest.fixture
def closed() -> Iterator[str]:
    """Return an address on which nothing listens, and nothing else will while the test runs."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{holder.getsockname()[1]}"


async def expect_offline(cli: CommandLine, endpoint: str, *words: str, **variables: str) -> None:
    """Ask, and check that it fails for want of a connection, with these words in the sentence."""
    result = await cli.ask(endpoint, "--json", **variables)
    assert result.status == 1
    assert (result.value["content"], result.value["error"]["kind"]) == ("", "Offline")
    for word in words:
        assert word in result.sentence
    assert PROXY_PASSWORD not in result.out + result.err
    await cli.expect_kept(PROMPT)


async def test_nothing_listens(cli: CommandLine, closed: str) -> None:
    await expect_offline(cli, f"http://{closed}", f"Nothing answers at {closed}.", "Check the")


async def test_there_is_no_such_host(cli: CommandLine) -> None:
    host = "no-such-host.invalid"
    await expect_offline(cli, f"http://{host}", f"The host of {host} was not found.", "Check the")


# Certificates -----------------------------------------------------------------------------------

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def presented_by(authority: trustme.CA, name: str, not_after: datetime | None) -> ssl.SSLContext:
    """Return a server's side of TLS with a certificate for a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    not_before = LONG_AGO if not_after else None
    certificate = authority.issue_cert(name, not_before=not_before, not_after=not_after)
    certificate.configure_cert(context)
    return context


@pytest.mark.parametrize(
    ("is_trusted", "name", "not_after", "words"),
    [
        (False, "127.0.0.1", None, "an issuer that this computer does not trust"),
        (True, "other.example", None, "belongs to another host"),
        (True, "127.0.0.1", LONG_AGO.replace(month=2), "has expired"),
    ],
)
async def test_a_certificate_that_proves_nothing_stops_all(
    cli: CommandLine,
    tmp_path: Path,
    is_trusted: bool,
    name: str,
    not_after: datetime | None,
    words: str,
) -> None:
    trusted = trustme.CA()
    trusted.cert_pem.write_to_path(tmp_path / "trusted.pem")
    issuer = trusted if is_trusted else trustme.CA()
    async with serve(says("Hello"), tls=presented_by(issuer, name, not_after)) as server:
        result = await cli.ask(server.url, "--json", SSL_CERT_FILE=str(tmp_path / "trusted.pem"))
    assert result.status == 1
    assert result.value["error"]["kind"] == "TlsFailed"
    assert words in result.sentence
    assert "certificate of the endpoint" in result.sentence
    assert server.requests == []
    await cli.expect_kept(PROMPT)


# Proxies ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "scheme", "endpoint"),
    [
        ("HTTPS_PROXY", "http", "https://api.invalid"),
        ("ALL_PROXY", "http", "http://api.invalid"),
        ("all_proxy", "socks5", "http://api.invalid"),
    ],
)
async def test_a_proxy_that_is_down_is_named(
    cli: CommandLine, closed: str, variable: str, scheme: str, endpoint: str
) -> None:
    words = (f"Nothing answers at {closed} (the proxy).", "Check the proxy")
    await expect_offline(
        cli, endpoint, *words, **{variable: f"{scheme}://bob:{PROXY_PASSWORD}@{closed}"}
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", f"socks4://bob:{PROXY_PASSWORD}@127.0.0.1:1"),
        ("HTTPS_PROXY", f"ht!tp://bob:{PROXY_PASSWORD}@[::"),
    ],
)
async def test_a_proxy_that_cannot_be_used_says_what_can(
    cli: CommandLine, variable: str, value: str
) -> None:
    words = ("The proxy set in the environment cannot be used.", "socks5")
    await expect_offline(cli, "https://api.invalid", *words, **{variable: value})
    result = await cli.run("ask", "Hi", "--max-tokens", "3", **{variable: value})
    assert result.status == 0, "the practice model needs no network"


@pytest.mark.parametrize("endpoint", ["http://api.invalid", "https://api.invalid"])
async def test_a_proxy_that_wants_a_password_says_where_to_put_it(
    cli: CommandLine, endpoint: str
) -> None:
    async with serve(refusal(407, b"", content_type="text/plain")) as proxy:
        words = ("The proxy wants a user name and a password.", "http://name:password@host:port")
        await expect_offline(cli, endpoint, *words, HTTP_PROXY=proxy.url, HTTPS_PROXY=proxy.url)


# Other hosts ------------------------------------------------------------------------------------


def expect_untouched(other: ScriptedServer) -> None:
    """Check that a host was not even spoken to."""
    assert (other.connection_count, other.requests) == (0, [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirection_is_told_and_not_followed(cli: CommandLine, status: int) -> None:
    async with serve(says("Stolen")) as other:
        script = refusal(status, b"", location=f"{other.url}/sign-in?from=you")
        async with serve(script) as server:
            result = await cli.ask(server.url, "--json")
        expect_untouched(other)
    assert result.status == 1
    assert (result.value["error"]["kind"], result.value["error"]["code"]) == ("SignInPage", status)
    assert f"on to {other.url.removeprefix('http://')}/sign-in" in result.sentence
    assert "Sign in to the network in a browser" in result.sentence
    (request,) = server.requests
    assert request.headers["authorization"] == f"Bearer {CANARY}"
    await cli.expect_kept(PROMPT)


async def test_a_list_of_models_is_not_fetched_from_elsewhere(cli: CommandLine) -> None:
    async with serve(says("Stolen")) as other:
        async with serve(refusal(302, b"", location=other.url)) as server:
            named = ("--endpoint", server.url, "--key-env", "TEST_KEY")
            result = await cli.run("models", *named, TEST_KEY=CANARY)
        expect_untouched(other)
    assert (result.status, result.out) == (1, "")
    assert "which is not followed" in result.sentence
