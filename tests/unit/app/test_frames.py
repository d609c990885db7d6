"""One timer tells of everything that has changed, each once."""

from __future__ import annotations

import asyncio

from desktop_chat.app.frames import Frames


async def test_many_changes_are_told_once_and_in_order() -> None:
    told: list[tuple[int, ...]] = []
    shown = asyncio.Event()

    def show(changed: tuple[int, ...]) -> None:
        told.append(changed)
        shown.set()

    frames: Frames[int] = Frames(show)
    for number in (3, 1, 3, 2, 1):
        frames.want(number)
    assert told == []
    await shown.wait()
    assert told == [(3, 1, 2)]


async def test_what_waits_can_be_told_at_once_and_is_not_told_again() -> None:
    told: list[tuple[int, ...]] = []
    frames: Frames[int] = Frames(told.append)
    frames.want(1)
    frames.flush()
    frames.flush()
    assert told == [(1,)]
