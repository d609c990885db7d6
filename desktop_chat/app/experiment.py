"""One experiment that is open: what a person does with it, and what is shown of it.

It knows neither a view nor the wire. Changes are told at most 30 times a second, each cell once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import msgspec

from desktop_chat.app.experiment_cells import ExperimentCells, head_of
from desktop_chat.app.experiment_estimate import Estimator
from desktop_chat.app.experiment_measures import ExperimentMeasures
from desktop_chat.app.experiment_run import Run
from desktop_chat.app.frames import Frames
from desktop_chat.app.services import Services
from desktop_chat.core.events import Retrying
from desktop_chat.core.experiment import (
    Cell,
    CellHead,
    CellResult,
    CellState,
    Estimate,
    ExperimentHead,
    Place,
    Plan,
    RunState,
    cells_at,
    cells_of,
    place_at,
)
from desktop_chat.core.experiment_plan import check_cap
from desktop_chat.core.ids import new_id
from desktop_chat.core.measures.choice import cheapest_passing
from desktop_chat.core.measures.statistics import Summary
from desktop_chat.core.message import Message
from desktop_chat.core.signal import Signal
from desktop_chat.core.spending import Spent
from desktop_chat.errors import AppError, ArchiveError, UsageError


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an experiment got.

    Attributes:
        running: Cells that stream now.
        waiting: Cells that the endpoint asked to wait.
        spent_usd: What ended cells have cost, as far as it is known.
        priced: How many of them have a cost.
        seconds_left: By the pace so far; None where nothing runs or nothing has ended.
    """

    total: int
    done: int
    failed: int
    running: int
    waiting: int
    spent_usd: Decimal
    priced: int
    seconds_left: float | None


class Experiment:
    """An experiment that is open; `app.experiments.Experiments` makes it.

    Args:
        head: What is known of it.
        services: The parts of the program.
    """

    def __init__(self, head: ExperimentHead, services: Services) -> None:
        self.cell_changed: Signal[int] = Signal()
        """A cell has another state, more text, or came into memory; at most once a frame."""
        self.progress_changed: Signal[None] = Signal()
        """Counts, cost, state or the reason of a halt changed; at most once a frame."""
        self._head = head
        self._services = services
        self._frames: Frames[int] = Frames(self._show)
        self.stored = ExperimentCells(
            head.id, head.plan, services.archive, services.tasks, self._frames.want
        )
        """The cells that have ended."""
        self.measures = ExperimentMeasures(head.id, head.plan, self.stored, services.tasks)
        """What the answers measure."""
        self._run: Run | None = None
        self._halted: AppError | None = None
        self._began_us = 0
        self._ended_in_run = 0
        self._to_run = 0

    @property
    def id(self) -> str:
        """The experiment's id."""
        return self._head.id

    @property
    def head(self) -> ExperimentHead:
        """What is known of it without its cells."""
        return self._head

    @property
    def plan(self) -> Plan:
        """What it asks."""
        return self._head.plan

    @property
    def state(self) -> RunState:
        """How far it got; PAUSED also while cells that had begun still run."""
        return self._head.state

    @property
    def halted(self) -> AppError | None:
        """Why no further cell begins: the cap, or an archive that cannot keep; else None."""
        return self._run.halted if self._run is not None else self._halted

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell by its index."""
        return cells_of(self.plan)

    @cached_property
    def estimate(self) -> Estimate:
        """What the whole was expected to take when it was asked for first."""
        return Estimator(self.plan, self._services).whole()

    @property
    def progress(self) -> Progress:
        """How far it got, in figures."""
        run, head = self._run, self._head
        return Progress(
            total=self.plan.cell_count,
            done=head.done,
            failed=head.failed,
            running=len(run.running) if run else 0,
            waiting=len(run.waiting) if run else 0,
            spent_usd=head.spent_usd,
            priced=head.priced,
            seconds_left=self._seconds_left(),
        )

    def cell_state(self, index: int) -> CellState:
        """Return how far a cell got."""
        state = self._run.state(index) if self._run else None
        head = self.stored.head(index)
        return state or (head.state if head else CellState.QUEUED)

    def cell_head(self, index: int) -> CellHead | None:
        """Return what is known of an ended cell without its text, None for any other."""
        return self.stored.head(index)

    def result(self, index: int) -> CellResult | None:
        """Return an ended cell whose answer is in memory; `want` brings those that are not."""
        head, answer = self.stored.head(index), self.stored.answer(index)
        return CellResult(index, head.state, answer) if head and answer else None

    def want(self, indices: Iterable[int]) -> None:
        """Have the answers of ended cells come into memory; `cell_changed` tells of each."""
        self.stored.want(indices)

    def live_text(self, index: int) -> str:
        """Return the text of a cell as it stands; the beginning of one that is not in memory."""
        answer = self._run.answers.get(index) if self._run else None
        if answer is not None:
            return str(answer.draft.text)
        head, kept = self.stored.head(index), self.stored.answer(index)
        return kept.text if kept else (head.snippet if head else "")

    def live_rate(self, index: int) -> float | None:
        """Return the tokens per second of a running cell so far, None where there is no rate."""
        answer = self._run.answers.get(index) if self._run else None
        return answer.rate_tokens_per_s() if answer else None

    def retrying(self, index: int) -> Retrying | None:
        """Return why a waiting cell waits and for how long, None for any other."""
        answer = self._run.answers.get(index) if self._run else None
        return answer.draft.retrying if answer else None

    def place_measure(self, place: Place, name: str) -> Summary | None:
        """Return a measure over the answers of a place; see `ExperimentMeasures.summary`."""
        return self.measures.summary(place, name)

    def cheapest_passing(self) -> Place | None:
        """Return the cheapest place whose answers all fulfil every assertion; None for none."""
        plan = self.plan
        places = (place_at(plan, number) for number in range(plan.place_count))
        return cheapest_passing(
            (place, [self.stored.head(index) for index in cells_at(plan, place)])
            for place in places
        )

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The cells whose answers are equal, those with more answers first; single ones too."""
        return self.stored.groups

    # What a person does ------------------------------------------------------------------------

    def start(self) -> None:
        """Run the cells that have not ended, or were stopped."""
        self._start(with_failed=False)

    def resume(self) -> None:
        """Go on after a pause, a stop, a halt or the program's end."""
        if self._run is not None and not self._run.was_stopped:
            self._run.resume()
            self._became(RunState.RUNNING)
            return
        self._start(with_failed=False)

    def retry_failed(self) -> None:
        """Run the cells that failed, and those that have not ended."""
        self._start(with_failed=True)

    def pause(self) -> None:
        """Begin no further cell; those that run go on to their end."""
        if self._run is not None:
            self._run.pause()
            self._became(RunState.PAUSED)

    def stop(self) -> None:
        """Stop all cells; what has arrived is kept."""
        if self._run is not None:
            self._run.stop()
            self._became(RunState.STOPPED)

    def change_cap(self, cap_usd: Decimal | None) -> None:
        """Change what it may cost; None takes the cap away.

        Raises:
            UsageError: It is no cap.
        """
        check_cap(cap_usd)
        plan = msgspec.structs.replace(self.plan, cap_usd=cap_usd)
        self._head = msgspec.structs.replace(self._head, plan=plan)
        if self._run is not None:
            self._run.change_cap(cap_usd)
        self._keep_head()

    async def ended(self) -> None:
        """Wait until no cell runs any more."""
        over = asyncio.Event()

        def look(_: None = None) -> None:
            if self._run is None:
                over.set()

        disconnect = self.progress_changed.connect(look)
        look()
        try:
            await over.wait()
        finally:
            disconnect()

    # How it is done ----------------------------------------------------------------------------

    def _start(self, *, with_failed: bool) -> None:
        if self._run is not None:
            raise UsageError("This experiment is running.", advice="Pause or stop it first.")
        self._halted = None
        estimator = Estimator(self.plan, self._services)
        self._run = Run(
            self.id,
            self.plan,
            self._services,
            estimator,
            spent_usd=lambda: self._head.spent_usd,
            on_change=self._frames.want,
            on_end=self._take,
        )
        # A name of its own: who is told of the end may start again before the task has ended.
        self._in_background("run", self._carry_out(self._run, with_failed=with_failed))
        self._became(RunState.RUNNING)

    async def _carry_out(self, run: Run, *, with_failed: bool) -> None:
        state = RunState.INTERRUPTED
        try:
            await self._keep_unsaved()
            await self.stored.read_all()
            indices = self.stored.not_ended(with_failed=with_failed)
            self._began_us, self._ended_in_run = self._services.clock(), 0
            self._to_run = len(indices)
            await run.run(indices)
            is_done = not self.stored.not_ended(with_failed=False)
            stopped = RunState.STOPPED if run.was_stopped else RunState.PAUSED
            state = RunState.DONE if is_done else stopped
        except ArchiveError as error:
            run.halt(error)
            state = RunState.PAUSED
        finally:
            # Also where a bug is on its way out: nothing may seem to run for ever.
            self._halted, self._run = run.halted or self.stored.unreached(), None
            await self._finish(state)

    async def _finish(self, state: RunState) -> None:
        self._note(state=state)
        try:
            await self._services.archive.save_experiment(self._head)
        except ArchiveError as error:
            self._halted = self._halted or error
        self._frames.flush()
        self.progress_changed.emit(None)

    async def _take(self, index: int, state: CellState, answer: Message) -> None:
        """Measure and keep a cell that has ended."""
        head = await asyncio.to_thread(head_of, index, state, answer, self.plan)
        before = self.stored.head(index)
        self._count(before, head)
        self._ended_in_run += 1
        self.stored.put(head, answer, is_saved=False)
        running = self._run.answers.get(index) if self._run is not None else None
        spent = (running.spent,) if running is not None else ()
        try:
            await self._services.archive.save_cell(self._head, head, answer, *spent)
            self.stored.put(head, answer, is_saved=True)
            for row in spent:
                self._services.spending.note(row)
                if not row.source.is_exact:
                    self._in_background("settle", self._settle(head, answer, row))
        except ArchiveError as error:
            if self._run is not None:
                self._run.halt(error)
        self._frames.want(index)

    async def _settle(self, head: CellHead, answer: Message, spent: Spent) -> None:
        """Ask what a cell has cost whose stream did not say so, and keep that."""
        usage = await self._services.settling.settle_cell(spent)
        if usage is None or usage.cost_usd is None or answer.record is None:
            return
        before_usd = head.cost_usd or Decimal(0)
        spent_usd = self._head.spent_usd + usage.cost_usd - before_usd
        self._note(spent_usd=spent_usd, priced=self._head.priced + (head.cost_usd is None))
        index = head.cell_index
        # It may have been asked for again by now.
        if self.stored.head(index) is head:
            record = msgspec.structs.replace(answer.record, usage=usage)
            answer = msgspec.structs.replace(answer, record=record)
            head = msgspec.structs.replace(head, cost_usd=usage.cost_usd)
            self.stored.put(head, answer, is_saved=True)
            await self._services.archive.save_cell(self._head, head, answer)
        self._frames.want(index)

    def _count(self, before: CellHead | None, now: CellHead) -> None:
        head = self._head
        failed = {CellState.FAILED: 1}
        done = {CellState.DONE: 1}
        old = before.state if before else CellState.QUEUED
        self._note(
            done=head.done + done.get(now.state, 0) - done.get(old, 0),
            failed=head.failed + failed.get(now.state, 0) - failed.get(old, 0),
            # What a failed attempt has cost stays spent.
            spent_usd=head.spent_usd + (now.cost_usd or Decimal(0)),
            priced=head.priced + (now.cost_usd is not None),
        )

    async def _keep_unsaved(self) -> None:
        """Try once more to keep the ended cells that the archive refused."""
        await self._services.archive.save_experiment(self._head)
        for index in self.stored.unsaved:
            head, answer = self.stored.head(index), self.stored.answer(index)
            if head is not None and answer is not None:
                await self._services.archive.save_cell(self._head, head, answer)
                self.stored.put(head, answer, is_saved=True)

    def _became(self, state: RunState) -> None:
        self._note(state=state)
        self.progress_changed.emit(None)

    def _note(self, **changes: Any) -> None:
        self._head = msgspec.structs.replace(
            self._head, updated_us=self._services.clock(), **changes
        )

    def _keep_head(self) -> None:
        self._in_background("save", self._services.archive.save_experiment(self._head))

    def _show(self, changed: tuple[int, ...]) -> None:
        for index in changed:
            self.cell_changed.emit(index)
        self.progress_changed.emit(None)

    def _seconds_left(self) -> float | None:
        if self._run is None or not self._ended_in_run:
            return None
        pace_s = (self._services.clock() - self._began_us) / 1e6 / self._ended_in_run
        return pace_s * (self._to_run - self._ended_in_run)

    def _in_background(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"experiment-{what}:{new_id()}", work)
