"""Keeps API keys: in the system's keyring, or for this session in memory, and never in a file.

The only module that knows the keyring library. A call to a keyring may wait for a person to answer
a question, or for ever: each runs in a thread of its own that nobody has to wait for.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar, cast

from desktop_chat.core.provider import Endpoint
from desktop_chat.core.redaction import MASK, redact
from desktop_chat.core.secret import Secret
from desktop_chat.errors import KeyringLocked, NoKeyring, SecretError

SERVICE = "desktop-chat"
"""Under this name, and the endpoint's id as user name, a key stands in the keyring; that of an
encrypted archive under a name of its own."""

_ANSWER_LIMIT_S = 60.0  # long enough to type a passphrase

_TITLES = {
    "keyring.backends.SecretService": "system keyring (Secret Service)",
    "keyring.backends.libsecret": "system keyring (Secret Service)",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}
_REFUSALS = {
    "keyring.backends.fail": "This system has no keyring service.",
    "keyring.backends.null": "The keyring is switched off in its own settings.",
    "keyrings.alt": "The keyring that is set up would keep keys in a plain file.",
}
_CHAIN = "keyring.backends.chainer"

T = TypeVar("T")


class Backend(Protocol):
    """What is asked of a keyring; a backend of the keyring library fits."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Return a password, None where there is none."""
        ...

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keep a password."""
        ...

    def delete_password(self, service: str, username: str, /) -> None:
        """Remove a password; raise PasswordDeleteError where there is none."""
        ...


class _Chain(Protocol):
    backends: list[Backend]


class Keeping(StrEnum):
    """The ways in which a key may be kept."""

    KEYRING = "keyring"
    SESSION = "session"
    VARIABLE = "variable"
    """In the environment: the program reads it and cannot change it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a key is; `place` is its name on screen, such as "macOS Keychain"."""

    keeping: Keeping
    place: str


_THIS_SESSION = Kept(Keeping.SESSION, "this session only")


@dataclass(frozen=True, slots=True)
class BackendInfo:
    """Where keys would be kept.

    Attributes:
        name: The keyring's name on screen, "" where there is none.
        usable: Whether keys can be kept there; it may still be locked.
        reason: Why not, one sentence, or "".
    """

    name: str
    usable: bool
    reason: str = ""


def system_backend() -> Backend:
    """Return the keyring that this system offers; takes up to a second, and loads the library."""
    import keyring

    return keyring.get_keyring()


class KeyStore:
    """Keeps one key for each endpoint.

    A key is looked for in this session's memory, then in the keyring, then in the environment.

    Args:
        open_backend: Called in a thread whenever a keyring is needed.
        environment: Where the endpoints' key variables are looked up.
        answer_limit_s: How long a keyring may take, a person answering its question included.
    """

    def __init__(
        self,
        open_backend: Callable[[], Backend] = system_backend,
        *,
        environment: Mapping[str, str] = os.environ,
        answer_limit_s: float = _ANSWER_LIMIT_S,
    ) -> None:
        self._open_backend = open_backend
        self._environment = environment
        self._answer_limit_s = answer_limit_s
        self._session: dict[str, Secret] = {}
        # Two calls at once would ask a person the same question twice.
        self._one_at_a_time = asyncio.Lock()

    async def get(self, endpoint: Endpoint) -> Secret | None:
        """Return the key of an endpoint, None where there is none.

        Raises:
            SecretError: The keyring is locked or fails, and the environment has no key.
            BadField: What is kept cannot be a key.
        """
        found = await self._find(endpoint)
        return found[0] if found else None

    async def where(self, endpoint: Endpoint) -> Kept | None:
        """Return where the key is that `get` returns; raises as `get`."""
        found = await self._find(endpoint)
        return found[1] if found else None

    def has_session(self, endpoint: Endpoint) -> bool:
        """Return whether a key is kept for this session only."""
        return endpoint.id in self._session

    def remember_for_session(self, endpoint: Endpoint, secret: Secret) -> Kept:
        """Keep a key in memory until the program ends; it goes before the keyring's."""
        self._session[endpoint.id] = secret
        return _THIS_SESSION

    async def put(self, endpoint: Endpoint, secret: Secret) -> Kept:
        """Put a key into the keyring, see that it is there, and return where that is.

        Raises:
            SecretError: There is no usable keyring, it is locked, or it fails.
        """
        try:
            kept = await self.keep(endpoint.id, secret)
        except NoKeyring as error:
            if endpoint.key_variable:
                error.advice = f"{error.advice.rstrip('.')}, or set {endpoint.key_variable}."
            raise
        self._session.pop(endpoint.id, None)
        return kept

    async def delete(self, endpoint: Endpoint) -> None:
        """Remove a key from memory and from the keyring; it need not be there.

        Raises:
            SecretError: The keyring is locked or fails; the memory is cleared all the same.
        """
        self._session.pop(endpoint.id, None)
        await self.drop(endpoint.id)

    async def keep(self, name: str, secret: Secret) -> Kept:
        """Put a secret into the keyring under a name of its own, and see that it is there.

        Raises:
            SecretError: There is no usable keyring, it is locked, or it fails.
        """

        def keep(backend: Backend) -> Kept:
            backend.set_password(SERVICE, name, secret.reveal())
            if backend.get_password(SERVICE, name) != secret.reveal():
                raise NoKeyring("The keyring did not keep the key.")
            return Kept(Keeping.KEYRING, _title(backend))

        return await self._ask(lambda: keep(self._usable_backend()), secret)

    async def recall(self, name: str) -> Secret | None:
        """Return the secret of a name, None where the keyring has none; raises SecretError."""
        found = await self._ask(lambda: self._look_up_in_keyring(name))
        return Secret(found[0]) if found else None

    async def drop(self, name: str) -> None:
        """Remove the secret of a name from the keyring, if it has one; raises SecretError."""

        def remove() -> None:
            backend, _ = _choose(self._open_backend())
            if backend is None or backend.get_password(SERVICE, name) is None:
                return
            backend.delete_password(SERVICE, name)

        await self._ask(remove)

    async def describe_backend(self) -> BackendInfo:
        """Return where keys would be kept, and whether they can be."""

        def describe() -> BackendInfo:
            backend, reason = _choose(self._open_backend())
            if backend is None:
                return BackendInfo("", usable=False, reason=reason)
            return BackendInfo(_title(backend), usable=True)

        try:
            return await self._ask(describe)
        except SecretError as error:
            return BackendInfo("", usable=False, reason=error.text)

    def close(self) -> None:
        """Forget the keys of this session; a call that still waits is left behind."""
        self._session.clear()

    async def _find(self, endpoint: Endpoint) -> tuple[Secret, Kept] | None:
        in_session = self._session.get(endpoint.id)
        if in_session is not None:
            return in_session, _THIS_SESSION
        in_environment = self._look_up_in_environment(endpoint)
        try:
            found = await self._ask(lambda: self._look_up_in_keyring(endpoint.id)) or in_environment
        except SecretError:
            if in_environment is None:
                raise
            found = in_environment
        # A keyring and an environment are edited by hand too: what is no key must reach no header.
        return (Secret.from_input(found[0]), found[1]) if found else None

    def _look_up_in_keyring(self, name: str) -> tuple[str, Kept] | None:
        backend, _ = _choose(self._open_backend())
        if backend is None:
            return None
        text = backend.get_password(SERVICE, name)
        return (text, Kept(Keeping.KEYRING, _title(backend))) if text else None

    def _look_up_in_environment(self, endpoint: Endpoint) -> tuple[str, Kept] | None:
        text = self._environment.get(endpoint.key_variable) if endpoint.key_variable else None
        place = f"the environment variable {endpoint.key_variable}"
        return (text, Kept(Keeping.VARIABLE, place)) if text else None

    def _usable_backend(self) -> Backend:
        backend, reason = _choose(self._open_backend())
        if backend is None:
            raise NoKeyring(reason)
        return backend

    async def _ask(self, work: Callable[[], T], secret: Secret | None = None) -> T:
        """Return what the work returns, done in a thread that may be left behind.

        Args:
            work: Calls the keyring.
            secret: What must not stand in an error's text.

        Raises:
            SecretError: The work failed, in our words, or took longer than the limit.
        """
        async with self._one_at_a_time:
            answer: Future[T] = Future()
            # Running from the start: who gives up waiting must not cancel what the thread ends.
            answer.set_running_or_notify_cancel()
            thread = threading.Thread(
                target=_do, args=(work, answer, secret), name="keyring", daemon=True
            )
            thread.start()
            try:
                # Not wait_for: it forgets that the caller was cancelled when the answer has come.
                async with asyncio.timeout(self._answer_limit_s):
                    return await asyncio.wrap_future(answer)
            except TimeoutError:
                raise KeyringLocked(
                    f"The keyring did not answer within {self._answer_limit_s:g} seconds."
                ) from None


def _do(work: Callable[[], T], answer: Future[T], secret: Secret | None) -> None:
    try:
        answer.set_result(work())
    except Exception as error:  # noqa: BLE001 - a keyring is a plug-in: it raises what it likes
        answer.set_exception(_translated(error, secret))


def _translated(error: Exception, secret: Secret | None) -> SecretError:
    """Return a keyring's error in our words; the error itself may show the key and is dropped."""
    from keyring import errors

    if isinstance(error, SecretError):
        return error
    detail = f"{type(error).__qualname__}: {error}"
    if secret is not None:
        detail = detail.replace(secret.reveal(), MASK)
    detail = redact(detail)
    if isinstance(error, errors.KeyringLocked):
        return KeyringLocked("The keyring is locked and was not unlocked.", detail=detail)
    if isinstance(error, errors.InitError):
        return KeyringLocked("The keyring is not set up yet and was not created.", detail=detail)
    if isinstance(error, errors.NoKeyringError):
        return NoKeyring(_REFUSALS["keyring.backends.fail"], detail=detail)
    return NoKeyring("The keyring failed.", detail=detail)


def _choose(backend: Backend) -> tuple[Backend | None, str]:
    """Return the backend that may be used, and otherwise None with the reason.

    Of a chain the first link that may be used: the chain itself would try the others too.
    """
    if type(backend).__module__ == _CHAIN:
        for link in cast("_Chain", backend).backends:
            chosen, _ = _choose(link)
            if chosen is not None:
                return chosen, ""
        return None, _REFUSALS["keyring.backends.fail"]
    for base in type(backend).__mro__:
        for module, reason in _REFUSALS.items():
            if f"{base.__module__}.".startswith(f"{module}."):
                return None, reason
    return backend, ""


def _title(backend: Backend) -> str:
    kind = type(backend)
    return _TITLES.get(kind.__module__, f"{kind.__module__}.{kind.__qualname__}")
