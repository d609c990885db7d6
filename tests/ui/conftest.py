"""Puts Qt's event loop under the async tests of the window."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop


@pytest.fixture
def loop_factory(qapp: QApplication) -> Iterator[Callable[[], asyncio.AbstractEventLoop]]:
    """Return what makes an event loop over the one application of the tests.

    Inside an async test `qtbot.wait*` would start a second loop: await the signal instead.
    """
    yield lambda: QEventLoop(qapp)
    # The loop is garbage in a cycle, and holds timers: a collection that happened to run on a
    # worker thread of the next test would delete them there, and Qt ends the process for it.
    gc.collect()
