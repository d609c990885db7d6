"""Reads parts of a program's accessible tree, acts in them, and hears its events.

For `atspi_driver`, and like it run by the system's Python. Values are plain, so that they can be
passed on as JSON.
"""

from __future__ import annotations

import time
from typing import Any

import pyatspi  # pyright: ignore[reportMissingImports] - Debian packages it for its own Python
from gi.repository import Atspi, GLib  # pyright: ignore[reportMissingImports]

BOUNDARIES = {
    "char": pyatspi.TEXT_BOUNDARY_CHAR,
    "word": pyatspi.TEXT_BOUNDARY_WORD_START,
    "sentence": pyatspi.TEXT_BOUNDARY_SENTENCE_START,
    "line": pyatspi.TEXT_BOUNDARY_LINE_START,
}
NO_CACHE = Atspi.Cache.NONE
STATES = (
    "busy",
    "expandable",
    "expanded",
    "collapsed",
    "focusable",
    "focused",
    "showing",
    "read_only",
)


def described(node: Any) -> dict[str, Any]:
    """Return what a node says of itself, without what is below it."""
    interfaces = pyatspi.listInterfaces(node)
    attributes = dict(part.split(":", 1) for part in node.getAttributes())
    action = node.queryAction() if "Action" in interfaces else None
    text = node.queryText() if "Text" in interfaces else None
    states = node.getState()
    return {
        "role": node.getRoleName(),
        "name": node.name,
        "description": node.description,
        "text": text.getText(0, -1) if text else None,
        "actions": [action.getName(n) for n in range(action.nActions)] if action else [],
        "states": [
            name for name in STATES if states.contains(getattr(pyatspi, f"STATE_{name.upper()}"))
        ],
        "attributes": attributes,
        "extents": list(node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS))
        if "Component" in interfaces
        else None,
    }


def subtree(node: Any) -> dict[str, Any]:
    """Return what a node says of itself, and so on for all below it."""
    return described(node) | {"children": [subtree(child) for child in node if child is not None]}


def below(node: Any, role: str, name: str | int) -> Any:
    """Return a child by its number, or the first thing below a node by role and name."""
    if isinstance(name, int):
        return node.getChildAtIndex(name if name >= 0 else node.childCount + name)
    waiting = [child for child in node if child is not None]
    while waiting:
        found = waiting.pop(0)
        if found.getRoleName() == role and found.name == name:
            return found
        waiting = [child for child in found if child is not None] + waiting
    raise LookupError(f"no {role} {name!r} below {node.name!r}")


def act(node: Any, name: str) -> bool:
    """Have a node do what it calls so."""
    action = node.queryAction()
    for number in range(action.nActions):
        if action.getName(number) == name:
            return bool(action.doAction(number))
    raise LookupError(f"{node.name!r} has no action {name!r}")


def text_at(node: Any, offset: int, boundary: str) -> list[Any]:
    """Return the character, word, sentence or line at an offset, and where it begins and ends."""
    return list(node.queryText().getTextAtOffset(offset, BOUNDARIES[boundary]))


def place_of(node: Any, offset: int) -> list[int]:
    """Return left, top, width and height of a character, and the offset found in its middle."""
    text = node.queryText()
    x, y, width, height = text.getCharacterExtents(offset, pyatspi.DESKTOP_COORDS)
    middle = text.getOffsetAtPoint(x + width // 2, y + height // 2, pyatspi.DESKTOP_COORDS)
    return [x, y, width, height, middle]


class Ear:
    """Hears the events of the programs on the bus, from when it is told to listen."""

    def __init__(self) -> None:
        self._heard: list[dict[str, Any]] = []

    def listen(self, kinds: list[str]) -> None:
        """Hear events of these kinds, as "object:text-changed"."""
        pyatspi.Registry.registerEventListener(self._take, *kinds)

    def _take(self, event: Any) -> None:
        try:
            source = {"role": event.source.getRoleName(), "name": event.source.name}
        except Exception:  # noqa: BLE001 - what spoke may be gone already
            source = {"role": "", "name": ""}
        said = event.any_data if isinstance(event.any_data, str) else ""
        self._heard.append({"type": str(event.type), "start": event.detail1, "text": said} | source)

    def attend(self) -> None:
        """Take in what has been said."""
        context = GLib.MainContext.default()
        while context.iteration(False):
            pass

    def heard(self) -> list[dict[str, Any]]:
        """Return what was heard since this was asked last."""
        self.attend()
        heard, self._heard = self._heard, []
        return heard


class Walker:
    """Walks a tree again and again, as a client does that wants to know everything."""

    def __init__(self) -> None:
        self._held: list[Any] = []

    def walk(self, root: Any, seconds: float, ear: Ear) -> dict[str, int]:
        """Walk for some seconds; return how many nodes were met, and how many had just gone."""
        deadline = time.monotonic() + seconds
        figures = {"walks": 0, "nodes": 0, "gone": 0}
        while time.monotonic() < deadline:
            waiting = [root]
            while waiting and time.monotonic() < deadline:
                node = waiting.pop()
                figures["nodes"] += 1
                try:
                    described(node)
                    waiting += [child for child in node if child is not None]
                except Exception as error:
                    if not has_gone(error):
                        raise
                    figures["gone"] += 1
                ear.attend()
            figures["walks"] += 1
        return figures

    def hold(self, root: Any) -> int:
        """Keep hold of a node and all below it; return how many they are."""
        waiting, count = [root], 0
        while waiting:
            node = waiting.pop()
            self._held.append(node)
            count += 1
            waiting += [child for child in node if child is not None]
        return count

    def probe(self) -> dict[str, int]:
        """Ask all that is held what it is; return how many are alive, and how many have gone."""
        found = {"alive": 0, "gone": 0}
        for node in self._held:
            try:
                node.clear_cache()
                node.getRoleName()
                node.childCount  # noqa: B018 - asks
                found["alive"] += 1
            except Exception as error:
                if not has_gone(error):
                    raise
                found["gone"] += 1
        return found


def has_gone(error: Exception) -> bool:
    """Tell whether an error says that a node, or its program, is no more."""
    words = ("No such object", "UnknownObject", "no longer exists", "The application", "NoReply")
    return any(word in str(error) for word in words) or isinstance(error, NotImplementedError)
