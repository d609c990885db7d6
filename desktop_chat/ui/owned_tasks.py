"""Tasks that end with the widget they work for: what was deleted is never touched again."""

from __future__ import annotations

import inspect
from collections.abc import Coroutine
from typing import Any

import shiboken6
from PySide6.QtCore import QMetaObject
from PySide6.QtWidgets import QWidget

from desktop_chat.app.tasks import Tasks
from desktop_chat.core.ids import new_id


def start_for(owner: QWidget, tasks: Tasks, what: str, work: Coroutine[Any, Any, None]) -> str:
    """Start a task that is cancelled when `owner` is deleted; return its name.

    Args:
        owner: What the task's end is shown in.
        tasks: Runs it.
        what: What it does, for the log.
        work: The task.
    """
    name = f"{what}:{new_id()}"
    task = tasks.start(name, work)

    def end() -> None:
        if inspect.getcoroutinestate(work) == inspect.CORO_CREATED:
            tasks.cancel(name)
        else:
            # At once: what it waits for may have come by now, and it would go on first.
            task.cancel()

    connection = owner.destroyed.connect(end)
    task.add_done_callback(lambda _: _forget(owner, connection))
    return name


def _forget(owner: QWidget, connection: QMetaObject.Connection) -> None:
    if shiboken6.isValid(owner):
        owner.destroyed.disconnect(connection)
