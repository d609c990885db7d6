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

import atspi_tree
import pyatspi  # pyright: ignore[reportMissingImports] - Debian packages it for its own Python

LIMIT_S = 20.0
_PASSING = (
    "No such object",
    "no longer exists",
    "Did not receive a reply",
    "recipient disconnected",
)
STEP_S = 0.05


class Driver:
    """One program at a time, found again by its process id at every look."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.process_id = 0
        self._ear = atspi_tree.Ear()
        self._walker = atspi_tree.Walker()

    def environment(self) -> dict[str, str]:
        """Return the variables of a program that is to be on this screen and this bus."""
        always = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_ACCESSIBILITY": "1"}
        return dict(os.environ) | always

    def attach(self, process_id: int) -> bool:
        """Look from now on at a program that somebody else started."""
        self.process_id = process_id
        return True

    def start(self, argv: list[str], env: dict[str, str]) -> int:
        """Start a program with its accessibility on."""
        self.process = subprocess.Popen(argv, env=self.environment() | env, stdout=sys.stderr)
        self.process_id = self.process.pid
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

    def keys(self, names: list[str]) -> bool:
        """Press keys one after the other, by xdotool's names ("ctrl+r"), as on a keyboard."""
        subprocess.run(["xdotool", "key", "--clearmodifiers", *names], check=True)
        return True

    def picture(self, path: str) -> bool:
        """Write what is on the screen as PNG."""
        subprocess.run(["import", "-window", "root", path], check=True)
        return True

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

    def focused(self) -> list[list[str]]:
        """Return role and name of what has the keyboard, and of windows that are active."""

        def look() -> list[list[str]]:
            found: list[list[str]] = []
            for node in self._walk():
                states = node.getState()
                if states.contains(pyatspi.STATE_FOCUSED) or states.contains(pyatspi.STATE_ACTIVE):
                    found.append([node.getRoleName(), node.name])
            return found

        return _undisturbed(look)

    def subtree(self, *, path: list[list[Any]]) -> dict[str, Any]:
        """Return all that is told of what a path leads to, and of what is below it."""
        return _undisturbed(lambda: atspi_tree.subtree(self._at(path)))

    def describe(self, *, path: list[list[Any]]) -> dict[str, Any]:
        """Return all that is told of what a path leads to."""
        return _undisturbed(lambda: atspi_tree.described(self._at(path)))

    def child_count(self, *, path: list[list[Any]]) -> int:
        """Return how many children what a path leads to has."""
        return _undisturbed(lambda: self._at(path).childCount)

    def act(self, *, path: list[list[Any]], what: str) -> bool:
        """Have what a path leads to do something."""
        return _undisturbed(lambda: atspi_tree.act(self._at(path), what))

    def text_at(self, *, path: list[list[Any]], offset: int, boundary: str) -> list[Any]:
        """Return the "char", "word", "sentence" or "line" at an offset, its begin and its end."""
        return atspi_tree.text_at(self._at(path), offset, boundary)

    def place_of(self, *, path: list[list[Any]], offset: int) -> list[int]:
        """Return where a character is, and which one is there."""
        return atspi_tree.place_of(self._at(path), offset)

    def press_keys(self, keys: list[str]) -> bool:
        """Press keys where the keyboard is, as a person does; named as xdotool names them."""
        subprocess.run(["xdotool", "key", "--delay", "60", *keys], check=True)
        return True

    def type_text(self, text: str) -> bool:
        """Type a text where the keyboard is."""
        subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)
        return True

    def listen(self, kinds: list[str]) -> bool:
        """Hear events from now on."""
        self._ear.listen(kinds)
        return True

    def heard(self) -> list[dict[str, Any]]:
        """Return the events since this was asked last."""
        return self._ear.heard()

    def walk(self, seconds: float, *, path: list[list[Any]]) -> dict[str, int]:
        """Walk what a path leads to for some seconds."""
        return self._walker.walk(self._at(path), seconds, self._ear)

    def hold(self, *, path: list[list[Any]]) -> int:
        """Keep hold of what a path leads to, and of all below it."""
        return self._walker.hold(self._at(path))

    def probe(self) -> dict[str, int]:
        """Return how much of what is held is alive."""
        return self._walker.probe()

    def _at(self, path: list[list[Any]]) -> Any:
        """Follow a path: role and name of something on screen, then of one below it, and so on.

        A number instead of a name is that of a child.
        """
        (role, name), *rest = path
        node = self._find(role, name)
        for role, name in rest:
            node = atspi_tree.below(node, role, name)
        return node

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
            if application is not None and application.get_process_id() == self.process_id
        ]
        for application in waiting:
            # What is cached here may be of yesterday.
            application.set_cache_mask(atspi_tree.NO_CACHE)
        while waiting:
            node = waiting.pop()
            yield node
            # A long list would take a call a message: what is in one is asked for by `items`.
            if node.getRoleName() not in {"list", "menu", "table"}:
                waiting += [child for child in node if child is not None]


def _undisturbed(look: Callable[[], Any]) -> Any:
    """Return what a look finds; one that met something just going, or no answer, is begun anew.

    The bus waits less than a second for an answer, and a busy machine takes longer.
    """
    deadline = time.monotonic() + LIMIT_S
    while True:
        try:
            return look()
        except Exception as error:
            is_passing = any(words in str(error) for words in _PASSING)
            if not is_passing or time.monotonic() > deadline:
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
