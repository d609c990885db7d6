"""How long the window's loop stands still while 64 cells of an experiment stream at once.

The cells are the program's own: a transport sends each its tokens, the engine decodes, counts and
tells, the page shows. Beside the stalls stands what all this costs next to one stream that gives
the same tokens.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtWidgets import QMenu
from qasync import QEventLoop
from support.experiments import plan
from support.program import program
from support.scripted import ScriptedTransport, chunk

from desktop_chat.core.experiment import Axis, AxisKind
from desktop_chat.core.secret import Secret
from desktop_chat.ui.experiment.live import LiveExperiment
from desktop_chat.ui.experiment.page import ExperimentPage
from desktop_chat.ui.garbage import GarbageCollector
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.wire.transport import Reply, WireRequest
from tests.benchmarks.figures import Figure
from tests.benchmarks.stalls import EVER_MS, OFTEN_MS, StallWatch
from tests.benchmarks.streaming import application

SIDE = 8
CELLS = SIDE * SIDE
TOKENS_PER_S = 50
WATCHED_S = 4.0
PIECES_A_READ = 4
"""Tokens that come with one read of the socket, as from a busy endpoint."""


class Pouring(ScriptedTransport):
    """Gives every request tokens at a pace, without end."""

    def __init__(self, tokens_per_s: float) -> None:
        super().__init__()
        self._pace = tokens_per_s

    @asynccontextmanager
    async def open(self, request: WireRequest, key: Secret | None = None) -> AsyncIterator[Reply]:
        """Open a stream that pours until it is stopped."""
        yield _Stream(self._pace)


class _Stream:
    status = 200
    headers = {"content-type": "text/event-stream"}  # noqa: RUF012 - never changed

    def __init__(self, tokens_per_s: float) -> None:
        self._pause_s = PIECES_A_READ / tokens_per_s

    async def body(self) -> AsyncIterator[bytes]:
        """Yield reads of some tokens each."""
        number = 0
        due = time.perf_counter()
        while True:
            words = (f"word{number + piece} " for piece in range(PIECES_A_READ))
            yield b"".join(chunk(word) for word in words)
            number += PIECES_A_READ
            due += self._pause_s
            await asyncio.sleep(max(0.0, due - time.perf_counter()))


def bench_experiment_page() -> list[Figure]:
    """Watch the loop while a whole grid streams."""
    app = application()
    # The loop goes on between the two pages.
    app.setQuitOnLastWindowClosed(False)
    GarbageCollector(app)
    floor = StallWatch().run(lambda seconds: seconds > WATCHED_S)
    loop = QEventLoop(app)
    with loop:
        grid, grid_s = loop.run_until_complete(_watched(CELLS, TOKENS_PER_S))
        _, one_s = loop.run_until_complete(_watched(1, TOKENS_PER_S * CELLS))
    return [
        Figure(
            f"stall while {CELLS} cells stream on the page, 99 of 100",
            grid.often_ms,
            f"{TOKENS_PER_S} tok/s each; the timer alone {floor.often_ms:.1f} ms",
            goal=OFTEN_MS,
            unit="ms",
        ),
        Figure(
            f"stall while {CELLS} cells stream on the page, longest",
            grid.longest_ms,
            f"of it at work {max(grid.own_ms):.1f} ms; the timer alone {floor.longest_ms:.1f} ms",
            goal=EVER_MS,
            unit="ms",
        ),
        Figure(
            f"{CELLS} cells on the page over one stream, processor",
            grid_s / one_s,
            f"{grid_s / WATCHED_S:.0%} and {one_s / WATCHED_S:.0%} of one core",
            goal=1.3,
        ),
    ]


async def _watched(cells: int, tokens_per_s: float) -> tuple[StallWatch, float]:
    """Return the stalls of some seconds of streaming, and the seconds of processor they took."""
    values = tuple(number / 10 for number in range(SIDE if cells > 1 else 1))
    names = ("temperature", "min_p")
    axes = tuple(Axis(AxisKind.PARAMETER, name, values) for name in names)
    with tempfile.TemporaryDirectory() as folder:
        async with program(Pouring(tokens_per_s), Path(folder)) as opened:
            asked = plan(axes=axes, concurrency=cells, seeds=(1,))
            experiment = await opened.experiments.create(asked)
            page = ExperimentPage(LIGHT, QMenu(), QMenu())
            page.resize(1600, 1000)
            page.show()
            live = LiveExperiment(experiment, opened.services, page)
            experiment.start()
            await asyncio.sleep(1)
            watch = StallWatch()
            began_s = time.process_time()
            await watch.follow(WATCHED_S)
            used_s = time.process_time() - began_s
            experiment.stop()
            await experiment.ended()
            live.close()
            page.close()
            page.deleteLater()
    return watch, used_s
