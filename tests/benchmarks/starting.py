"""When the first window is painted, beside a bare one; and what headless commands load."""

from __future__ import annotations

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
_OURS = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
from desktop_chat import bootstrap
from desktop_chat.ui.main_window import MainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print(time.process_time(), flush=True)
            watched.removeEventFilter(self)
            watched.window().close()
        return False

watch = Watch()
show = MainWindow.show

def show_watched(window):
    window.centralWidget().installEventFilter(watch)
    show(window)

MainWindow.show = show_watched
bootstrap.run_graphical(profile=Path(sys.argv[1]), endpoint=None, is_debug=False, for_qt=[])
"""


def bench_starting() -> Iterator[Figure]:
    """Compare the first painted window with that of a bare QApplication and QWidget."""
    bare: list[float] = []
    ours: list[float] = []
    with tempfile.TemporaryDirectory() as profile:
        for number in range(ROUNDS + 1):
            pair = (cpu_s(_BARE), cpu_s(_OURS, profile))
            if number:  # the first round fills caches and makes the profile
                bare.append(pair[0])
                ours.append(pair[1])
    yield Figure(
        "first painted window",
        median(ours) / median(bare),
        f"the program, {median(ours) * 1e3:.0f} ms of the processor / a bare window",
        goal=1.35,
    )


def cpu_s(code: str, *arguments: str) -> float:
    """Return what a fresh Python prints first."""
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    )
    return float(run.stdout.split()[0])
