"""How long the window's loop stands still while a long answer streams, ends and is opened again.

A timer of one millisecond ticks; the time between two ticks, less that millisecond, is a stall.
Beside each figure stands that of the same timer with nothing else to do: on a machine that others
use too, it says how much of the figure is theirs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import quantiles

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState
from desktop_chat.ui.garbage import GarbageCollector
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.frames import FRAME_MS
from desktop_chat.ui.transcript.view import TranscriptView
from tests.benchmarks.figures import Figure
from tests.benchmarks.streaming import (
    LONG_TOKENS,
    SIZE,
    TOKEN_CHARACTERS,
    application,
    growing_row,
    mixed,
    put_away,
)

WATCHED_S = 4.0
TOKENS_PER_S = 480
OFTEN_MS = 16.0
EVER_MS = 33.0


class StallWatch:
    """Collects the time between the ticks of a timer, and how long this thread worked in it."""

    def __init__(self) -> None:
        self.stalls_ms: list[float] = []
        self.own_ms: list[float] = []
        self._last = time.perf_counter()
        self._last_own = time.thread_time()
        self._timer = QTimer(interval=1)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.stalls_ms.append(max(0.0, (now - self._last) * 1e3 - 1))
        self._last = now
        own = time.thread_time()
        self.own_ms.append((own - self._last_own) * 1e3)
        self._last_own = own

    def run(self, until: Callable[[float], bool]) -> StallWatch:
        """Let the loop run until a function of the seconds passed says so."""
        self._last = start = time.perf_counter()
        self._last_own = time.thread_time()
        self._timer.start()
        while not until(time.perf_counter() - start):
            application().processEvents()
        self._timer.stop()
        return self

    @property
    def often_ms(self) -> float:
        """What 99 of 100 stalls stay below."""
        return quantiles(self.stalls_ms, n=100)[98]

    @property
    def longest_ms(self) -> float:
        """The longest stall."""
        return max(self.stalls_ms)


def bench_stalls() -> list[Figure]:
    """Watch the loop of a view in the three moments that cost most."""
    app = application()
    GarbageCollector(app)
    floor = StallWatch().run(lambda seconds: seconds > WATCHED_S)
    text = mixed(LONG_TOKENS)
    view = shown_view(app)
    streaming = while_streaming(view, text)
    ended = replace(growing_row(text), revision=0, state=MessageState.COMPLETE)
    ending = while_shown(lambda: view.update_row(ended))
    put_away(view)
    other = shown_view(app)
    opening = while_shown(lambda: open_row(other, ended))
    put_away(other)
    return [
        *figures("while streaming", streaming, floor),
        *figures("as the answer ends", ending, floor),
        *figures("as the answer is opened", opening, floor),
    ]


def shown_view(app: QApplication) -> TranscriptView:
    """Return a view on screen."""
    view = TranscriptView(LIGHT, frame_ms=0)
    view.resize(*SIZE)
    view.show()
    app.processEvents()
    return view


def while_streaming(view: TranscriptView, text: str) -> StallWatch:
    """Watch the last seconds of an answer that has become long."""
    watched = round(WATCHED_S * TOKENS_PER_S * TOKEN_CHARACTERS)
    first = len(text) - watched
    view.set_rows([growing_row("")])
    for end in range(2_000, first, 2_000):
        view.update_row(growing_row(text[:end]))
        application().processEvents()
    feed = QTimer(interval=FRAME_MS)
    start = time.perf_counter()

    def grow() -> None:
        end = first + round((time.perf_counter() - start) * TOKENS_PER_S * TOKEN_CHARACTERS)
        view.update_row(growing_row(text[:end]))

    feed.timeout.connect(grow)
    feed.start()
    found = StallWatch().run(lambda seconds: seconds > WATCHED_S)
    feed.stop()
    return found


def while_shown(show: Callable[[], None]) -> StallWatch:
    """Watch from the moment at which something is shown."""
    watch = StallWatch()
    QTimer.singleShot(20, show)
    return watch.run(lambda seconds: seconds > WATCHED_S)


def open_row(view: TranscriptView, row: TurnRow) -> None:
    """Open a conversation."""
    view.set_rows([row])


def figures(moment: str, found: StallWatch, floor: StallWatch) -> list[Figure]:
    """Return both figures of a moment."""
    return [
        Figure(
            f"stall {moment}, 99 of 100",
            found.often_ms,
            f"{LONG_TOKENS:,} tokens; the timer alone {floor.often_ms:.1f} ms",
            goal=OFTEN_MS,
            unit="ms",
        ),
        Figure(
            f"stall {moment}, longest",
            found.longest_ms,
            f"of it at work {max(found.own_ms):.1f} ms; the timer alone {floor.longest_ms:.1f} ms",
            goal=EVER_MS,
            unit="ms",
        ),
    ]
