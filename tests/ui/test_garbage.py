"""Garbage is collected, and on the thread of the window alone."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_chat.ui.garbage import (
    INTERVAL_MS,
    OLD_OBJECTS,
    RESTING_CHECKS,
    RESTING_S,
    GarbageCollector,
)


class Cycle:
    """Keeps itself alive until a collection."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def automatic_collection_afterwards() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_cycles_are_collected_and_never_on_another_thread(qtbot: QtBot) -> None:
    parent = QObject()
    GarbageCollector(parent)
    threads: set[int] = set()
    watched = weakref.ref(Cycle(), lambda _: threads.add(threading.get_ident()))

    def allocate() -> None:
        kept = [Cycle() for _ in range(5_000)]
        del kept

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert watched() is not None
    qtbot.waitUntil(lambda: watched() is None, timeout=INTERVAL_MS * 10)
    assert threads == {threading.get_ident()}


def test_what_is_made_in_a_rush_is_not_looked_at_all_at_once() -> None:
    parent = QObject()
    collector = GarbageCollector(parent)
    kept: list[list[object]] = []
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            generations = range(info["generation"] + 1)
            seen.append(sum(len(gc.get_objects(generation=n)) for n in generations))

    collector.collect_all()
    gc.callbacks.append(note)
    try:
        while len(kept) < 4 * OLD_OBJECTS:
            kept.extend([] for _ in range(5_000))
            collector.check()
    finally:
        gc.callbacks.remove(note)
    assert len(seen) == 4 * OLD_OBJECTS / 5_000
    assert max(seen) < 1.5 * OLD_OBJECTS


def work() -> None:
    end = time.thread_time() + 2 * RESTING_S
    while time.thread_time() < end:
        pass


def test_what_was_put_aside_is_collected_at_rest() -> None:
    parent = QObject()
    collector = GarbageCollector(parent)
    cycle: Cycle | None = Cycle()
    watched = weakref.ref(cycle)
    kept = [[] for _ in range(2 * OLD_OBJECTS)]
    collector.check()
    cycle = None
    for _ in range(RESTING_CHECKS):
        work()
        collector.check()
    assert watched() is not None
    for _ in range(RESTING_CHECKS):
        collector.check()
    assert watched() is None
    assert len(kept) == 2 * OLD_OBJECTS
