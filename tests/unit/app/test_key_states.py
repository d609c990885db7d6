"""The state of a key is known with its date, offline too, and a low balance is told once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.program import Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.notices import Severity
from desktop_chat.core.provider import PRACTICE, custom_endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import KeyRejected, NotJson, Offline, RateLimited
from desktop_chat.settings.schema import Spending

KEY = Secret("sk-or-v1-test")
OTHER_KEY = Secret("sk-or-v1-other")
GONE = Offline("Nothing answers.")


def state(left: float | None = 7.25, **others: Any) -> ScriptedReply:
    data = {"label": "laptop", "limit": 10, "limit_remaining": left} | others
    return ScriptedReply([msgspec.json.encode({"data": data})], headers=JSON)


def refusal(status: int) -> ScriptedReply:
    return ScriptedReply([b'{"error":{"message":"No."}}'], status, JSON)


def openrouter(opened: Program) -> Any:
    return opened.services.account.endpoint("openrouter")


def with_key(opened: Program, key: Secret = KEY) -> None:
    opened.services.account.keep_key_for_session(openrouter(opened), key)


def warnings(opened: Program) -> list[str]:
    history = opened.services.notices.history
    return [each.text for each in history if each.severity is Severity.WARNING]


async def test_without_a_key_nothing_is_asked() -> None:
    async with program(ScriptedTransport()) as opened:
        assert await opened.services.key_states.refresh(openrouter(opened)) is None
        assert opened.transport.requests == []


async def test_who_tells_no_state_is_not_asked() -> None:
    async with program(ScriptedTransport()) as opened:
        states = opened.services.key_states
        other = custom_endpoint("https://other.example/v1")
        opened.services.account.keep_key_for_session(other, KEY)
        for endpoint in (other, PRACTICE):
            assert await states.refresh(endpoint) is None
            assert await states.load(endpoint) is None
        # A router on this computer that wants no key has none to tell of.
        assert await states.refresh(custom_endpoint("http://127.0.0.1:9/api/v1")) is None
        assert opened.transport.requests == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (GONE, Offline),
        (refusal(401), KeyRejected),
        (refusal(429), RateLimited),
        (ScriptedReply([b"{broken"], headers=JSON), NotJson),
    ],
)
async def test_what_was_known_stays_with_the_failure(reply: Any, kind: type[Exception]) -> None:
    async with program(ScriptedTransport(state(), reply, state(6))) as opened:
        with_key(opened)
        states, endpoint = opened.services.key_states, openrouter(opened)
        first = await states.refresh(endpoint)
        assert first is not None
        second = await states.refresh(endpoint)
        assert second is not None
        assert (second.value, second.fetched_us) == (first.value, first.fetched_us)
        assert isinstance(second.failure, kind)
        third = await states.refresh(endpoint)
        assert third is not None
        assert third.failure is None
        assert third.value.limit_remaining_usd == 6


async def test_where_nothing_was_known_there_is_only_the_failure() -> None:
    async with program(ScriptedTransport(GONE)) as opened:
        with_key(opened)
        found = await opened.services.key_states.refresh(openrouter(opened))
        assert found is not None
        assert (found.fetched_us, found.failure) == (0, GONE)
        assert found.value.limit_remaining_usd is None


async def test_it_is_there_after_a_restart_without_a_request(tmp_path: Path) -> None:
    async with program(ScriptedTransport(state()), tmp_path) as opened:
        with_key(opened)
        first = await opened.services.key_states.refresh(openrouter(opened))
    async with program(ScriptedTransport(), tmp_path) as opened:
        states = opened.services.key_states
        assert states.known("openrouter") is None
        assert await states.load(openrouter(opened)) == first
        assert warnings(opened) == []


async def test_another_key_is_not_taken_for_the_one_before(tmp_path: Path) -> None:
    async with program(ScriptedTransport(state(), GONE), tmp_path) as opened:
        with_key(opened)
        states, endpoint = opened.services.key_states, openrouter(opened)
        await states.refresh(endpoint)
        with_key(opened, OTHER_KEY)
        assert states.known(endpoint.id) is None
        assert await states.load(endpoint) is None
        found = await states.refresh(endpoint)
        assert found is not None
        assert found.value.label == ""


async def test_a_key_that_is_gone_is_forgotten_for_good(tmp_path: Path) -> None:
    async with program(ScriptedTransport(state()), tmp_path) as opened:
        with_key(opened)
        states, endpoint = opened.services.key_states, openrouter(opened)
        await states.refresh(endpoint)
        await opened.services.account.forget_key(endpoint)
        assert await states.refresh(endpoint) is None
        assert states.known(endpoint.id) is None
    async with program(ScriptedTransport(), tmp_path) as opened:
        assert await opened.services.key_states.load(openrouter(opened)) is None


async def test_a_low_balance_is_told_once_until_it_was_higher() -> None:
    replies = [state(left) for left in (0.5, 0.4, 5, 0.3, None, -0.1)]
    async with program(ScriptedTransport(*replies)) as opened:
        with_key(opened)
        told: list[int] = []
        for _ in replies:
            await opened.services.key_states.refresh(openrouter(opened))
            told.append(len(warnings(opened)))
        assert told == [1, 1, 1, 2, 2, 3]
        assert warnings(opened)[0] == "Your OpenRouter key has only $0.50 left."
        assert "has only $0 left" in warnings(opened)[-1]


async def test_the_threshold_is_a_setting() -> None:
    async with program(ScriptedTransport(state(5), state(0.01))) as opened:
        with_key(opened)
        store, states = opened.services.settings, opened.services.key_states
        assert states.least_usd == Decimal(1)
        for limit, count in ((5.01, 1), (None, 1)):
            spending = Spending(low_balance_usd=limit)
            store.update(msgspec.structs.replace(store.settings, spending=spending))
            await states.refresh(openrouter(opened))
            assert len(warnings(opened)) == count


async def test_whoever_shows_it_is_told() -> None:
    async with program(ScriptedTransport(state())) as opened:
        told: list[str] = []
        opened.services.key_states.changed.connect(told.append)
        with_key(opened)
        await opened.services.key_states.refresh(openrouter(opened))
        assert told == ["openrouter", "openrouter"]
        assert opened.transport.keys == [KEY]
