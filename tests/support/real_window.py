"""The real window on a screen of its own, driven over the accessibility bus."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.optional import program, screen_session

_HERE = Path(__file__).resolve().parent
_SYSTEM_PYTHON = "/usr/bin/python3"
_BUS_LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
_IN_SESSION = f'{_BUS_LAUNCHER} --launch-immediately >&2 & exec {_SYSTEM_PYTHON} "$0"'


class Screen:
    """A screen with a window manager and an accessibility bus."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def do(self, action: str, **arguments: Any) -> Any:
        """Have the driver do something; see `atspi_driver.Driver` for what there is."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": action} | arguments) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line.strip(), f"the driver has ended: {line!r}"
        answer = json.loads(line)
        assert "error" not in answer, f"{action} {arguments}: {answer['error']}"
        return answer["value"]

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
