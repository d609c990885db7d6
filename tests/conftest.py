"""What holds for every test: a home of its own, loopback only, nothing left behind, async tests.

A test that opens a connection to another machine, logs a warning, or leaves a thread or an asyncio
task behind fails. `tests/ui/conftest.py` puts Qt's event loop under the async tests there.
"""

from __future__ import annotations

import asyncio
import inspect
import ipaddress
import logging
import os
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, cast

import hypothesis
import pytest
from typing_extensions import override

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"

# How long an example takes says nothing on a busy machine.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

ASYNC_TEST_LIMIT_S = 20
THREAD_END_LIMIT_S = 5

XDG_FOLDERS = ("CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "RUNTIME_DIR", "STATE_HOME")
FOREIGN_VARIABLES = (
    "ALL_PROXY",
    "DBUS_SESSION_BUS_ADDRESS",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "OPENAI_API_KEY",
    "OPENROUTER_API_KEY",
)

LoopFactory = Callable[[], asyncio.AbstractEventLoop]

_far_addresses: list[object] = []


def _keep_to_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse connections off this machine, and note them; an audit hook stays for the process."""
    if event in {"socket.connect", "socket.sendto"} and arguments[0].family != socket.AF_UNIX:
        address = arguments[1]
    elif event == "socket.getaddrinfo":
        address = arguments[:2]
    else:
        return
    # Some libraries give the host as bytes.
    host = address[0].decode() if isinstance(address[0], bytes) else str(address[0] or "localhost")
    if host.endswith(".invalid"):
        # What every resolver answers for this reserved domain, without asking one.
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if not _is_loopback(host):
        _far_addresses.append(address)
        message = f"Tests stay on loopback; this one wanted {address}"
        raise PermissionError(message)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


sys.addaudithook(_keep_to_loopback)


@pytest.fixture(autouse=True)
def isolated_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give the test an empty home, and hide the machine's proxies, keys and keyring from it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for folder in XDG_FOLDERS:
        path = home / folder.lower()
        path.mkdir(mode=0o700)
        monkeypatch.setenv(f"XDG_{folder}", str(path))
    for name in FOREIGN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return home


@pytest.fixture(autouse=True)
def _loopback_only() -> Iterator[None]:
    _far_addresses.clear()
    yield
    assert not _far_addresses, f"The test wanted to leave this machine: {_far_addresses}"


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    new = [thread for thread in threading.enumerate() if thread not in before]
    # A thread that Python did not start (Qt's) shows as a dummy and cannot be joined.
    left = [thread for thread in new if not isinstance(thread, threading._DummyThread)]  # noqa: SLF001
    for thread in left:
        thread.join(THREAD_END_LIMIT_S)
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"The test left threads behind: {alive}"


class _RecordList(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def logged_warnings() -> Iterator[list[logging.LogRecord]]:
    """Fail the test that logs a warning; a test that expects one checks this list and clears it."""
    handler = _RecordList(logging.WARNING)
    root = logging.getLogger()
    root.addHandler(handler)
    yield handler.records
    root.removeHandler(handler)
    assert not handler.records, f"The test logged: {[r.getMessage() for r in handler.records]}"


@pytest.fixture
def loop_factory() -> LoopFactory | None:
    """Return what makes the event loop of async tests: asyncio's own, Qt's in `tests/ui`."""
    return None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give async tests the loop of their folder."""
    if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
        item.fixturenames.append("loop_factory")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run an `async def` test on its event loop, with a time limit."""
    test = pyfuncitem.obj
    if not inspect.iscoroutinefunction(test):
        return None
    names = inspect.signature(test).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    factory = cast("LoopFactory | None", pyfuncitem.funcargs["loop_factory"])
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_finish(test(**arguments)))
    return True


async def _finish(test: Awaitable[None]) -> None:
    async with asyncio.timeout(ASYNC_TEST_LIMIT_S):
        await test
    left = [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    assert not left, f"The test left tasks behind: {left}"
