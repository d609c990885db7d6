"""Tasks have names, end together and never fail unseen."""

from __future__ import annotations

import asyncio
import logging

import pytest

from desktop_chat.app.tasks import Tasks
from desktop_chat.errors import AppError, Offline


class Seen:
    """What the listeners were told."""

    def __init__(self) -> None:
        self.errors: list[AppError] = []
        self.bugs: list[BaseException] = []
        self.tasks = Tasks(self.errors.append, self.bugs.append)


async def forever() -> None:
    await asyncio.Event().wait()


async def fail(error: BaseException) -> None:
    raise error


async def test_an_app_error_reaches_its_listener_and_no_other() -> None:
    seen = Seen()
    await seen.tasks.start("a", fail(Offline("No network.")))
    assert [error.kind for error in seen.errors] == ["Offline"]
    assert seen.bugs == []


async def test_any_other_exception_is_logged_and_told_as_a_bug(
    logged_warnings: list[logging.LogRecord],
) -> None:
    seen = Seen()
    await seen.tasks.start("a", fail(ValueError("x")))
    assert [type(bug) for bug in seen.bugs] == [ValueError]
    assert [record.getMessage() for record in logged_warnings] == ["the task a failed"]
    logged_warnings.clear()


async def test_a_name_belongs_to_one_running_task() -> None:
    seen = Seen()
    seen.tasks.start("a", forever())
    with pytest.raises(ValueError, match="running already"):
        seen.tasks.start("a", forever())
    await seen.tasks.close()
    assert not seen.tasks.is_running("a")


async def test_cancelling_is_neither_an_error_nor_a_bug() -> None:
    seen = Seen()
    task = seen.tasks.start("a", forever())
    seen.tasks.cancel("a")
    seen.tasks.cancel("no such task")
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen.errors == []
    assert seen.bugs == []


async def test_a_task_cancelled_at_once_still_reaches_its_clean_up() -> None:
    seen = Seen()
    cleaned: list[bool] = []

    async def work() -> None:
        try:
            await forever()
        finally:
            cleaned.append(True)

    seen.tasks.start("a", work())
    seen.tasks.cancel("a")
    seen.tasks.start("b", work())
    await seen.tasks.close()
    assert cleaned == [True, True]


async def test_finishing_ends_only_the_tasks_of_a_prefix() -> None:
    seen = Seen()
    seen.tasks.start("turn:1", forever())
    seen.tasks.start("other", forever())
    await seen.tasks.finish("turn:")
    assert not seen.tasks.is_running("turn:1")
    assert seen.tasks.is_running("other")
    await seen.tasks.close()


async def test_a_name_may_be_taken_again_in_the_moment_its_task_has_ended() -> None:
    seen = Seen()
    seen.tasks.start("a", asyncio.sleep(0))
    while seen.tasks.is_running("a"):  # noqa: ASYNC110 - the moment between two callbacks is wanted
        await asyncio.sleep(0)
    seen.tasks.start("a", forever())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert seen.tasks.is_running("a")
    await seen.tasks.close()
