"""Drives a window as a screen reader sees it; run by the system's Python, which has pyatspi.

It reads one JSON object a line from standard input and answers each with one: `{"do": NAME, ...}`
gives `{"value": ...}` or `{"error": TEXT}`. It must run inside a D-Bus session that has the
accessibility bus.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pyatspi  # pyright: ignore[reportMissingImports] - Debian packages it for its own Python

LIMIT_S = 20.0
STEP_S = 0.05


class Driver:
    """One program at a time, found again by its process id at every look."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, argv: list[str], env: dict[str, str]) -> int:
        """Start a program with its accessibility on."""
        always = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_ACCESSIBILITY": "1"}
        self.process = subprocess.Popen(argv, env=os.environ | always | env, stdout=sys.stderr)
        return self.process.pid

    def kill(self, name: str) -> int:
        """Send the program a signal by its name and wait for its end; return its exit status."""
        assert self.process is not None
        self.process.send_signal(getattr(signal, name))
        return self.process.wait(LIMIT_S)

    def ended(self) -> int:
        """Wait for the program to end by itself; return its exit status."""
        assert self.process is not None
        return self.process.wait(LIMIT_S)

    def wait(self, role: str, name: str) -> bool:
        """Wait until something of that role and name is on screen."""
        self._find(role, name)
        return True

    def is_there(self, role: str, name: str) -> bool:
        """Return whether something of that role and name is on screen now."""
        return self._look(role, name) is not None

    def press(self, role: str, name: str) -> bool:
        """Press a button, or do whatever first action something has."""
        return bool(self._find(role, name).queryAction().doAction(0))

    def set_text(self, role: str, name: str, text: str) -> bool:
        """Put text into a field."""
        return bool(self._find(role, name).queryEditableText().setTextContents(text))

    def text(self, role: str, name: str) -> str:
        """Return the text of something."""
        return self._find(role, name).queryText().getText(0, -1)

    def set_value(self, role: str, name: str, value: float) -> float:
        """Move a slider; return where it is then, in the control's own units."""
        control = self._find(role, name).queryValue()
        control.currentValue = value
        return control.currentValue

    def value_range(self, role: str, name: str) -> list[float]:
        """Return minimum, maximum and value of a slider."""
        control = self._find(role, name).queryValue()
        return [control.minimumValue, control.maximumValue, control.currentValue]

    def items(self, role: str, name: str) -> list[dict[str, str]]:
        """Return the children of a list: role, name and text of each."""

        def look() -> list[dict[str, str]]:
            found = self._find(role, name)
            return [_described(child) for child in found if child is not None]

        return _undisturbed(look)

    def names(self, role: str) -> list[str]:
        """Return the names of everything of a role that is on screen."""
        return _undisturbed(
            lambda: [node.name for node in self._walk() if node.getRoleName() == role]
        )

    def _find(self, role: str, name: str) -> Any:
        deadline = time.monotonic() + LIMIT_S
        while time.monotonic() < deadline:
            found = self._look(role, name)
            if found is not None:
                return found
            time.sleep(STEP_S)
        raise LookupError(f"no {role} {name!r} on screen")

    def _look(self, role: str, name: str) -> Any:
        def look() -> Any:
            for node in self._walk():
                if node.getRoleName() == role and node.name == name:
                    return node
            return None

        return _undisturbed(look)

    def _walk(self) -> Any:
        waiting = [
            application
            for application in pyatspi.Registry.getDesktop(0)
            if application is not None
            and self.process is not None
            and application.get_process_id() == self.process.pid
        ]
        while waiting:
            node = waiting.pop()
            yield node
            # A long list would take a call a message: what is in one is asked for by `items`.
            if node.getRoleName() not in {"list", "menu"}:
                waiting += [child for child in node if child is not None]


def _undisturbed(look: Callable[[], Any]) -> Any:
    """Return what a look finds; one that met something just going is begun anew."""
    deadline = time.monotonic() + LIMIT_S
    while True:
        try:
            return look()
        except Exception as error:
            if "No such object" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(STEP_S)


def _described(node: Any) -> dict[str, str]:
    text = node.queryText().getText(0, -1) if "Text" in pyatspi.listInterfaces(node) else ""
    return {"role": node.getRoleName(), "name": node.name, "text": text}


def main() -> None:
    """Answer commands until standard input ends, then end the program too."""
    driver = Driver()
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"value": getattr(driver, command.pop("do"))(**command)}
        except Exception as error:  # noqa: BLE001 - whatever it is, who asked is told
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    if driver.process is not None and driver.process.poll() is None:
        driver.process.kill()


if __name__ == "__main__":
    main()
