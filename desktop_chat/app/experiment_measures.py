"""What the answers of an experiment's places measure, worked out where it does not hold up anybody.

Measures of single answers come with the heads. Those that compare the answers of a place need the
texts: they are read and measured by a worker, with progress, and kept in memory. Must not know how
cells are run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache

from desktop_chat.app.experiment_cells import ExperimentCells
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.experiment import CellState, Place, Plan, cells_at, place_at
from desktop_chat.core.measures.registry import MEASURES, Measure
from desktop_chat.core.measures.statistics import Summary, summary
from desktop_chat.core.message import Message
from desktop_chat.core.signal import Signal

Values = dict[int, float]
"""The values of a place's answers by cell."""


# The same values are asked for at every frame.
_summary = lru_cache(maxsize=4_096)(summary)


class ExperimentMeasures:
    """The measures of one experiment's places.

    Args:
        experiment_id: Whose.
        plan: What it asks.
        cells: Its ended cells.
        tasks: Run the worker.
    """

    def __init__(
        self, experiment_id: str, plan: Plan, cells: ExperimentCells, tasks: Tasks
    ) -> None:
        self.measured: Signal[Place] = Signal()
        """A place has values that it did not have."""
        self.progress_changed: Signal[None] = Signal()
        self._plan = plan
        self._cells = cells
        self._tasks = tasks
        self._task_name = f"experiment-measure:{experiment_id}"
        self._compared: dict[tuple[str, Place], tuple[tuple[int, ...], Values]] = {}
        self._waiting: dict[tuple[str, Place], None] = {}
        self._total = 0

    @property
    def progress(self) -> tuple[int, int] | None:
        """How many places are measured, of how many; None while nothing is to be measured."""
        return (self._total - len(self._waiting), self._total) if self._total else None

    def summary(self, place: Place, name: str) -> Summary | None:
        """Return a measure over the answers of a place that have it, None where none has.

        A measure that compares answers is asked for and comes later; `measured` tells when. Until
        then its older value stands, which may lack the newest answers.
        """
        return _summary(tuple(self.values(place, name).values()))

    def values(self, place: Place, name: str) -> Values:
        """Return a measure of each answer of a place that has it, by cell; as `summary`."""
        if MEASURES[name].needs_all:
            key = (name, place)
            done, known = self._compared.get(key, ((), {}))
            if done != self._done(place):
                self._want(key)
            return known
        heads = (self._cells.head(index) for index in cells_at(self._plan, place))
        return {
            head.cell_index: head.values[name]
            for head in heads
            if head is not None and head.state is CellState.DONE and name in head.values
        }

    def value(self, index: int, name: str) -> float | None:
        """Return a measure of one cell, None where it has none; as `summary`."""
        return self.values(place_at(self._plan, index // self._plan.repeats), name).get(index)

    def cancel(self) -> None:
        """Give up what is being measured; what has been stays."""
        self._waiting.clear()
        self._tasks.cancel(self._task_name)

    async def finished(self, name: str) -> None:
        """Measure every place by a measure, and wait for it.

        Raises:
            ArchiveError: An answer cannot be read.
        """
        for number in range(self._plan.place_count):
            place = place_at(self._plan, number)
            if MEASURES[name].needs_all:
                await self._measure(name, place)

    def _done(self, place: Place) -> tuple[int, ...]:
        heads = (self._cells.head(index) for index in cells_at(self._plan, place))
        return tuple(
            head.cell_index for head in heads if head is not None and head.state is CellState.DONE
        )

    def _want(self, key: tuple[str, Place]) -> None:
        if key in self._waiting:
            return
        self._waiting[key] = None
        self._total += 1
        if not self._tasks.is_running(self._task_name):
            self._tasks.start(self._task_name, self._measure_waiting())

    async def _measure_waiting(self) -> None:
        try:
            while self._waiting:
                name, place = next(iter(self._waiting))
                await self._measure(name, place)
                self._waiting.pop((name, place), None)
                self.measured.emit(place)
                self.progress_changed.emit(None)
        finally:
            self._waiting.clear()
            self._total = 0
            self.progress_changed.emit(None)

    async def _measure(self, name: str, place: Place) -> None:
        done = self._done(place)
        if self._compared.get((name, place), ((), {}))[0] == done:
            return
        found = await self._cells.answers(done)
        answers = [found[index] for index in done if index in found]
        values = await asyncio.to_thread(_values_of, MEASURES[name], answers, self._plan)
        pairs = zip((index for index in done if index in found), values, strict=True)
        known = {index: value for index, value in pairs if value is not None}
        self._compared[name, place] = (done, known)


def _values_of(measure: Measure, answers: Sequence[Message], plan: Plan) -> list[float | None]:
    return measure.values(answers, plan)
