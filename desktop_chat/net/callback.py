"""Waits on loopback for a browser that comes back from a login: one page, once.

It listens on 127.0.0.1 alone, under an address that nobody can guess, for as long as one login
takes. What else asks (another program, a web page that tries ports) is sent away and changes
nothing. Must not know what is done with a code.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from desktop_chat.core.secret import Secret
from desktop_chat.errors import LoginFailed, TimedOut

HOST = "127.0.0.1"
USUAL_PORT = 42_217
"""Tried first: the router names a key's app by this address, so that it is the same each time."""
LONGEST_HEAD = 16 * 1024
REQUEST_LIMIT_S = 10.0
MOST_AT_ONCE = 16

_TOKEN_BYTES = 32
_GO_BACK = "You can close this page and go back to Desktop Chat."
_STRANGER = "This page does not belong to a login that Desktop Chat waits for."
# Nothing may be loaded or kept, and the address with the code is told to nobody.
_HEADERS = (
    "Content-Type: text/html; charset=utf-8",
    "Cache-Control: no-store",
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy: no-referrer",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The head of a request, as far as it matters."""

    method: str
    path: str
    query: str
    host: str


class Callback:
    """An address for one browser to come back to.

    Attributes:
        port: Where it listens, 0 until it does.

    Args:
        request_limit_s: How long a visitor may take for a request.
    """

    def __init__(self, request_limit_s: float = REQUEST_LIMIT_S) -> None:
        self.port = 0
        self._request_limit_s = request_limit_s
        self._path = f"/login/{secrets.token_urlsafe(_TOKEN_BYTES)}"
        self._state = secrets.token_urlsafe(_TOKEN_BYTES)
        self._outcome: asyncio.Future[Secret | LoginFailed] = (
            asyncio.get_running_loop().create_future()
        )
        self._visits: dict[asyncio.Task[object], asyncio.StreamWriter] = {}

    @property
    def url(self) -> str:
        """The address; what comes to it with another state is refused."""
        return f"http://{HOST}:{self.port}{self._path}?state={self._state}"

    async def code(self, limit_s: float) -> Secret:
        """Wait for the browser and return the code that it brings.

        Raises:
            LoginFailed: It comes with a refusal, with another state, or without a code.
            TimedOut: It does not come within `limit_s` seconds.
        """
        try:
            async with asyncio.timeout(limit_s):
                outcome = await asyncio.shield(self._outcome)
        except TimeoutError:
            raise TimedOut(
                f"Nobody finished the login in the browser within {limit_s / 60:g} minutes.",
                advice="Log in again, or paste a key.",
            ) from None
        if isinstance(outcome, LoginFailed):
            raise outcome
        return outcome

    async def visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        task = asyncio.current_task()
        if task is None or len(self._visits) >= MOST_AT_ONCE:
            writer.transport.abort()
            return
        self._visits[task] = writer
        outcome: Secret | LoginFailed | None = None
        try:
            async with asyncio.timeout(self._request_limit_s):
                status, words, outcome = self._judge(await _asked(reader))
                writer.write(_page(status, words))
                await writer.drain()
                writer.close()
                await writer.wait_closed()
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            pass  # whoever it was has gone, or says nothing
        finally:
            writer.transport.abort()
            self._visits.pop(task)
            if outcome is not None and not self._outcome.done():
                self._outcome.set_result(outcome)

    async def close(self) -> None:
        """End all connections."""
        visits = dict(self._visits)
        for writer in visits.values():
            # Not by cancelling: asyncio's own streams report a task that was, until Python 3.11.8.
            writer.transport.abort()
        await asyncio.gather(*visits, return_exceptions=True)

    def _judge(self, asked: _Asked | None) -> tuple[HTTPStatus, str, Secret | LoginFailed | None]:
        """Return status and words of the answer, and how the login ended where it did."""
        if asked is None:
            return HTTPStatus.BAD_REQUEST, _STRANGER, None
        # A page that has its own name lead to this computer is no visitor of ours.
        is_here = asked.host in (f"{HOST}:{self.port}", f"localhost:{self.port}")
        if not is_here or not _is_same(asked.path, self._path):
            return HTTPStatus.NOT_FOUND, _STRANGER, None
        if asked.method != "GET":
            return HTTPStatus.METHOD_NOT_ALLOWED, _STRANGER, None
        if self._outcome.done():
            return HTTPStatus.GONE, "This login has ended already.", None
        outcome = self._outcome_of(asked.query)
        if isinstance(outcome, LoginFailed):
            return HTTPStatus.BAD_REQUEST, f"{outcome.text} {_GO_BACK}", outcome
        return HTTPStatus.OK, f"The browser's part of the login is done. {_GO_BACK}", outcome

    def _outcome_of(self, query: str) -> Secret | LoginFailed:
        # A router that hangs its own query behind ours with another question mark is read, too.
        pairs = parse_qsl(query.replace("?", "&"), keep_blank_values=True)
        names = [name for name, _ in pairs]
        values = dict(pairs)
        if names.count("state") != 1 or not _is_same(values["state"], self._state):
            return LoginFailed("What came back from the browser belongs to another login.")
        if values.get("error") == "access_denied":
            return LoginFailed("The login was declined in the browser.")
        if "error" in values:
            return LoginFailed("The login failed in the browser.")
        if names.count("code") != 1 or not values["code"].strip():
            return LoginFailed("The browser came back without a code.")
        return Secret(values["code"])


@asynccontextmanager
async def listen(
    port: int | None = None, *, request_limit_s: float = REQUEST_LIMIT_S
) -> AsyncGenerator[Callback, None]:
    """Listen for a browser; leaving the context ends that at once.

    Args:
        port: The port on 127.0.0.1; None takes the usual one, or where it is taken any free one.
        request_limit_s: How long a visitor may take for a request.

    Raises:
        LoginFailed: The port is taken, or may not be used.
    """
    callback = Callback(request_limit_s)
    server = await _open(callback, port)
    callback.port = server.sockets[0].getsockname()[1]
    try:
        yield callback
    finally:
        server.close()
        await callback.close()


async def _open(callback: Callback, port: int | None) -> asyncio.Server:
    wanted = (USUAL_PORT, 0) if port is None else (port,)
    reason: OSError | OverflowError | None = None
    for each in wanted:
        try:
            return await asyncio.start_server(callback.visit, HOST, each, limit=LONGEST_HEAD)
        except (OSError, OverflowError) as error:
            reason = error
    raise LoginFailed(
        f"Port {wanted[-1]} on this computer is taken."
        if wanted[-1]
        else "No port on this computer is free.",
        advice="Choose another port, or log in with a code.",
        detail=str(reason),
    )


async def _asked(reader: asyncio.StreamReader) -> _Asked | None:
    """Return what a visitor asks for, None where it is no request; a body is not read."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.LimitOverrunError:
        return None
    first, *lines = head.rstrip().split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        return None
    fields = [line.partition(":") for line in lines]
    hosts = [value.strip() for name, _, value in fields if name.lower() == "host"]
    path, _, query = parts[1].partition("?")
    return _Asked(parts[0], path, query, hosts[0].lower() if len(hosts) == 1 else "")


def _is_same(found: str, expected: str) -> bool:
    """Return whether two texts are the same, in a time that tells nothing of where they differ."""
    return secrets.compare_digest(found.encode(), expected.encode())


def _page(status: HTTPStatus, words: str) -> bytes:
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Desktop Chat</title>'
        "<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;"
        "margin:20vh auto;max-width:32em;padding:0 1em;text-align:center}</style>"
        f"<h1>Desktop Chat</h1><p>{words}</p></html>"
    ).encode()
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *_HEADERS, f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
