"""Tells screen readers what happened, as long as one listens.

Owns which event says what. Must not know when they are due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleStateChangeEvent,
    QAccessibleTextCursorEvent,
    QAccessibleTextInsertEvent,
    QAccessibleTextRemoveEvent,
    QAccessibleTextUpdateEvent,
)

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.access.node import Node
    from desktop_chat.ui.transcript.access.turn_text import TextChange


def report_text(node: Node, change: TextChange) -> None:
    """Report that the text of a node has changed."""
    if not QAccessible.isActive():
        return
    start, removed, inserted = change.start, change.removed, change.inserted
    if not removed:
        event = QAccessibleTextInsertEvent(node, start, inserted)
    elif not inserted:
        event = QAccessibleTextRemoveEvent(node, start, removed)
    else:
        event = QAccessibleTextUpdateEvent(node, start, removed, inserted)
    QAccessible.updateAccessibility(event)


def report_caret(node: Node, position: int) -> None:
    """Report that the reader's caret has moved in a node's text."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(node, position))


def report_created(node: Node) -> None:
    """Report something new."""
    _report(node, QAccessible.Event.ObjectCreated)


def report_focus(node: Node) -> None:
    """Report that something has the keyboard's focus."""
    _report(node, QAccessible.Event.Focus)


def report_name(node: Node) -> None:
    """Report that something has another name."""
    _report(node, QAccessible.Event.NameChanged)


def _report(node: Node, event: QAccessible.Event) -> None:
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(node, event))


def report_expanded(node: Node) -> None:
    """Report that something was opened or closed."""
    if QAccessible.isActive():
        changed = QAccessible.State()
        changed.expanded = changed.collapsed = True
        QAccessible.updateAccessibility(QAccessibleStateChangeEvent(node, changed))


def report_busy(node: Node) -> None:
    """Report that something has begun or ceased to wait for more."""
    if QAccessible.isActive():
        changed = QAccessible.State()
        changed.busy = True
        QAccessible.updateAccessibility(QAccessibleStateChangeEvent(node, changed))


def announce(speaker: QObject, text: str, *, is_urgent: bool = False) -> None:
    """Have a sentence said, politely unless it is urgent."""
    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(speaker, text)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
