"""A wait with a limit: no clock where there is no wait, an end where there is none."""

from __future__ import annotations

import asyncio

import pytest

from desktop_chat.net.waiting import within


async def at_once() -> str:
    return "there"


async def after(event: asyncio.Event) -> str:
    await event.wait()
    await asyncio.sleep(0)
    return "came"


def timers() -> int:
    """Return how many timers the loop has; asyncio tells it in no other way."""
    return len(asyncio.get_running_loop()._scheduled)  # type: ignore[attr-defined]  # noqa: SLF001


async def test_what_is_there_takes_no_timer() -> None:
    before = timers()
    assert await within(60, at_once()) == "there"
    assert timers() == before


async def test_what_comes_in_time_is_given() -> None:
    event = asyncio.Event()
    asyncio.get_running_loop().call_soon(event.set)
    assert await within(60, after(event)) == "came"


async def test_what_does_not_come_is_ended() -> None:
    with pytest.raises(TimeoutError):
        await within(0.01, after(asyncio.Event()))


async def test_without_a_limit_it_waits() -> None:
    event = asyncio.Event()
    asyncio.get_running_loop().call_soon(event.set)
    assert await within(None, after(event)) == "came"


async def test_an_error_is_passed_on_whenever_it_comes() -> None:
    async def fails(*, late: bool) -> None:
        if late:
            await asyncio.sleep(0)
        raise KeyError("no")

    for late in (False, True):
        with pytest.raises(KeyError):
            await within(60, fails(late=late))


async def test_cancelling_the_caller_cancels_the_work_and_is_no_timeout() -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    task = asyncio.create_task(within(60, work()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["cancelled"]


async def test_work_may_tidy_up_when_its_time_is_over() -> None:
    tidied: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append(True)

    with pytest.raises(TimeoutError):
        await within(0.01, work())
    assert tidied == [True]
