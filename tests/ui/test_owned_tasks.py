"""A task ends with the widget it works for."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from desktop_chat.app.tasks import Tasks
from desktop_chat.ui.owned_tasks import start_for


def delete(widget: QWidget) -> None:
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


async def test_a_task_is_cancelled_when_its_widget_is_deleted() -> None:
    tasks = Tasks(lambda _: None, lambda _: None)
    parent = QWidget()
    owner = QWidget(parent)
    start_for(owner, tasks, "work", asyncio.Event().wait())  # type: ignore[arg-type]
    assert tasks.running
    delete(parent)
    await tasks.close()
    assert not tasks.running


async def test_a_task_that_has_ended_forgets_its_widget() -> None:
    ended: list[int] = []

    async def work() -> None:
        ended.append(1)

    tasks = Tasks(lambda _: None, lambda _: None)
    owner = QWidget()
    start_for(owner, tasks, "first", work())
    start_for(owner, tasks, "second", work())
    while tasks.running:  # noqa: ASYNC110 - tasks have no event
        await asyncio.sleep(0)
    delete(owner)
    await asyncio.sleep(0)
    assert ended == [1, 1]


async def test_a_task_whose_wait_is_over_does_not_go_on_without_its_widget() -> None:
    gone_on: list[int] = []
    waited_for: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        await waited_for
        gone_on.append(1)

    tasks = Tasks(lambda _: None, lambda _: None)
    owner = QWidget()
    start_for(owner, tasks, "work", work())
    await asyncio.sleep(0)
    waited_for.set_result(None)
    delete(owner)
    while tasks.running:  # noqa: ASYNC110 - tasks have no event
        await asyncio.sleep(0)
    assert gone_on == []
