"""Tests of desktop_chat.settings.secrets: keyrings that refuse, fail, hang, lie or tell."""

from __future__ import annotations

import asyncio
import logging
import threading
import traceback
from collections.abc import Iterator
from typing import Any, cast

import pytest
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import (
    InitError,
    KeyringError,
    NoKeyringError,
    PasswordDeleteError,
    PasswordSetError,
)
from keyring.errors import KeyringLocked as Locked

from desktop_chat.core.provider import READY_ENDPOINTS, Endpoint, management_of
from desktop_chat.core.secret import Secret
from desktop_chat.errors import BadField, KeyringLocked, NoKeyring, SecretError
from desktop_chat.settings.secrets import (
    SERVICE,
    Backend,
    BackendInfo,
    Keeping,
    Kept,
    KeyStore,
)

CANARY = "sk-or-v1-canary0123456789abcdef"
KEY = Secret(CANARY)
OPENROUTER = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "openrouter")
ENVIRONMENT = {"OPENROUTER_API_KEY": " sk-or-from-environment "}
LOCAL = Endpoint("custom:http://h/v1", "h", "http://h/v1")


class FakeKeyring:
    """A keyring in memory; raises or waits where it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.passwords: dict[tuple[str, str], str] = {}
        self.error = error
        self.released = threading.Event()
        self.released.set()
        self.calls: list[str] = []

    def get_password(self, service: str, username: str, /) -> str | None:
        self._called("get")
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        self._called("set")
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str, /) -> None:
        self._called("delete")
        if self.passwords.pop((service, username), None) is None:
            raise PasswordDeleteError("No such password!")

    def _called(self, name: str) -> None:
        self.calls.append(name)
        self.released.wait()
        if self.error is not None:
            raise self.error


def store_of(backend: Backend, **options: Any) -> KeyStore:
    return KeyStore(lambda: backend, environment=options.pop("environment", {}), **options)


def pretending(module: str, base: type = FakeKeyring, **members: Any) -> Backend:
    """Return a keyring whose class says that it comes from another module."""
    return cast("Backend", type("Keyring", (base,), {"__module__": module, **members})())


def chain_of(*links: Backend) -> Backend:
    return pretending("keyring.backends.chainer", backends=list(links))


@pytest.fixture
def hanging() -> Iterator[FakeKeyring]:
    """Give a keyring whose calls wait until the test ends."""
    keyring = FakeKeyring()
    keyring.released.clear()
    yield keyring
    keyring.released.set()


class TestRefusedKeyrings:
    REFUSED = (
        FailKeyring(),
        NullKeyring(),
        pretending("keyrings.alt.file"),
        pretending("keyrings.alt"),
        pretending("somebody.else", type("File", (FakeKeyring,), {"__module__": "keyrings.alt.x"})),
        chain_of(),
        chain_of(FailKeyring(), NullKeyring(), pretending("keyrings.alt.file")),
        chain_of(chain_of(FailKeyring())),
    )

    @pytest.mark.parametrize("backend", REFUSED)
    async def test_no_key_goes_into_it_and_the_reason_is_told(self, backend: Backend) -> None:
        store = store_of(backend)
        with pytest.raises(NoKeyring) as caught:
            await store.put(OPENROUTER, KEY)
        assert caught.value.advice.endswith("or set OPENROUTER_API_KEY.")
        with pytest.raises(NoKeyring) as without:
            await store.put(management_of(OPENROUTER), KEY)
        assert "set" not in without.value.advice.replace("session", "")
        assert not getattr(backend, "passwords", {})
        info = await store.describe_backend()
        assert info == BackendInfo("", usable=False, reason=caught.value.text)
        assert info.reason.endswith(".")

    @pytest.mark.parametrize("backend", REFUSED)
    async def test_it_has_no_keys_and_nothing_to_delete(self, backend: Backend) -> None:
        store = store_of(backend)
        assert await store.get(OPENROUTER) is None
        await store.delete(OPENROUTER)

    async def test_a_module_that_only_begins_with_a_refused_name_is_no_such_module(self) -> None:
        backend = pretending("keyrings.alternative")
        assert (await store_of(backend).put(LOCAL, KEY)).keeping is Keeping.KEYRING

    async def test_of_a_chain_only_the_link_that_may_be_used_is(self) -> None:
        plain, good = pretending("keyrings.alt.file"), FakeKeyring()
        store = store_of(chain_of(plain, good))
        await store.put(OPENROUTER, KEY)
        assert list(good.passwords) == [(SERVICE, "openrouter")]
        assert isinstance(plain, FakeKeyring)
        assert plain.calls == []
        assert await store.get(OPENROUTER) == KEY


class TestFailingKeyrings:
    @pytest.mark.parametrize(
        ("error", "kind"),
        [
            (Locked("Failed to unlock the collection!"), KeyringLocked),
            (InitError("Failed to create the collection: Prompt dismissed.."), KeyringLocked),
            (NoKeyringError("none"), NoKeyring),
            (PasswordSetError("no"), NoKeyring),
            (PasswordDeleteError("no"), NoKeyring),
            (KeyringError("no"), NoKeyring),
            (ValueError("MAC check failed"), NoKeyring),
            (OSError(1783, "The stub received bad data"), NoKeyring),
        ],
    )
    async def test_every_error_is_put_into_our_words(
        self, error: Exception, kind: type[SecretError]
    ) -> None:
        store = store_of(FakeKeyring(error))
        for call in (store.get(LOCAL), store.put(LOCAL, KEY), store.delete(LOCAL)):
            with pytest.raises(kind) as caught:
                await call
            assert type(caught.value) is kind
            assert caught.value.text.endswith(".")
            assert caught.value.advice
            assert type(error).__name__ in caught.value.detail

    async def test_a_keyring_that_cannot_be_loaded_is_none(self) -> None:
        def open_backend() -> Backend:
            raise ModuleNotFoundError("No module named 'gone'")

        store = KeyStore(open_backend, environment={})
        with pytest.raises(NoKeyring):
            await store.put(LOCAL, KEY)
        assert not (await store.describe_backend()).usable

    async def test_a_keyring_that_keeps_nothing_is_found_out(self) -> None:
        lying = pretending("somebody.else", set_password=lambda *_: None)
        with pytest.raises(NoKeyring, match="did not keep"):
            await store_of(lying).put(LOCAL, KEY)

    @pytest.mark.parametrize("text", ["sk or", "sk-or\n", "schlüssel"])
    async def test_what_no_header_may_carry_is_refused(self, text: str) -> None:
        keyring = FakeKeyring()
        keyring.passwords[SERVICE, LOCAL.id] = f"{text} x"
        with pytest.raises(BadField):
            await store_of(keyring).get(LOCAL)

    async def test_an_error_that_tells_the_key_tells_it_to_nobody(self) -> None:
        word = Secret("correct-horse")  # nothing in it looks like a key
        store = store_of(FakeKeyring(PasswordSetError(f"cannot store {word.reveal()}")))
        with pytest.raises(NoKeyring) as caught:
            await store.put(LOCAL, word)
        shown = "".join(traceback.format_exception(caught.value)) + caught.value.detail
        assert word.reveal() not in shown
        assert "cannot store ••••" in shown


class TestSlowKeyrings:
    async def test_the_loop_goes_on_while_a_keyring_waits(self, hanging: FakeKeyring) -> None:
        hanging.passwords[SERVICE, LOCAL.id] = CANARY
        getting = asyncio.create_task(store_of(hanging).get(LOCAL))
        while not hanging.calls:  # noqa: ASYNC110 - the thread has no event of this loop
            await asyncio.sleep(0)
        assert not getting.done()
        hanging.released.set()
        assert await getting == KEY

    @pytest.mark.parametrize("call", ["get", "put", "delete"])
    async def test_a_keyring_that_never_answers_is_given_up(
        self, hanging: FakeKeyring, call: str
    ) -> None:
        store = store_of(hanging, answer_limit_s=0.01)
        calls = {
            "get": lambda: store.get(LOCAL),
            "put": lambda: store.put(LOCAL, KEY),
            "delete": lambda: store.delete(LOCAL),
        }
        with pytest.raises(KeyringLocked, match=r"did not answer within 0\.01 seconds"):
            await calls[call]()

    async def test_a_keyring_that_takes_ever_to_load_is_not_usable(
        self, hanging: FakeKeyring
    ) -> None:
        def open_backend() -> Backend:
            hanging.released.wait()
            return hanging

        info = await KeyStore(open_backend, answer_limit_s=0.01).describe_backend()
        assert not info.usable
        assert "did not answer" in info.reason

    async def test_a_call_that_is_given_up_stands_in_nobody_s_way(
        self, hanging: FakeKeyring
    ) -> None:
        backends: list[Backend] = [hanging, FakeKeyring()]
        store = KeyStore(lambda: backends.pop(0), environment={})
        putting = asyncio.create_task(store.put(LOCAL, KEY))
        while not hanging.calls:  # noqa: ASYNC110 - the thread has no event of this loop
            await asyncio.sleep(0)
        putting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await putting
        assert (await store.put(LOCAL, KEY)).keeping is Keeping.KEYRING

    async def test_two_calls_at_once_ask_one_after_the_other(self, hanging: FakeKeyring) -> None:
        store = store_of(hanging)
        both = [asyncio.create_task(store.get(LOCAL)) for _ in range(2)]
        while not hanging.calls:  # noqa: ASYNC110 - the thread has no event of this loop
            await asyncio.sleep(0)
        for _ in range(100):
            await asyncio.sleep(0)
        assert hanging.calls == ["get"]
        hanging.released.set()
        await asyncio.gather(*both)
        assert hanging.calls == ["get", "get"]


class TestOrder:
    async def test_session_then_keyring_then_environment(self) -> None:
        store = store_of(FakeKeyring(), environment=ENVIRONMENT)
        assert await store.get(OPENROUTER) == Secret("sk-or-from-environment")
        await store.put(OPENROUTER, Secret("sk-or-from-keyring"))
        assert await store.get(OPENROUTER) == Secret("sk-or-from-keyring")
        store.remember_for_session(OPENROUTER, Secret("sk-or-from-session"))
        assert await store.get(OPENROUTER) == Secret("sk-or-from-session")

    async def test_where_says_which_of_them_it_is(self) -> None:
        store = store_of(pretending("keyring.backends.macOS"), environment=ENVIRONMENT)
        variable = Kept(Keeping.VARIABLE, "the environment variable OPENROUTER_API_KEY")
        assert await store.where(OPENROUTER) == variable
        assert await store.where(LOCAL) is None
        kept = await store.put(OPENROUTER, KEY)
        assert kept == await store.where(OPENROUTER) == Kept(Keeping.KEYRING, "macOS Keychain")
        kept = store.remember_for_session(OPENROUTER, KEY)
        assert kept == await store.where(OPENROUTER) == Kept(Keeping.SESSION, "this session only")

    @pytest.mark.parametrize("error", [Locked("locked"), NoKeyringError("none"), ValueError("odd")])
    async def test_a_keyring_in_trouble_gives_way_to_the_environment(
        self, error: Exception
    ) -> None:
        store = store_of(FakeKeyring(error), environment=ENVIRONMENT)
        assert await store.get(OPENROUTER) == Secret("sk-or-from-environment")
        with pytest.raises(SecretError):
            await store.get(LOCAL)

    @pytest.mark.parametrize("environment", [{}, {"OPENROUTER_API_KEY": ""}])
    async def test_an_empty_variable_is_none(self, environment: dict[str, str]) -> None:
        assert await store_of(FakeKeyring(), environment=environment).get(OPENROUTER) is None

    async def test_a_variable_that_cannot_be_a_key_is_told_without_it(self) -> None:
        store = store_of(FakeKeyring(), environment={"OPENROUTER_API_KEY": "my key"})
        with pytest.raises(BadField) as caught:
            await store.get(OPENROUTER)
        assert "my key" not in caught.value.text

    async def test_a_kept_key_takes_the_place_of_the_session_s(self) -> None:
        store = store_of(FakeKeyring())
        store.remember_for_session(LOCAL, Secret("old"))
        await store.put(LOCAL, KEY)
        assert not store.has_session(LOCAL)
        assert await store.get(LOCAL) == KEY

    async def test_keys_of_different_endpoints_stay_apart(self) -> None:
        store = store_of(FakeKeyring())
        await store.put(LOCAL, KEY)
        assert await store.get(OPENROUTER) is None


class TestForgetting:
    async def test_a_deleted_key_is_gone_from_keyring_and_session(self) -> None:
        keyring = FakeKeyring()
        store = store_of(keyring)
        await store.put(LOCAL, KEY)
        store.remember_for_session(LOCAL, KEY)
        await store.delete(LOCAL)
        assert await store.get(LOCAL) is None
        assert keyring.passwords == {}

    async def test_deleting_what_is_not_there_is_done(self) -> None:
        await store_of(FakeKeyring()).delete(LOCAL)

    async def test_the_session_forgets_even_when_the_keyring_is_locked(self) -> None:
        store = store_of(FakeKeyring(Locked("locked")))
        store.remember_for_session(LOCAL, KEY)
        with pytest.raises(KeyringLocked):
            await store.delete(LOCAL)
        assert not store.has_session(LOCAL)

    async def test_closing_forgets_the_session(self) -> None:
        store = store_of(FakeKeyring())
        store.remember_for_session(LOCAL, KEY)
        store.close()
        assert await store.get(LOCAL) is None


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyring.backends.SecretService", "system keyring (Secret Service)"),
        ("keyring.backends.kwallet", "KWallet"),
        ("keyring.backends.macOS", "macOS Keychain"),
        ("keyring.backends.Windows", "Windows Credential Manager"),
        ("somebody.else", "somebody.else.Keyring"),
    ],
)
async def test_a_usable_keyring_is_named(module: str, name: str) -> None:
    assert await store_of(pretending(module)).describe_backend() == BackendInfo(name, usable=True)


async def test_the_tests_own_keyring_is_refused_by_default() -> None:
    assert not (await KeyStore().describe_backend()).usable


async def test_nothing_of_a_store_shows_a_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = store_of(FakeKeyring())
    kept = await store.put(OPENROUTER, KEY)
    store.remember_for_session(LOCAL, KEY)
    found = await store.get(OPENROUTER)
    shown = f"{store!r} {vars(store)!r} {kept!r} {found!r} {found} {caplog.text}"
    assert CANARY not in shown
