"""When the first window is painted, beside a bare one; and what headless commands load."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from statistics import median

from tests.benchmarks.figures import Figure

ROUNDS = 7

# Both print the processor's seconds of their process when the first paint event was handled.
_BARE = """
import sys, time
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, painted)

def painted():
    print(time.process_time())
    application.quit()

application = QApplication(sys.argv)
window = Window()
window.resize(1200, 780)
window.show()
application.exec()
"""
OURS = """
import sys, time
from pathlib import Path
from desktop_chat import launch
from desktop_chat.ui.main_window import MainWindow

appear, begin = MainWindow.appear, MainWindow.start

async def appear_watched(window):
    await appear(window)
    print(time.process_time())

async def start_watched(window, endpoint):
    await begin(window, endpoint)
    print(time.process_time())
    window.close()

MainWindow.appear, MainWindow.start = appear_watched, start_watched
start = launch.Start(asks_keyring=False)
launch.run_graphical(profile=Path(sys.argv[1]), endpoint=None, start=start, for_qt=[])
"""


def bench_starting() -> Iterator[Figure]:
    """Compare the first painted window with that of a bare QApplication and QWidget."""
    times: list[tuple[float, float, float]] = []
    with tempfile.TemporaryDirectory() as profile:
        for number in range(ROUNDS + 1):
            (bare,), (appeared, filled) = cpu_s(_BARE), cpu_s(OURS, profile)
            if number:  # the first round fills caches and makes the profile
                times.append((bare, appeared, filled))
    bare, appeared, filled = (median(column) for column in zip(*times, strict=True))
    words = f"the program's frame, {appeared * 1e3:.0f} ms of the processor / a bare window"
    yield Figure("first painted window", appeared / bare, words, goal=1.35)
    words = f"the program ready for a key, {filled * 1e3:.0f} ms of the processor / a bare window"
    yield Figure("window of use", filled / bare, words)


def cpu_s(code: str, *arguments: str) -> list[float]:
    """Return the seconds that a fresh Python prints."""
    # As it is installed: with compiled modules.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    return [float(line) for line in run.stdout.split()]
