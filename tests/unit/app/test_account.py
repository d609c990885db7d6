"""Endpoints are found by name or address, and keys go where they are needed and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.memory_keyring import MemoryKeyring
from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.account import Account
from desktop_chat.app.transports import Transports
from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS, custom_endpoint, further_account
from desktop_chat.core.secret import Secret
from desktop_chat.errors import AppError, BadField, KeyRejected, NoKey, UsageError
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.settings.store import SettingsStore

OPENROUTER = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "openrouter")
OLLAMA = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "ollama")
KEY = Secret("sk-or-v1-test")


async def test_an_endpoint_is_found_by_id_and_by_address() -> None:
    async with program(ScriptedTransport()) as opened:
        account = opened.services.account
        assert account.find("ollama") is OLLAMA
        assert account.find("http://localhost:11434") is OLLAMA
        assert account.find("http://127.0.0.1:9/v1").id == "custom:http://127.0.0.1:9/v1"
        with pytest.raises(UsageError):
            account.find("nowhere")
        for address in ("ftp://host", "openrouter.ai/api/v1", "localhost:8000"):
            with pytest.raises(BadField, match="http"):
                account.find(address)


async def test_an_endpoint_of_the_users_own_is_there_after_a_restart(tmp_path: Path) -> None:
    own = custom_endpoint("http://127.0.0.1:9/v1")
    async with program(ScriptedTransport(), tmp_path) as opened:
        opened.services.account.add(own)
        opened.services.account.add(own)
        opened.services.account.add(OLLAMA)
        kept = opened.services.settings.settings.endpoints.custom
        assert kept == (own,)


async def test_an_endpoint_for_this_run_is_not_kept() -> None:
    own = custom_endpoint("http://127.0.0.1:9/v1")
    async with program(ScriptedTransport()) as opened:
        opened.services.account.use(own)
        assert opened.services.account.endpoint(own.id) == own
        assert opened.services.settings.settings.endpoints.custom == ()


async def test_a_missing_key_is_named_with_the_ways_to_give_one() -> None:
    async with program(ScriptedTransport()) as opened:
        with pytest.raises(NoKey) as caught:
            await opened.services.account.key(OPENROUTER)
        assert "OPENROUTER_API_KEY" in caught.value.advice
        assert await opened.services.account.key(PRACTICE) is None


async def test_a_key_for_the_session_is_found_for_its_endpoint_alone() -> None:
    async with program(ScriptedTransport()) as opened:
        account = opened.services.account
        account.keep_key_for_session(OPENROUTER, KEY)
        assert await account.key(OPENROUTER) == KEY
        assert await account.key(OLLAMA) is None


async def test_a_key_is_checked_with_one_request() -> None:
    reply = ScriptedReply(
        [b'{"data":{"label":"laptop","limit":20,"limit_remaining":14.2}}'], headers=JSON
    )
    async with program(ScriptedTransport(reply)) as opened:
        info = await opened.services.account.check_key(OPENROUTER, KEY)
        assert info.label == "laptop"
        assert opened.transport.keys == [KEY]
        assert opened.transport.requests[0].url == "https://openrouter.ai/api/v1/key"


async def test_a_wrong_key_is_rejected_and_not_kept() -> None:
    reply = ScriptedReply([b'{"error":{"code":401,"message":"No"}}'], 401, JSON)
    async with program(ScriptedTransport(reply)) as opened:
        with pytest.raises(KeyRejected):
            await opened.services.account.check_key(OPENROUTER, KEY)
        with pytest.raises(NoKey):
            await opened.services.account.key(OPENROUTER)


async def test_the_choice_of_endpoint_and_model_is_there_after_a_restart(tmp_path: Path) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        assert opened.services.account.chosen == (PRACTICE, PRACTICE.default_model)
        opened.services.account.choose(OPENROUTER, "author/model")
    async with program(ScriptedTransport(), tmp_path) as opened:
        assert opened.services.account.chosen == (OPENROUTER, "author/model")
        assert opened.services.settings.settings.endpoints.first_run_done


async def test_an_endpoint_visited_for_one_run_is_not_the_choice_of_the_next(
    tmp_path: Path,
) -> None:
    own = custom_endpoint("http://127.0.0.1:9/v1")
    async with program(ScriptedTransport(), tmp_path) as opened:
        opened.services.account.visit(own)
        assert opened.services.account.chosen == (own, "")
    async with program(ScriptedTransport(), tmp_path) as opened:
        assert opened.services.account.chosen == (PRACTICE, PRACTICE.default_model)


async def test_a_chosen_endpoint_that_is_gone_gives_way_to_the_practice_model(
    tmp_path: Path,
) -> None:
    own = custom_endpoint("http://127.0.0.1:9/v1")
    async with program(ScriptedTransport(), tmp_path) as opened:
        opened.services.account.choose(own, "m")
    async with program(ScriptedTransport(), tmp_path) as opened:
        assert opened.services.account.chosen[0] is PRACTICE


def account_over(path: Path, keyring: MemoryKeyring) -> tuple[Account, SettingsStore]:
    def fail(error: AppError) -> None:
        raise error

    settings = SettingsStore.load(path / "settings.json", notices_of=fail)
    transports = Transports(ScriptedTransport(), ScriptedTransport())
    keys = KeyStore(lambda: keyring, environment={})
    return Account(settings, keys, transports), settings


async def test_a_local_server_without_a_kept_key_leaves_the_keyring_alone(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    account, _settings = account_over(tmp_path, keyring)
    assert await account.key(OLLAMA) is None
    assert keyring.count == 0


async def test_a_kept_key_is_used_until_it_is_forgotten(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    account, settings = account_over(tmp_path, keyring)
    await account.keep_key(OLLAMA, KEY)
    assert settings.settings.endpoints.with_key == (OLLAMA.id,)
    assert await account.key(OLLAMA) == KEY
    assert "sk-or" not in (tmp_path / "settings.json").read_text(encoding="utf-8")
    await account.forget_key(OLLAMA)
    assert settings.settings.endpoints.with_key == ()
    assert keyring.passwords == {}
    assert await account.key(OLLAMA) is None


async def test_a_further_account_has_its_own_key_and_leaves_with_it(tmp_path: Path) -> None:
    work = further_account(OPENROUTER, "Work")
    async with program(ScriptedTransport(), tmp_path) as opened:
        account = opened.services.account
        account.add(work)
        account.keep_key_for_session(work, KEY)
        assert await account.key(account.endpoint("openrouter#Work")) == KEY
        with pytest.raises(NoKey):
            await account.key(OPENROUTER)
        account.choose(work, "")
    async with program(ScriptedTransport(), tmp_path) as opened:
        account = opened.services.account
        assert account.chosen[0] == work
        await account.remove(work)
        assert work not in account.endpoints
        assert account.chosen[0] == PRACTICE
    async with program(ScriptedTransport(), tmp_path) as opened:
        assert work not in opened.services.account.endpoints
