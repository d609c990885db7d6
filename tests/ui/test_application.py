"""The application object and its loop, each in a process of its own: there is one to a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_chat.instance_lock import InstanceLock
from desktop_chat.ui.application import EXIT_LOCKED
from desktop_chat.ui.single_instance import LOCK_NAME

LIMIT_S = 60
ROOT = Path(__file__).resolve().parents[2]

LOOP = """
import asyncio, time
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from desktop_chat.ui.application import DesktopApplication, make_event_loop

application = DesktopApplication(["test"])

async def main():
    {body}

with asyncio.Runner(loop_factory=lambda: make_event_loop(application)) as runner:
    runner.run(main())
print("ended in order")
"""
REFUSAL = """
import contextlib, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop_chat.errors import {error}
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.ui import application
from desktop_chat.ui.dialogs.refusal import RefusalDialog
from desktop_chat.ui.widgets.labels import Label

@contextlib.asynccontextmanager
async def refuse(key, tell):
    raise {error}("It is taken.", advice="Look elsewhere.")
    yield

def close():
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, RefusalDialog):
            print(*(label.text() for label in widget.findChildren(Label)))
            widget.accept()
            return
    QTimer.singleShot(50, close)

application.PATIENCE_S = 0.3
begin = application._took_or_raised
def took_or_raised(*given):
    QTimer.singleShot(50, close)
    return begin(*given)
application._took_or_raised = took_or_raised
paths = ProfilePaths.under(Path(sys.argv[1]))
sys.exit(application.run_application(paths, [], None, refuse, lambda: None))
"""
TAKEN = """
import contextlib, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QLabel
from desktop_chat.errors import AlreadyOpen
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.ui import application
from desktop_chat.ui import window_frame

window_frame._UNTOLD_MS = 0
paths = ProfilePaths.under(Path(sys.argv[1]))
tries = []

@contextlib.asynccontextmanager
async def taken(key, tell):
    tries.append(key)
    (window,) = (w for w in QApplication.topLevelWidgets() if w.isWindow() and w.isVisible())
    if len(tries) == 2:
        print(*(label.text() for label in window.findChildren(QLabel)))
    if len(tries) == 3:
        window.close()
    if len(tries) < 3 or not {is_free_then}:
        raise AlreadyOpen("It is taken.")
    yield None

status = application.run_application(paths, [], None, taken, lambda: None)
print(len(tries), [window for window in QApplication.topLevelWidgets() if window.isVisible()])
sys.exit(status)
"""

BESIDE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop_chat.errors import AlreadyOpen
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.ui import application
from desktop_chat.ui.single_instance import InstanceServer

paths = ProfilePaths.under(Path(sys.argv[1]))
first = InstanceServer(paths.archive_file.parent)

class Late(InstanceServer):
    def take(self):
        first.raise_requested.connect(lambda: print("asked", end=" "))
        # As where both have started at once, and the other was quicker.
        first.take()
        return super().take()

application.InstanceServer = Late
status = application.run_application(paths, [], None, None, lambda: None)
print(status, [window for window in QApplication.topLevelWidgets() if window.isVisible()])
"""

FIRST_WINDOW = """
import contextlib, sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.ui import application
from desktop_chat.ui.window_frame import WindowFrame

@contextlib.asynccontextmanager
async def open_program(key, tell):
    window, = (w for w in QApplication.topLevelWidgets() if w.isWindow() and w.isVisible())
    frame = window.centralWidget()
    print(type(frame).__name__, frame.painted.is_set())
    print("archive loaded:", "desktop_chat.archive" in sys.modules)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    window.close()
    yield None

paths = ProfilePaths.under(Path(sys.argv[1]))
sys.exit(application.run_application(paths, [], None, open_program, lambda: None))
"""


BROUGHT_UP_TO_DATE = """
import asyncio, contextlib, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QLabel
from desktop_chat.archive.migrations import MigrationStopped
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.ui import application, window_frame

window_frame._UNTOLD_MS = 0

@contextlib.asynccontextmanager
async def old(key, tell):
    window, = (w for w in QApplication.topLevelWidgets() if w.isWindow() and w.isVisible())
    frame = window.centralWidget()
    print(await asyncio.to_thread(tell, 0.345))
    while not (said := frame.findChildren(QLabel)):
        await asyncio.sleep(0.01)
    print(said[0].text())
    window.close()
    while await asyncio.to_thread(tell, 0.35):
        await asyncio.sleep(0.01)
    raise MigrationStopped("The archive was not brought up to date.")
    yield

paths = ProfilePaths.under(Path(sys.argv[1]))
sys.exit(application.run_application(paths, [], None, old, lambda: None))
"""


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


LOCKED = """
import asyncio, contextlib, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop_chat.app.opening import Wanted
from desktop_chat.archive import Archive, keys
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.bootstrap import open_program, unlocking_of
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.ui import application
from desktop_chat.ui.encryption.lock_page import LockPage
from desktop_chat.ui.main_window import MainWindow

keys._MEMORY_KIB = 64
folder, act = Path(sys.argv[1]), sys.argv[2]

async def encrypt():
    archive = await Archive.open(folder / "archive.db")
    await archive.encryption.put_on(ArchiveKey.new(), "correct horse", lambda done, total: True)
    await archive.close()

asyncio.run(encrypt())

def look():
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    for window in windows:
        page = window.centralWidget()
        if isinstance(page, LockPage) and page.field.isEnabled():
            if act == "close":
                print("closed")
                window.close()
                return
            print("asked", page.said.text)
            page.field.setText("correct horse" if page.said.text else "wrong horse")
            page.unlock.click()
        elif hasattr(window, "first_run") and window.isVisible():
            print("open")
            window.run("archive.lock")
            print("shown:", window.isVisible())
            return
    QTimer.singleShot(50, look)

@contextlib.asynccontextmanager
async def opened(key, tell):
    if key is None:
        QTimer.singleShot(50, look)
    async with open_program(Wanted(folder, key=key, asks_keyring=False)) as found:
        yield found

paths = ProfilePaths.under(folder)
unlocking = lambda: unlocking_of(Wanted(folder))
sys.exit(application.run_application(paths, [], None, opened, unlocking))
"""


def on_loop(body: str) -> subprocess.CompletedProcess[str]:
    lines = ("\n    ").join(body.strip().splitlines())
    return run(LOOP.format(body=lines))


def test_a_wish_to_quit_ends_nothing_by_itself() -> None:
    done = on_loop("""
asked = asyncio.Event()
application.quit_requested.connect(asked.set)
QCoreApplication.sendEvent(application, QEvent(QEvent.Type.Quit))
await asked.wait()
await asyncio.sleep(0)
""")
    assert done.stdout == "ended in order\n", done.stderr
    assert done.returncode == 0


def test_closing_the_last_window_leaves_time_to_finish() -> None:
    done = on_loop("""
closed = asyncio.Event()
application.quit_requested.connect(closed.set)
window = QWidget()
window.show()
window.close()
await closed.wait()
await asyncio.to_thread(lambda: None)
""")
    assert done.stdout == "ended in order\n", done.stderr


def test_no_timer_fires_early() -> None:
    done = on_loop("""
for seconds in (0.05, 0.3, 1.0):
    begun = time.monotonic()
    await asyncio.sleep(seconds)
    assert time.monotonic() - begun >= seconds - 0.002
""")
    assert done.stdout == "ended in order\n", done.stderr


def test_what_cannot_be_opened_is_told_with_its_advice(tmp_path: Path) -> None:
    done = run(REFUSAL.format(error="Corrupt"), str(tmp_path))
    assert done.stdout == "It is taken. Look elsewhere.\n", done.stderr
    assert done.returncode == 1


def test_a_window_that_listens_to_nobody_is_told(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path / LOCK_NAME)
    done = run(REFUSAL.format(error="Corrupt"), str(tmp_path))
    lock.release()
    assert done.stdout.startswith("Desktop Chat is running already"), done.stderr
    assert done.returncode == 1


def test_what_cannot_be_opened_ends_with_the_session(tmp_path: Path) -> None:
    script = REFUSAL.format(error="Corrupt").replace("widget.accept()", "signal.raise_signal(15)")
    done = run(script, str(tmp_path))
    assert (done.stdout, done.returncode) == ("It is taken. Look elsewhere.\n", 1), done.stderr


def test_a_start_beside_a_window_that_shows_itself_opens_none(tmp_path: Path) -> None:
    done = run(BESIDE, str(tmp_path))
    assert (done.stdout, done.returncode) == ("asked 0 []\n", 0), done.stderr


@pytest.mark.parametrize("is_free", [True, False])
def test_a_window_waits_for_the_archive_until_it_is_free_or_the_window_closed(
    tmp_path: Path, is_free: bool
) -> None:
    done = run(TAKEN.format(is_free_then=is_free), str(tmp_path))
    assert done.stdout.splitlines() == [
        "Another program has the archive open, perhaps a command in a terminal.",
        "This window opens it as soon as it is free.",
        "3 []",
    ], done.stderr
    assert done.returncode == 0


def test_what_takes_long_at_the_start_is_told_and_ends_with_the_window(tmp_path: Path) -> None:
    done = run(BROUGHT_UP_TO_DATE, str(tmp_path))
    assert done.stdout.splitlines() == [
        "True",
        "Bringing the archive up to date: 34 %",
        "This is done once. Closing the window stops it, and loses nothing.",
    ], done.stderr
    assert done.returncode == 0


def test_the_empty_window_is_painted_first_and_may_be_closed(tmp_path: Path) -> None:
    done = run(FIRST_WINDOW, str(tmp_path))
    assert done.stdout == "WindowFrame True\narchive loaded: False\n", done.stderr
    assert done.returncode == 0


def test_a_locked_archive_is_asked_for_until_it_opens_and_locked_again(tmp_path: Path) -> None:
    done = run(LOCKED, str(tmp_path), "unlock")
    refused = "This passphrase does not open the archive. Try again, or use the recovery code."
    said = ["asked ", f"asked {refused}", "open", "shown: False"]
    assert done.stdout.splitlines() == said, done.stderr
    assert done.returncode == EXIT_LOCKED


def test_the_window_of_a_locked_archive_may_be_closed(tmp_path: Path) -> None:
    done = run(LOCKED, str(tmp_path), "close")
    assert (done.stdout, done.returncode) == ("closed\n", 0), done.stderr
