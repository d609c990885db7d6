"""What experiments cost below the window: many cells at once, many cells opened, many measured.

Times are the processor's where nothing is waited for, so that other programs of the machine change
nothing. A stall is the work of the event loop's thread between two beats that are due 5 ms apart.
"""

from __future__ import annotations

import asyncio
import gc
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from statistics import median

import msgspec
from support.experiments import answer, cell_head, plan
from support.program import program
from support.scripted import EVENT_STREAM, ScriptedTransport, chunk, ending

from desktop_chat.app.experiments import Experiments
from desktop_chat.app.services import Services
from desktop_chat.archive import Archive, experiments
from desktop_chat.core.experiment import Axis, AxisKind, Plan
from desktop_chat.core.ids import new_id
from desktop_chat.core.measures.registry import MEASURES, answer_values
from desktop_chat.core.secret import Secret
from desktop_chat.wire.transport import Reply, WireRequest
from tests.benchmarks.figures import Figure

CELLS, TOKENS_PER_S, SECONDS = 64, 50, 8
TICK_S = 1 / TOKENS_PER_S
TICKS = TOKENS_PER_S * SECONDS
BEAT_S = 0.005
ROUNDS = 3
MANY, FEW = 10_000, 100
MEASURED = 1_000
ON_SCREEN, OPENINGS = 64, 15
SENTENCE = "The ferry left the harbour at six, and nobody on deck believed in the rain. "


class Ticker:
    """Wakes every stream at each tick, at one timer's cost."""

    def __init__(self) -> None:
        self._next: asyncio.Future[None] | None = None

    async def wait(self) -> None:
        """Wait for the next tick."""
        if self._next is None:
            loop = asyncio.get_running_loop()
            self._next = loop.create_future()
            loop.call_later(TICK_S, self._tick, self._next)
        await self._next

    def _tick(self, due: asyncio.Future[None]) -> None:
        self._next = None
        due.set_result(None)


class Paced(ScriptedTransport):
    """A transport whose streams give so many tokens at each tick, a piece each."""

    def __init__(self, tokens_a_tick: int) -> None:
        super().__init__()
        self._tokens = tokens_a_tick
        self._ticker = Ticker()
        self.headers = EVENT_STREAM
        self.status = 200

    def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AbstractAsyncContextManager[Reply]:
        """Give a stream."""
        return self._streaming()

    @asynccontextmanager
    async def _streaming(self) -> AsyncIterator[Reply]:
        yield self

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the tokens of the whole time."""
        piece = chunk(" word")
        for _ in range(TICKS):
            await self._ticker.wait()
            for _ in range(self._tokens):
                yield piece
                # From a socket each piece is a round of the loop of its own, too.
                await asyncio.sleep(0)
        yield ending()


async def beats(longest: list[float]) -> None:
    """Note the longest work between two beats, until cancelled."""
    while True:
        before = time.thread_time()
        await asyncio.sleep(BEAT_S)
        longest[0] = max(longest[0], time.thread_time() - before)


async def watched(work: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """Do some work; return the processor's seconds it took, and the longest stall in ms."""
    longest = [0.0]
    gc.collect()
    start = time.process_time()
    async with asyncio.TaskGroup() as group:
        heart = group.create_task(beats(longest))
        await work()
        heart.cancel()
    return time.process_time() - start, longest[0] * 1_000


def ignore(_shown: object) -> None:
    """Take what a view would show."""


async def stream_cells() -> tuple[float, float]:
    """Stream 64 cells at once; return what `watched` gives."""
    seeds = Axis(AxisKind.PARAMETER, "seed", tuple(range(CELLS)))
    asked = plan(axes=(seeds,), seeds=(), concurrency=CELLS)
    async with program(Paced(1)) as opened:
        services = opened.services
        experiment = await Experiments(services).create(asked)
        experiment.cell_changed.connect(lambda index: ignore(experiment.live_text(index)))

        async def work() -> None:
            experiment.start()
            await experiment.ended()

        figures = await watched(work)
        assert experiment.progress.done == CELLS
        return figures


async def stream_one() -> tuple[float, float]:
    """Stream the same tokens as one answer of a conversation."""
    async with program(Paced(CELLS)) as opened:
        session = opened.session()
        session.row_changed.connect(lambda message_id: ignore(session.row(message_id)))
        ended = asyncio.Event()

        def look(_head: object) -> None:
            if not session.is_answering:
                ended.set()

        session.conversation_changed.connect(look)

        async def work() -> None:
            session.send("Hi")
            await ended.wait()

        figures = await watched(work)
        assert len(session.messages()[-1].text) == CELLS * TICKS * len(" word")
        return figures


def square_plan(cells: int) -> Plan:
    """Return a plan of so many cells over two axes of the same length."""
    values = tuple(range(1, math.isqrt(cells) + 1))
    names = ("max_tokens", "top_k")
    return plan(axes=tuple(Axis(AxisKind.PARAMETER, name, values) for name in names))


def long_plan(cells: int) -> Plan:
    """Return a plan of so many cells over one axis, which is as long as they are many."""
    return plan(axes=(Axis(AxisKind.PARAMETER, "max_tokens", tuple(range(1, cells + 1))),))


async def fill(archive: Archive, services: Services, asked: Plan) -> str:
    """Keep an experiment with all its answers; return its id."""
    cells = asked.cell_count
    experiment = await Experiments(services).create(asked)
    said = answer(SENTENCE * 10, request_body=f'{{"messages":["{SENTENCE * 20}"]}}')
    head = cell_head(0, values=answer_values(said, experiment.plan), snippet=SENTENCE[:120])

    def keep() -> None:
        database = archive._file.writing  # noqa: SLF001 - one transaction instead of thousands
        assert database is not None
        with database.transaction():
            for index in range(cells):
                own = msgspec.structs.replace(head, cell_index=index)
                stored = msgspec.structs.replace(said, id=new_id())
                experiments.save_cell(database, experiment.head, own, stored)

    await archive._writer.run(keep)  # noqa: SLF001
    return experiment.id


async def opening_s(services: Services, experiment_id: str) -> float:
    """Return the median time to open an experiment anew, as far as its first screen needs."""
    times: list[float] = []
    for _ in range(OPENINGS):
        gc.collect()
        start = time.perf_counter()
        experiment = await Experiments(services).open(experiment_id)
        screen = range(min(ON_SCREEN, experiment.plan.cell_count))
        assert all(experiment.cell_head(index) for index in screen)
        times.append(time.perf_counter() - start)
        await services.tasks.finish("experiment-heads:")
    return median(times)


async def open_stored(asked: Callable[[int], Plan]) -> float:
    """Return the ratio of opening 10,000 stored cells to opening 100."""
    async with program(Paced(1)) as opened:
        services = opened.services
        many = await fill(services.archive, services, asked(MANY))
        few = await fill(services.archive, services, asked(FEW))
        await opening_s(services, few)
        return await opening_s(services, many) / await opening_s(services, few)


async def measure_many() -> tuple[float, float]:
    """Compare the answers of 1,000 cells, ten at a place; return what `watched` gives."""
    places = Axis(AxisKind.PARAMETER, "max_tokens", tuple(range(1, MEASURED // 10 + 1)))
    asked = plan(axes=(places,), repeats=10, seeds=tuple(range(10)))
    async with program(Paced(1)) as opened:
        services = opened.services
        experiment = await Experiments(services).create(asked)
        for index in range(MEASURED):
            said = answer(f"{SENTENCE * 10}{index}")
            experiment.stored.put(cell_head(index), said, is_saved=False)
        compared = [name for name, measure in MEASURES.items() if measure.needs_all]

        async def work() -> None:
            for name in compared:
                await experiment.measures.finished(name)

        return await watched(work)


def bench_experiments() -> Iterable[Figure]:
    """Give the figures of experiments below the window."""
    rounds = [(asyncio.run(stream_cells()), asyncio.run(stream_one())) for _ in range(ROUNDS)]
    ratio = median(cells[0] / one[0] for cells, one in rounds)
    stall_ms = median(cells[1] for cells, _ in rounds)
    yield Figure("64 cells at 50 tok/s", ratio, "processor: 64 cells / their tokens in one", 1.3)
    yield Figure("64 cells, longest stall", stall_ms, "work between two beats", 33, "ms")
    opening = "open 10,000 / open 100"
    yield Figure("stored cells", asyncio.run(open_stored(square_plan)), opening, 1.5)
    yield Figure("stored cells of one axis", asyncio.run(open_stored(long_plan)), opening, None)
    seconds, stall_ms = asyncio.run(measure_many())
    yield Figure("measure 1,000 answers", seconds * 1_000, "by a worker", None, "ms")
    yield Figure("meanwhile, longest stall", stall_ms, "work between two beats", 33, "ms")
