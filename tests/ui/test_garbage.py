"""Garbage is collected, and on the thread of the window alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_chat.ui.garbage import INTERVAL_MS, GarbageCollector


class Cycle:
    """Keeps itself alive until a collection."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def automatic_collection_afterwards() -> Iterator[None]:
    yield
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
