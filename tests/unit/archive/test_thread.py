"""The thread that works for an event loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from desktop_chat.archive.thread import WorkThread


async def test_what_the_work_raises_reaches_the_caller() -> None:
    thread = WorkThread("test")
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 // 0)
    assert await thread.run(lambda: 7) == 7
    await thread.close()


async def test_cancelled_work_is_still_done() -> None:
    thread = WorkThread("test")
    may_go_on = threading.Event()
    done: list[int] = []

    first = asyncio.ensure_future(thread.run(may_go_on.wait))
    second = asyncio.ensure_future(thread.run(lambda: done.append(1)))
    await asyncio.sleep(0)
    second.cancel()
    may_go_on.set()
    assert await first
    await thread.close()
    assert done == [1]


async def test_work_is_done_in_the_order_asked_for_and_on_one_thread() -> None:
    thread = WorkThread("test")
    order: list[tuple[int, int]] = []

    def note(number: int) -> None:
        order.append((number, threading.get_ident()))

    await asyncio.gather(*(thread.run(lambda n=n: note(n)) for n in range(50)))
    await thread.close()
    assert [number for number, _ in order] == list(range(50))
    assert len({ident for _, ident in order}) == 1


async def test_the_loop_runs_on_while_a_thread_closes() -> None:
    thread = WorkThread("test")
    may_go_on = threading.Event()
    working = asyncio.ensure_future(thread.run(may_go_on.wait))
    closing = asyncio.ensure_future(thread.close())
    await asyncio.sleep(0)
    assert not closing.done()
    may_go_on.set()
    await closing
    assert working.done()
