"""Puts Qt's event loop under the async tests of the window."""

from __future__ import annotations

import asyncio
import gc
import itertools
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

COLLECTIONS_TO_A_WHOLE_ONE = 50


@pytest.fixture
def loop_factory(qapp: QApplication) -> Iterator[Callable[[], asyncio.AbstractEventLoop]]:
    """Return what makes an event loop over the one application of the tests.

    Inside an async test `qtbot.wait*` would start a second loop: await the signal instead.
    """
    yield lambda: QEventLoop(qapp)
    # The loop is garbage in a cycle, and holds timers: a collection that happened to run on a
    # worker thread of the next test would delete them there, and Qt ends the process for it.
    collect_what_is_new()


@pytest.fixture(autouse=True)
def _widgets_end_on_their_own_thread(qapp: QApplication) -> Iterator[None]:
    """Delete what the test left to be deleted later; without a running loop Qt waits for ever.

    What stays in a cycle would be deleted by whichever thread happens to collect it: as in the
    program, no other thread may.
    """
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    collect_what_is_due()
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def _clipboard_ends_before_python(qapp: QApplication) -> Iterator[None]:
    """Empty the clipboard: off screen it outlives Python, and what is in it calls Python's code."""
    yield
    qapp.clipboard().clear()
    qapp.clipboard().clear(QClipboard.Mode.Selection)


_collections = itertools.count(1)


def collect_what_is_new() -> None:
    """Collect all garbage that the test made, and put aside what is left, as the program does.

    To look at every object that was ever made takes a quarter of a second; it is done now and then.
    """
    if next(_collections) % COLLECTIONS_TO_A_WHOLE_ONE == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


def collect_what_is_due() -> None:
    """Collect the oldest generation that is due, as the automatic collection would."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
