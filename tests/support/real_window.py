"""The real window on a screen of its own, driven over the accessibility bus."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.optional import program, screen_session

LIMIT_S = 60
_HERE = Path(__file__).resolve().parent
_SYSTEM_PYTHON = "/usr/bin/python3"
_BUS_LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
_IN_SESSION = f'{_BUS_LAUNCHER} --launch-immediately >&2 & exec {_SYSTEM_PYTHON} "$0"'


def until(look: Callable[[], Any], what: str) -> Any:
    """Return what `look` gives as soon as it is something."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(f"waited for {what} in vain")


def _asked(process: subprocess.Popen[str], action: str, arguments: dict[str, Any]) -> Any:
    """Send a program one command and return its answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"do": action} | arguments) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    assert line.strip(), f"the program has ended: {process.wait(10)}"
    answer = json.loads(line)
    assert "error" not in answer, f"{action} {arguments}: {answer['error']}"
    return answer["value"]


class Transcript:
    """A window that shows nothing but a transcript; see `transcript_program.Program`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def do(self, action: str, **arguments: Any) -> Any:
        """Have the window do something."""
        return _asked(self.process, action, arguments)

    def ended(self) -> int:
        """Wait until it has ended by itself; return its exit status."""
        status = self.process.wait(30)
        self._close()
        return status

    def end(self) -> None:
        """End it, whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)
        self._close()

    def _close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


class Screen:
    """A screen with a window manager and an accessibility bus."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def do(self, action: str, **arguments: Any) -> Any:
        """Have the driver do something; see `atspi_driver.Driver` for what there is."""
        return _asked(self._process, action, arguments)

    def wait_for_keyboard(self, role: str, name: str) -> None:
        """Wait until keys go to something of that role and name; tell where they go if not."""
        deadline = time.monotonic() + LIMIT_S
        focused: list[list[str]] = []
        while time.monotonic() < deadline:
            focused = self.do("focused")
            if [role, name] in focused:
                return
            time.sleep(0.05)
        pytest.fail(f"waited for the keyboard in {role} {name!r}; it is in {focused}")

    def open_transcript(self) -> Transcript:
        """Start a window that shows nothing but a transcript."""
        environment = self.do("environment") | {"QT_QPA_PLATFORM": "xcb"}
        process = subprocess.Popen(
            [sys.executable, str(_HERE / "transcript_program.py")],
            env=environment | {"PYTHONPATH": str(_HERE.parent)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.do("attach", process_id=process.pid)
        self.do("wait", role="list", name="Conversation")
        return Transcript(process)

    def open_window(self, profile: Path, *arguments: str, **variables: str) -> int:
        """Start the program; return its process id."""
        argv = [sys.executable, "-m", "desktop_chat", "--profile", str(profile), *arguments]
        environment = {"QT_QPA_PLATFORM": "xcb"} | variables
        return self.do("start", argv=argv, env=environment)


@contextmanager
def screen() -> Iterator[Screen]:
    """Give a screen; skip the test where a part of it is missing."""
    session = [*screen_session(), program("dbus-run-session"), "--", "sh", "-c", _IN_SESSION]
    for part in (_SYSTEM_PYTHON, _BUS_LAUNCHER):
        if not Path(part).exists():
            pytest.skip(f"no {part} on this machine")
    if subprocess.run([_SYSTEM_PYTHON, "-c", "import pyatspi"], check=False).returncode:
        pytest.skip("the system's Python has no pyatspi")
    process = subprocess.Popen(
        [*session, str(_HERE / "atspi_driver.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Screen(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(30)
        process.stdout.close()
