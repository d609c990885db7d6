"""The graphical program's frame: the application object, its event loop, its life.

It owns the marriage of Qt's event loop with asyncio's; no other module knows qasync. The empty
window is painted first; what stands below it comes from `bootstrap` as one context.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from desktop_chat import __version__
from desktop_chat.errors import AlreadyOpen, AppError, Locked
from desktop_chat.resources import resource_path
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.ui.garbage import GarbageCollector
from desktop_chat.ui.main_window import MainWindow
from desktop_chat.ui.single_instance import InstanceServer, raise_running
from desktop_chat.ui.theme.controller import ThemeController
from desktop_chat.ui.window_state import WindowState

if TYPE_CHECKING:
    from desktop_chat.app.opening import Opened
    from desktop_chat.app.unlocking import Unlocking
    from desktop_chat.archive.keys import ArchiveKey

# qasync takes whichever Qt binding this names, or the first it finds.
os.environ["QT_API"] = "pyside6"
import qasync

DESKTOP_FILE_NAME = "io.github.desktop_chat.DesktopChat"
WORKER_THREADS = 4
EXIT_ERROR = 1
EXIT_LOCKED = 76
"""The archive was locked: the program is to be started anew."""

PATIENCE_S = 10.0
"""How long a start waits for a program that has the window and does not listen."""
_BETWEEN_TRIES_S = 0.1

OpenProgram = Callable[
    ["ArchiveKey | None", Callable[[float], bool]], "AbstractAsyncContextManager[Opened]"
]
"""Opens everything below the windows with the key of an encrypted archive, None for none yet.

The second one is told, on another thread, which share of bringing the archive up to date is done;
False ends it.
"""


class DesktopApplication(QApplication):
    """The application object: it never quits by itself, it says that someone wants it to."""

    quit_requested = Signal()
    """The last window was closed, or the system or a menu asked to quit."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.setApplicationName("desktop-chat")
        self.setApplicationDisplayName("Desktop Chat")
        self.setApplicationVersion(__version__)
        self.setDesktopFileName(DESKTOP_FILE_NAME)
        self.setWindowIcon(QIcon(str(resource_path("icons/desktop-chat.svg"))))
        # Quitting ends the loop at once, under running tasks: our main() ends instead.
        self.setQuitOnLastWindowClosed(False)
        self.lastWindowClosed.connect(self.quit_requested)
        GarbageCollector(self)

    @override
    def event(self, event: QEvent) -> bool:
        """Turn a wish to quit into a signal."""
        if event.type() is QEvent.Type.Quit:
            event.ignore()
            self.quit_requested.emit()
            return True
        return super().event(event)


class _PreciseTimer(qasync._SimpleTimer):  # noqa: SLF001 - qasync offers no other way in
    """Timers that do not fire early: Qt's coarse ones may, by a twentieth."""

    def startTimer(self, interval_ms: int) -> int:
        return QObject.startTimer(self, interval_ms, Qt.TimerType.PreciseTimer)


def make_event_loop(application: QApplication) -> asyncio.AbstractEventLoop:
    """Return an asyncio event loop that runs on Qt's, with worker threads of its own."""
    loop = qasync.QEventLoop(application)
    loop._timer = _PreciseTimer()  # noqa: SLF001
    loop.set_default_executor(ThreadPoolExecutor(WORKER_THREADS, "worker"))
    return loop


def run_application(
    paths: ProfilePaths,
    qt_arguments: list[str],
    endpoint: str | None,
    open_program: OpenProgram,
    unlocking: Callable[[], Unlocking],
) -> int:
    """Run the graphical program from start to end and return its exit status.

    Args:
        paths: Where the profile's files are.
        qt_arguments: Arguments that are Qt's own, such as -reverse.
        endpoint: Id or address of the endpoint that new chats ask, None for the kept choice.
        open_program: Opens everything below the windows.
        unlocking: Returns what asks for the key of an encrypted archive.
    """
    application = DesktopApplication([sys.argv[0], *qt_arguments])
    with asyncio.Runner(loop_factory=lambda: make_event_loop(application)) as runner:
        return runner.run(_run(application, paths, endpoint, open_program, unlocking))


async def _run(
    application: DesktopApplication,
    paths: ProfilePaths,
    endpoint: str | None,
    open_program: OpenProgram,
    unlocking: Callable[[], Unlocking],
) -> int:
    has_ended = asyncio.Event()
    application.quit_requested.connect(has_ended.set)
    _end_on_signals(has_ended)
    profile = paths.archive_file.parent
    if raise_running(profile):
        return 0
    state = WindowState(paths.window_state_file)
    theme = ThemeController(application, state.color_scheme, state.text_percent)
    window = MainWindow(theme, state)
    server = InstanceServer(profile)
    server.raise_requested.connect(window.bring_to_front)

    tell = _teller(window, has_ended)
    ask = _asking(window, theme, unlocking, has_ended)
    async with contextlib.AsyncExitStack() as stack:
        try:
            if not await _took_or_raised(server, profile, has_ended):
                return 0
            await window.appear()
            opened = await _opened_once_free(
                lambda: _opened(stack, lambda key: open_program(key, tell), ask), window, has_ended
            )
        except AppError as error:
            server.close()
            return await _refused(error, theme, window, has_ended)
        finally:
            # Before the archive is: a start in the meantime waits for it in a window of its own.
            stack.callback(server.close)
        if opened is None or has_ended.is_set():  # the empty window was closed
            window.close()
            return 0
        return await _live(window, opened, endpoint, has_ended)


def _asking(
    window: MainWindow,
    theme: ThemeController,
    unlocking: Callable[[], Unlocking],
    has_ended: asyncio.Event,
) -> Callable[[], Awaitable[ArchiveKey | None]]:
    """Return what asks for the key of an encrypted archive in the window."""

    async def ask() -> ArchiveKey | None:
        from desktop_chat.ui.encryption.asking import asked_key

        return await asked_key(window, theme, unlocking(), has_ended)

    return ask


def _teller(window: MainWindow, has_ended: asyncio.Event) -> Callable[[float], bool]:
    """Return what another thread tells how far the opening is; it is told whether to go on."""
    loop = asyncio.get_running_loop()

    def tell(share: float) -> bool:
        loop.call_soon_threadsafe(window.tell_opening, share)
        return not has_ended.is_set()

    return tell


async def _refused(
    error: AppError, theme: ThemeController, window: MainWindow, has_ended: asyncio.Event
) -> int:
    """Say why the program cannot be opened; return the exit status."""
    if has_ended.is_set():  # the window was closed while the archive was brought up to date
        return 0
    from desktop_chat.ui.dialogs.refusal import show_refusal

    await show_refusal(error, theme.theme, window, has_ended)
    return EXIT_ERROR


async def _took_or_raised(server: InstanceServer, profile: Path, has_ended: asyncio.Event) -> bool:
    """Take the profile's window, or have the program that has it show it; return whether taken.

    Raises:
        AlreadyOpen: Another program has it, and did not listen for PATIENCE_S.
    """
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while not has_ended.is_set():
        try:
            server.take()
        except AlreadyOpen:
            if raise_running(profile):
                return False
            if asyncio.get_running_loop().time() >= deadline:
                raise
            await asyncio.sleep(_BETWEEN_TRIES_S)
        else:
            return True
    return False


async def _opened_once_free(
    open_once: Callable[[], Awaitable[Opened | None]], window: MainWindow, has_ended: asyncio.Event
) -> Opened | None:
    """Open the program, as soon as nobody else has the archive open; None where it was to end.

    Commands have it for as long as they take, and a window that closes.
    """
    while not has_ended.is_set():
        try:
            return await open_once()
        except AlreadyOpen:
            window.tell_opening(None)
        await asyncio.sleep(_BETWEEN_TRIES_S)
    return None


async def _opened(
    stack: contextlib.AsyncExitStack,
    open_with: Callable[[ArchiveKey | None], AbstractAsyncContextManager[Opened]],
    ask: Callable[[], Awaitable[ArchiveKey | None]],
) -> Opened | None:
    """Open the program, with the key where the archive is encrypted; None where nobody has it."""
    try:
        return await stack.enter_async_context(open_with(None))
    except Locked:
        key = await ask()
    return None if key is None else await stack.enter_async_context(open_with(key))


async def _live(
    window: MainWindow, opened: Opened, endpoint: str | None, has_ended: asyncio.Event
) -> int:
    """Show the program until its end; return the exit status."""
    is_locked = False

    def lock() -> None:
        nonlocal is_locked
        is_locked = True
        # At once: what is still to be done may take a while.
        window.hide()
        has_ended.set()

    window.lock_requested.connect(lock)
    window.fill(opened.services, opened.conversations, opened.experiments)
    await window.start(endpoint)
    await has_ended.wait()
    window.leave()
    return EXIT_LOCKED if is_locked else 0


def _end_on_signals(has_ended: asyncio.Event) -> None:
    """Let the end of a session, or Ctrl+C in a terminal, close the program in its usual order."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows ends programs in another way.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, has_ended.set)
