"""How long the window's loop stands still while a long answer streams, ends and is opened again.

A timer of one millisecond ticks; the time between two ticks, less that millisecond, is a stall.
Beside each figure stands that of the same timer with nothing else to do: on a machine that others
use too, it says how much of the figure is theirs.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import quantiles

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from support.hostile_texts import large_texts

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
HOSTILE_FRAMES = 40
HOSTILE_LIMIT_S = 60.0
HOSTILE_MS = 100.0
QUIET_MS, QUIET_S = 2.0, 0.4
HOSTILE = (
    "list items",
    "task list",
    "table rows",
    "tiny tables",
    "code lines",
    "one line of words",
    "brackets",
)
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

    async def follow(self, seconds: float) -> StallWatch:
        """Watch a loop that runs already, for some seconds."""
        self._last = time.perf_counter()
        self._last_own = time.thread_time()
        self._timer.start()
        await asyncio.sleep(seconds)
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


def bench_hostile_stalls() -> list[Figure]:
    """Watch the loop while texts that want to stall it stream, end, and are opened and scrolled."""
    app = application()
    GarbageCollector(app)
    texts = large_texts()
    return [hostile_figure(app, name, texts[name]) for name in HOSTILE]


def hostile_figure(app: QApplication, name: str, text: str) -> Figure:
    """Return the longest time that one text keeps the window's thread at work."""
    view = shown_view(app)
    view.set_rows([growing_row("")])
    step = len(text) // HOSTILE_FRAMES + 1
    ends = iter([*range(step, len(text), step), len(text)])
    feed = QTimer(interval=FRAME_MS)

    def grow() -> None:
        end = next(ends, None)
        if end is None:
            feed.stop()
        else:
            view.update_row(growing_row(text[:end]))

    feed.timeout.connect(grow)
    feed.start()
    found = [while_busy(lambda: not feed.isActive())]
    ended = replace(growing_row(text), revision=0, state=MessageState.COMPLETE)
    view.update_row(ended)
    found.append(while_busy())
    put_away(view)
    view = shown_view(app)
    QTimer.singleShot(0, view, lambda: open_row(view, ended))
    found.append(while_busy())
    for top in (0, view.layout_.total // 2):
        QTimer.singleShot(0, view, partial(view.scroll_to, top))
        found.append(while_busy())
    put_away(view)
    longest = max(max(watch.own_ms) for watch in found)
    loop = max(watch.longest_ms for watch in found)
    about = f"{len(text):,} characters, at work; the loop stood {loop:.0f} ms"
    return Figure(f"stall of hostile {name}, longest", longest, about, goal=HOSTILE_MS, unit="ms")


def while_busy(has_come: Callable[[], bool] = lambda: True) -> StallWatch:
    """Watch until nothing is parsed and nothing was done for a while, or the limit has passed."""
    watch = StallWatch()
    active_at = 0.0

    def until(seconds: float) -> bool:
        nonlocal active_at
        is_parsing = any(thread.name == "parser" for thread in threading.enumerate())
        is_at_work = any(took > QUIET_MS for took in watch.own_ms[-3:])
        if is_parsing or is_at_work or not has_come():
            active_at = seconds
        return seconds - active_at > QUIET_S or seconds > HOSTILE_LIMIT_S

    return watch.run(until)


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
