"""A login ends in a key where everything is right, and in a sentence where anything is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from support.authorization import NEW_KEY, Authorization, Consent, consent
from support.openrouter_server import ScriptedServer, serve

from desktop_chat.app.login import CodeLogin, log_in
from desktop_chat.core.provider import PRACTICE, Endpoint, custom_endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import (
    AppError,
    BadField,
    LoginFailed,
    NotJson,
    Offline,
    ProviderFailed,
    TimedOut,
    UsageError,
)
from desktop_chat.net.callback import listen
from desktop_chat.net.client import HttpTransport


@dataclass
class Router:
    """A router on loopback and a way to it."""

    server: ScriptedServer
    authorization: Authorization
    transport: HttpTransport

    @property
    def endpoint(self) -> Endpoint:
        return custom_endpoint(f"{self.server.url}/api/v1")

    async def log_in(self, show: Callable[[str], None], limit_s: float = 10) -> Secret:
        return await log_in(self.endpoint, self.transport, show, port=0, limit_s=limit_s)

    async def log_in_as(self, what: Consent = Consent.GIVEN) -> Secret:
        """Log in with a person who does as is said."""
        self.authorization.consent = what
        async with asyncio.TaskGroup() as group:
            return await self.log_in(lambda address: _visit(group, address))


def _visit(group: asyncio.TaskGroup, address: str) -> None:
    group.create_task(_opened(address))


async def _opened(address: str) -> None:
    await consent(address)


@asynccontextmanager
async def router() -> AsyncGenerator[Router, None]:
    authorization = Authorization()
    transport = HttpTransport()
    try:
        async with serve(authorization) as server:
            yield Router(server, authorization, transport)
    finally:
        await transport.close()


async def failed(work: Callable[[], object]) -> AppError:
    """Return the error that a login ends with, out of the group that it may come in."""
    try:
        await work()  # type: ignore[misc]
    except AppError as error:
        return error
    except BaseExceptionGroup as group:
        (error,) = group.exceptions
        assert isinstance(error, AppError)
        return error
    raise AssertionError("The login did not fail.")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (Consent.WRONG_STATE, "belongs to another login"),
        (Consent.NO_STATE, "belongs to another login"),
        (Consent.DENIED, "declined"),
        (Consent.BROKEN, "failed in the browser"),
        (Consent.NO_CODE, "without a code"),
        (Consent.TWO_CODES, "without a code"),
    ],
)
async def test_what_the_browser_brings_back_wrong_is_never_exchanged(
    what: Consent, words: str
) -> None:
    async with router() as opened:
        error = await failed(lambda: opened.log_in_as(what))
        assert isinstance(error, LoginFailed)
        assert words in error.text
        assert error.advice == "Log in again, or paste a key."
        assert opened.authorization.exchanges == []


async def test_nobody_comes_back() -> None:
    async with router() as opened:
        shown: list[str] = []
        with pytest.raises(TimedOut):
            await opened.log_in(shown.append, limit_s=0.01)
        assert len(shown) == 1
        assert opened.authorization.exchanges == []


async def test_a_login_that_is_cancelled_listens_no_more() -> None:
    async with router() as opened:
        shown: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        task = asyncio.ensure_future(opened.log_in(shown.set_result))
        callback = parse_qs(urlsplit(await shown).query)["callback_url"][0]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(OSError, match=r".*"):
            await asyncio.open_connection("127.0.0.1", urlsplit(callback).port)


async def test_no_address_is_shown_where_the_port_is_taken() -> None:
    async with router() as opened, listen(0) as other:
        shown: list[str] = []
        with pytest.raises(LoginFailed, match="is taken"):
            await log_in(opened.endpoint, opened.transport, shown.append, port=other.port)
        assert shown == []


async def test_a_code_that_was_used_before_gives_no_second_key() -> None:
    async with router() as opened:
        login = CodeLogin(opened.endpoint, opened.transport)
        code = (await consent(login.address)).text
        await login.key_for(code)
        error = await failed(lambda: login.key_for(code))
        assert isinstance(error, LoginFailed)
        assert "does not take the code" in error.text


async def test_a_code_of_another_login_gives_no_key() -> None:
    async with router() as opened:
        mine, other = (CodeLogin(opened.endpoint, opened.transport) for _ in range(2))
        code = (await consent(other.address)).text
        assert isinstance(await failed(lambda: mine.key_for(code)), LoginFailed)


async def test_a_code_that_is_too_old_gives_no_key() -> None:
    async with router() as opened:
        login = CodeLogin(opened.endpoint, opened.transport)
        challenge = parse_qs(urlsplit(login.address).query)["code_challenge"][0]
        code = opened.authorization.new_code(challenge, age_s=601)
        assert isinstance(await failed(lambda: login.key_for(code)), LoginFailed)


async def test_what_cannot_be_a_code_is_not_sent() -> None:
    async with router() as opened:
        login = CodeLogin(opened.endpoint, opened.transport)
        with pytest.raises(BadField):
            await login.key_for(" ")
        assert opened.authorization.exchanges == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405])
async def test_a_refusal_is_told_in_words_about_the_login(status: int) -> None:
    async with router() as opened:
        opened.authorization.refusal = status
        error = await failed(opened.log_in_as)
        assert isinstance(error, LoginFailed)
        assert error.code == status
        (body,) = opened.authorization.exchanges
        assert body["code_verifier"] not in error.detail
        assert body["code"] not in error.detail


async def test_a_router_that_fails_is_told_as_such() -> None:
    async with router() as opened:
        opened.authorization.refusal = 503
        assert isinstance(await failed(opened.log_in_as), ProviderFailed)


async def test_an_answer_that_is_none_is_told() -> None:
    async with router() as opened:
        opened.authorization.answer = b"OK"
        assert isinstance(await failed(opened.log_in_as), NotJson)


async def test_a_router_that_is_gone_at_the_exchange_is_told() -> None:
    endpoint = custom_endpoint("http://127.0.0.1:9/api/v1")
    transport = HttpTransport()
    with pytest.raises(Offline):
        await CodeLogin(endpoint, transport).key_for("c")
    await transport.close()


@pytest.mark.parametrize("endpoint", [PRACTICE, custom_endpoint("https://api.mistral.ai/v1")])
async def test_where_there_is_no_login_nothing_is_begun(endpoint: Endpoint) -> None:
    transport = HttpTransport()
    with pytest.raises(UsageError, match="has no login"):
        CodeLogin(endpoint, transport)
    with pytest.raises(UsageError, match="has no login"):
        await log_in(endpoint, transport, pytest.fail)


async def test_consent_gives_a_key() -> None:
    async with router() as opened:
        assert (await opened.log_in_as()).reveal() == NEW_KEY
        (body,) = opened.authorization.exchanges
        assert body["code_challenge_method"] == "S256"
        assert opened.authorization.codes == {}
        exchange = opened.server.requests[-1]
        assert "authorization" not in exchange.headers


async def test_a_code_that_is_shown_and_pasted_gives_a_key() -> None:
    async with router() as opened:
        login = CodeLogin(opened.endpoint, opened.transport)
        code = (await consent(login.address)).text
        assert (await login.key_for(f"  {code}\n")).reveal() == NEW_KEY
