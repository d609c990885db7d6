"""Walks the accessible tree of a transcript inside the process, as Qt does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtGui import QAccessible, QAccessibleInterface

from desktop_chat.ui.transcript.view import TranscriptView

NAME = QAccessible.Text.Name


def tree(view: TranscriptView) -> Any:
    """Return the list that the conversation is."""
    return QAccessible.queryAccessibleInterface(view)


def children(interface: QAccessibleInterface) -> list[Any]:
    """Return the children, each asked for twice: it must be the same one."""
    found = [interface.child(index) for index in range(interface.childCount())]
    for index, child in enumerate(found):
        assert child is interface.child(index), "a second node for the same child"
        assert interface.indexOfChild(child) == index
    return found


def walk(interface: QAccessibleInterface) -> Iterator[Any]:
    """Yield an interface and everything below it."""
    yield interface
    for child in children(interface):
        yield from walk(child)


def named(interface: QAccessibleInterface, role: QAccessible.Role, name: str) -> Any:
    """Return the one interface of a role and a name."""
    found = [node for node in walk(interface) if node.role() is role and node.text(NAME) == name]
    assert len(found) == 1, f"{len(found)} are called {name!r}"
    return found[0]


def text_of(interface: QAccessibleInterface) -> str:
    """Return the whole text, "" where there is none."""
    text = interface.textInterface()
    return text.text(0, text.characterCount()) if text else ""


def press(interface: QAccessibleInterface) -> None:
    """Do what an interface does first."""
    actions = interface.actionInterface()
    actions.doAction(actions.actionNames()[0])
