"""Puts Qt's event loop under the async tests of the window."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop


@pytest.fixture
def loop_factory(qapp: QApplication) -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes an event loop over the one application of the tests.

    Inside an async test `qtbot.wait*` would start a second loop: await the signal instead.
    """
    return lambda: QEventLoop(qapp)
