"""The whole window over a scripted transport, and what a person does with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from support.program import Program, program
from support.scripted import ScriptedTransport

from desktop_chat.app.session import ChatSession
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.ui.main_window import SIZE, MainWindow
from desktop_chat.ui.theme.controller import ThemeController
from desktop_chat.ui.window_state import WindowState

LIMIT_S = 10
ENDPOINT = custom_endpoint("http://127.0.0.1:9/v1")
MODEL = "author/model-1"


@dataclass
class Desktop:
    """A window that is open, and the program below it."""

    window: MainWindow
    opened: Program

    @property
    def session(self) -> ChatSession:
        """The session on screen."""
        session = self.window.bridge.session
        assert session is not None
        return session

    @property
    def texts(self) -> list[str]:
        """The texts of the rows that are shown."""
        return [row.text for row in self.session.rows()]

    def write(self, text: str) -> None:
        """Type a message."""
        self.window.chat.composer.focus()
        QTest.keyClicks(self.window.chat.composer.field, text)

    def press(self, key: Qt.Key) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    async def say(self, text: str) -> None:
        """Send a message and wait until the answer has ended."""
        self.write(text)
        self.press(Qt.Key.Key_Return)
        await self.opened.ended(self.session)
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing runs in the background and every event was handled."""
        await self.opened.settled()
        await asyncio.sleep(0)
        await self.opened.settled()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; what Qt tells has no one event."""
        async with asyncio.timeout(LIMIT_S):
            while not holds():  # noqa: ASYNC110 - Qt's own timers decide
                await asyncio.sleep(0.005)

    def named(self, name: str) -> QWidget:
        """Return the one visible widget with an accessible name."""
        found = [
            widget
            for widget in self.window.findChildren(QWidget)
            if widget.accessibleName() == name and widget.isVisible()
        ]
        assert len(found) == 1, f"{len(found)} widgets are called {name!r}"
        return found[0]


@asynccontextmanager
async def desktop(
    transport: ScriptedTransport | None = None,
    folder: Path | None = None,
    *,
    is_first_run: bool = False,
    keys: KeyStore | None = None,
) -> AsyncIterator[Desktop]:
    """Open the window; it is closed and deleted in the end.

    New chats ask ENDPOINT, except in the first run: that asks the practice model's endpoint, and
    for its models with the first request.
    """
    async with program(transport or ScriptedTransport(), folder, keys=keys) as opened:
        if not is_first_run:
            opened.services.account.add(ENDPOINT)
            opened.services.account.choose(ENDPOINT, MODEL)
        application = cast("QApplication", QApplication.instance())
        # As in the program: closing the window must not end the event loop under running tasks.
        application.setQuitOnLastWindowClosed(False)
        theme = ThemeController(application)
        state = WindowState((folder or opened.services.archive.path.parent) / "window.ini")
        window = MainWindow(theme, state)
        window.fill(opened.services, opened.conversations, opened.experiments)
        try:
            await window.start()
            # The screen of the tests is smaller than the window usually is.
            window.resize(SIZE)
            await opened.settled()
            yield Desktop(window, opened)
            window.leave()
            await opened.settled()
        finally:
            window.close()
            for gone in (window, theme):
                gone.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
