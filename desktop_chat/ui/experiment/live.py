"""Keeps the page in step with its experiment: a few cells a frame, figures a few times a second.

Whatever number of cells stream at once, a frame makes no more faces than it has time for; each
cell has its turn. It owns which place, which measure and which picture are chosen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_chat.app.experiment import Experiment
from desktop_chat.app.services import Services
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.experiment import CellState, Place, RunState
from desktop_chat.core.ids import new_id
from desktop_chat.core.measures.registry import MEASURES
from desktop_chat.ui.experiment.board import Board
from desktop_chat.ui.experiment.details import details_of
from desktop_chat.ui.experiment.figure import Spot
from desktop_chat.ui.experiment.page import ExperimentPage
from desktop_chat.ui.experiment.plan_texts import plan_figures, plan_parts
from desktop_chat.ui.experiment.readings import ASSERTIONS, Readings
from desktop_chat.ui.experiment.results import Row
from desktop_chat.ui.experiment.side_panel import HEAT, LINES

FRAME_MS = 33
FACES_A_FRAME = 12
FIGURES_MS = 250
_ROWS_AT_ONCE = 16
TABLE_MEASURES = (
    "distinct_2",
    "similarity",
    "completion_tokens",
    "ttft",
    "rate",
    "cost",
)
FIRST_MEASURE = "distinct_2"
MOST_ON_A_MAP = 2_500
"""Of more places lines are shown at first: a map of them would be specks."""


class LiveExperiment(QObject):
    """One experiment on the page.

    Args:
        experiment: What is shown.
        services: Run what takes time.
        page: Where it is shown.
    """

    changed = Signal()
    """What can be done with it has changed."""

    def __init__(self, experiment: Experiment, services: Services, page: ExperimentPage) -> None:
        super().__init__(page)
        self.experiment = experiment
        self.board = Board(experiment.plan)
        self.readings = Readings(experiment, self.board)
        self.measure = FIRST_MEASURE
        self.number = 0
        self.cell = 0
        self._page = page
        self._services = services
        self._tasks: Tasks = services.tasks
        self._rows: list[Row] = []
        self._spots: list[Spot] = [Spot()] * self.board.count
        self._patient: set[int] = set()
        is_repeated = experiment.plan.repeats > 1
        self._measures = tuple(
            name for name in TABLE_MEASURES if is_repeated or not MEASURES[name].needs_all
        )
        self._waiting: dict[int, None] = {}
        self._stale: dict[int, None] = {}
        self._state: RunState | None = None
        self._shown: tuple[int, CellState] | None = None
        self._is_own_cell = False
        self._is_closed = False
        self._catching_up = ""
        self._frame = QTimer(self, interval=FRAME_MS, singleShot=True)
        self._frame.timeout.connect(self._show_faces)
        self._figures = QTimer(self, interval=FIGURES_MS, singleShot=True)
        self._figures.timeout.connect(self._show_figures)
        self._seconds = QTimer(self, interval=1_000)
        self._seconds.timeout.connect(self._count_down)
        self._ends: list[Callable[[], object]] = []
        self._join()
        self._begin()

    def close(self) -> None:
        """Follow the experiment no more; it goes on."""
        self._is_closed = True
        for end in self._ends:
            end()
        for timer in (self._frame, self._figures, self._seconds):
            timer.stop()
        if self._catching_up:
            self._tasks.cancel(self._catching_up)
        self.experiment.measures.cancel()
        self.deleteLater()

    def choose(self, number: int) -> None:
        """Choose a place; everything shows it."""
        self.number = number
        self.cell = self._first_cell(number)
        self._is_own_cell = False
        page = self._page
        page.grid.choose(number)
        page.results.table.choose(number)
        page.side.choose(number)
        self.experiment.want(self.readings.cells(self.board.place(number)))
        if page.side.is_lines:
            self._show_figure()
        self._show_details()
        self.changed.emit()

    def choose_cell(self, index: int) -> None:
        """Choose one answer of the chosen place."""
        self.cell = index
        self._is_own_cell = True
        self._show_details()
        self.changed.emit()

    def choose_measure(self, name: str) -> None:
        """Choose which measure figures, picture and bar show."""
        if name == self.measure or name not in MEASURES:
            return
        self.measure = name
        self._page.side.set_measure(name)
        self._page.results.table.set_measure(name)
        self._page.grid.refresh_all()
        self._show_details()
        self._read_again(range(self.board.count))

    def go_to_cheapest(self) -> None:
        """Choose the cheapest place whose answers pass every assertion."""
        place = self.experiment.cheapest_passing()
        if place is not None:
            self.choose(self.board.number(place))

    # How it follows ----------------------------------------------------------------------------

    def _join(self) -> None:
        page, experiment = self._page, self.experiment
        connections = (
            (page.grid.chosen, self.choose),
            (page.results.table.chosen, self.choose),
            (page.results.table.measure_wanted, self.choose_measure),
            (page.results.cheapest_wanted, self.go_to_cheapest),
            (page.side.place_chosen, self.choose),
            (page.side.measure_chosen, self.choose_measure),
            (page.side.picture_chosen, self._show_picture),
            (page.side.card.other_chosen, self.choose_cell),
        )
        for signal, slot in connections:
            connection = signal.connect(slot)
            self._ends.append(lambda connection=connection: QObject.disconnect(connection))
        self._ends += [
            experiment.cell_changed.connect(self._note_cell),
            experiment.progress_changed.connect(self._note_progress),
            experiment.measures.measured.connect(self._note_measured),
            experiment.measures.progress_changed.connect(self._note_progress),
            self._services.catalog.changed.connect(self._note_progress),
        ]

    def _begin(self) -> None:
        page, plan, board = self._page, self.experiment.plan, self.board
        model = self._services.catalog.model(plan.endpoint_id, plan.model)
        page.header.show_title(self.experiment.head.title, model.title if model else plan.model)
        page.plan.show_plan(plan_parts(plan))
        names = [*MEASURES] if plan.assertions else [n for n in MEASURES if n != ASSERTIONS]
        page.side.offer_measures([(name, MEASURES[name].title) for name in names])
        page.side.set_measure(self.measure)
        is_plane = len(board.rows) > 1 and board.count <= MOST_ON_A_MAP
        page.side.set_picture(HEAT if is_plane else LINES)
        page.grid.show_plane(
            (board.column_title, board.columns),
            (board.row_title, board.rows),
            lambda number: self.readings.face(number, self.measure, page.grid.text_limit),
        )
        page.share_out()
        page.results.cheapest.setVisible(bool(plan.assertions))
        page.results.table.show_rows((), (), "")
        page.results.field.clear()
        self._read_again(range(board.count))
        self.choose(0)
        self._note_progress()

    def _note_cell(self, index: int) -> None:
        number = self.readings.number_of_cell(index)
        self._waiting[number] = None
        if not self._frame.isActive():
            self._frame.start()
        state = self.experiment.cell_state(index)
        if state.is_final:
            self._read_again((number,))
        elif state is CellState.WAITING:
            self._patient.add(number)
        if number == self.number:
            self._note_progress()

    def _note_measured(self, place: Place) -> None:
        self._read_again((self.board.number(place),))

    def _note_progress(self, _: object = None) -> None:
        if not self._figures.isActive():
            self._figures.start()

    def _show_faces(self) -> None:
        """Show some of the cells that changed, those that wait longest first."""
        for number in list(self._waiting)[:FACES_A_FRAME]:
            del self._waiting[number]
            self._page.grid.refresh(number)
        if self._waiting:
            self._frame.start()

    def _count_down(self) -> None:
        for number in tuple(self._patient):
            self._page.grid.refresh(number)
            cells = self.readings.cells(self.board.place(number))
            if all(self.experiment.cell_state(cell) is not CellState.WAITING for cell in cells):
                self._patient.discard(number)

    def _show_figures(self) -> None:
        experiment, page = self.experiment, self._page
        progress = experiment.progress
        page.plan.show_figures(plan_figures(experiment))
        if bool(progress.waiting) != self._seconds.isActive():
            self._seconds.start() if progress.waiting else self._seconds.stop()
        if experiment.state is not self._state:
            if self._state is RunState.DONE:
                self.readings.forget_same()
            self._state = experiment.state
            page.header.show_state(experiment.state)
            self.changed.emit()
        self._follow_cell()

    def _follow_cell(self) -> None:
        """Show how far the chosen cell is; where none was chosen, the first with an answer."""
        if not self._is_own_cell:
            self.cell = self._first_cell(self.number)
        shown = (self.cell, self.experiment.cell_state(self.cell))
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()
        self._show_details()

    # Rows and pictures -------------------------------------------------------------------------

    def _read_again(self, numbers: Iterable[int]) -> None:
        self._stale |= dict.fromkeys(numbers)
        if not self._catching_up:
            self._catching_up = f"experiment-page:{new_id()}"
            self._tasks.start(self._catching_up, self._catch_up())

    async def _catch_up(self) -> None:
        """Read what is stale, some rows at a time, then the picture; until nothing is."""
        try:
            while self._stale and not self._is_closed:
                await self._read_rows()
                if self._is_closed:
                    return
                self._show_figure()
                await asyncio.sleep(FIGURES_MS / 1_000)
        finally:
            self._catching_up = ""

    async def _read_rows(self) -> None:
        cheapest = self.experiment.cheapest_passing() if self.experiment.plan.assertions else None
        best = -1 if cheapest is None else self.board.number(cheapest)
        before = next((row.number for row in self._rows if row.is_cheapest), -1)
        if best != before and self._rows:
            self._stale |= dict.fromkeys(number for number in (best, before) if number >= 0)
        is_first = not self._rows
        numbers, self._stale = list(self._stale), {}
        rows: list[Row] = []
        is_other_first = False
        for start in range(0, len(numbers), _ROWS_AT_ONCE):
            for number in numbers[start : start + _ROWS_AT_ONCE]:
                is_other_first = self.readings.note_answers(number) or is_other_first
                self._spots[number] = self.readings.spot(number, self.measure)
                rows.append(self.readings.row(number, self._measures, best))
                self._page.grid.refresh(number)
            await asyncio.sleep(0)
            # The cancellation of this task may come after the page is gone.
            if self._is_closed:
                return
        if is_other_first:
            self._page.grid.refresh_all()
        if is_first:
            self._rows = rows
            self._page.results.table.show_rows(
                self.readings.columns(self._measures), rows, self.measure
            )
            self._page.results.table.choose(self.number)
        else:
            for row in rows:
                self._rows[row.number] = row
                self._page.results.table.put(row)
            self._page.results.table.set_measure(self.measure)
        self._page.results.show_count(self.board.count)
        self._page.results.cheapest.setEnabled(best >= 0)

    def _show_picture(self, _: str = "") -> None:
        self._show_figure()

    def _show_figure(self) -> None:
        row = self.number // len(self.board.columns) if self._page.side.is_lines else -1
        figure = self.readings.figure(self.measure, row, self._spots)
        self._page.side.show_figure(figure)
        self._page.side.choose(self.number)

    def _show_details(self) -> None:
        details = details_of(self.readings, self.number, self.cell, self.measure)
        self._page.side.card.show_details(details)

    def _first_cell(self, number: int) -> int:
        """Return the cell of a place that is shown at first: one with an answer, where one has."""
        cells = self.readings.cells(self.board.place(number))
        order = (CellState.DONE, CellState.RUNNING, CellState.FAILED, CellState.STOPPED)
        for wanted in order:
            for index in cells:
                if self.experiment.cell_state(index) is wanted:
                    return index
        return cells[0]
