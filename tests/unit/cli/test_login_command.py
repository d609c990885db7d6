"""`login` keeps a key in the keyring and shows none, and says where it ends without one."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support import openrouter_statistics
from support.authorization import NEW_KEY, Consent, consent
from support.commands import drawn_pdf
from support.memory_keyring import MemoryKeyring
from support.openrouter_routes import Router
from support.openrouter_server import serve
from support.program import program
from support.scripted import ScriptedTransport

from desktop_chat.app.experiments import Experiments
from desktop_chat.app.opening import Archiving, Opened, Wanted
from desktop_chat.cli.output import Output
from desktop_chat.cli.run import run
from desktop_chat.net.callback import listen
from desktop_chat.net.client import HttpTransport
from desktop_chat.settings.secrets import Backend, KeyStore, system_backend


class Deaf(MemoryKeyring):
    """A keyring that fails whenever it is to keep something."""

    def set_password(self, _service: str, _username: str, _password: str, /) -> None:
        raise OSError("No.")


class Told(io.StringIO):
    """Output that a test may wait for."""

    async def address(self) -> str:
        """Wait for the address to open, and return it."""
        while "/auth?" not in self.getvalue():  # noqa: ASYNC110 - a text has no event
            await asyncio.sleep(0.001)
        return next(line for line in self.getvalue().splitlines() if "/auth?" in line)


@dataclass
class Desk:
    """The command line at a router on loopback, with a keyring and someone who types."""

    folder: Path
    url: str
    router: Router
    keyring: Backend | None = field(default_factory=MemoryKeyring)
    out: Told = field(default_factory=Told)
    err: io.StringIO = field(default_factory=io.StringIO)
    wanted: list[Wanted] = field(default_factory=list[Wanted])

    async def login(self, *arguments: str) -> int:
        whole = ["login", "--endpoint", f"{self.url}/api/v1", *arguments]
        return await run(whole, self._opened, Output(self.out, self.err), drawn_pdf)

    @asynccontextmanager
    async def _opened(self, wanted: Wanted) -> AsyncGenerator[Opened, None]:
        self.wanted.append(wanted)
        transport = HttpTransport()
        keyring = self.keyring
        opener = system_backend if keyring is None else lambda: keyring
        keys = KeyStore(opener, environment={})
        try:
            async with program(
                ScriptedTransport(), self.folder, carrier=transport, keys=keys
            ) as opened:
                yield Opened(opened.services, opened.conversations, Experiments(opened.services))
        finally:
            await transport.close()


@asynccontextmanager
async def desk(folder: Path) -> AsyncGenerator[Desk, None]:
    router = Router()
    async with serve(router) as server:
        yield Desk(folder, server.url, router)


@contextmanager
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Put a pipe in the place of the keyboard; yield where to write to."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as keyboard:
        monkeypatch.setattr("sys.stdin", keyboard)
        try:
            yield writing
        finally:
            os.close(writing)


async def test_without_a_keyring_no_login_is_begun(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        at.keyring = None
        assert await at.login() == 1
        assert "no keyring" in at.err.getvalue()
        assert at.out.getvalue() == ""


async def test_where_there_is_no_login_nothing_is_begun(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        assert await at.login("--endpoint", "ollama") == 2
        assert "has no login" in at.err.getvalue()


@pytest.mark.parametrize("arguments", [("--port", "5000"), ("--callback", "--port", "70000")])
async def test_a_port_without_sense_is_a_wrong_use(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    async with desk(tmp_path) as at:
        assert await at.login(*arguments) == 2
        assert "--port" in at.err.getvalue()


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [(b"\n", 1, "No code was given"), (b"two words\n", 2, "no code"), (b"x\n", 1, "used before")],
)
async def test_what_is_no_code_gives_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: bytes, status: int, words: str
) -> None:
    async with desk(tmp_path) as at:
        with typing(monkeypatch) as keyboard:
            os.write(keyboard, typed)
            assert await at.login() == status
        assert words in at.err.getvalue()
        assert isinstance(at.keyring, MemoryKeyring)
        assert at.keyring.passwords == {}


async def test_input_that_has_ended_gives_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path) as at:
        reading, writing = os.pipe()
        os.close(writing)
        with os.fdopen(reading) as nothing:
            monkeypatch.setattr("sys.stdin", nothing)
            assert await at.login() == 1
        assert "No code was given" in at.err.getvalue()


async def test_a_key_that_the_keyring_refuses_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path) as at:
        at.keyring = Deaf()
        with typing(monkeypatch) as keyboard:
            task = asyncio.ensure_future(at.login())
            os.write(keyboard, (await consent(await at.out.address())).content + b"\n")
            assert await task == 1
        assert "The new key is lost: delete it on the website." in at.err.getvalue()
        assert NEW_KEY not in at.out.getvalue() + at.err.getvalue()


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as at, listen(0) as other:
        assert await at.login("--callback", "--port", str(other.port)) == 1
        assert f"Port {other.port} on this computer is taken." in at.err.getvalue()


async def test_a_refusal_in_the_browser_is_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        at.router.authorization.consent = Consent.DENIED
        task = asyncio.ensure_future(at.login("--callback", "--port", "0"))
        await consent(await at.out.address())
        assert await task == 1
        assert "declined in the browser" in at.err.getvalue()


async def test_a_code_that_is_pasted_gives_a_key_for_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path) as at:
        with typing(monkeypatch) as keyboard:
            task = asyncio.ensure_future(at.login())
            os.write(keyboard, (await consent(await at.out.address())).content + b"\n")
            assert await task == 0
        label = openrouter_statistics.key()["data"]["label"]
        assert f"It is called {label}. $7.75 of its $20.00 limit is left." in at.out.getvalue()
        assert isinstance(at.keyring, MemoryKeyring)
        assert list(at.keyring.passwords.values()) == [NEW_KEY]
        assert NEW_KEY not in at.out.getvalue() + at.err.getvalue()
        assert NEW_KEY not in (tmp_path / "settings.json").read_text(encoding="utf-8")
        assert at.wanted[0].archiving is Archiving.NOTHING


async def test_a_browser_that_comes_back_gives_a_key_too(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        task = asyncio.ensure_future(at.login("--callback", "--port", "0"))
        page = await consent(await at.out.address())
        assert urlsplit(str(page.url)).hostname == "127.0.0.1"
        assert await task == 0
        assert isinstance(at.keyring, MemoryKeyring)
        assert list(at.keyring.passwords.values()) == [NEW_KEY]
