"""What the page shows of an experiment: the face of each place, its row, its spot in a picture.

It turns cells, states and measures into the plain values of `face`, `results` and `figure`. It
knows the experiment and the board, and no widget.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from math import ceil, fsum

from PySide6.QtCore import QCoreApplication

from desktop_chat.app.experiment import Experiment
from desktop_chat.core.events import Retrying
from desktop_chat.core.experiment import Assertion, CellHead, CellState, Place, cells_at
from desktop_chat.core.figures import rate_text
from desktop_chat.core.measures.assertions import holds
from desktop_chat.core.measures.registry import MEASURES
from desktop_chat.core.message import Failure, Message
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.experiment.board import Board, numbers_of
from desktop_chat.ui.experiment.face import Face, FaceKind
from desktop_chat.ui.experiment.figure import Figure, Spot
from desktop_chat.ui.experiment.results import Column, Row, Value

ASSERTIONS = "assertions"
_WORD = re.compile("[A-Z]+(?![a-z])|[A-Z][a-z]*")
_RATE_STEP = 2
_SHORT = {"completion_tokens": "Tokens", "rate": "tok/s"}
"""Titles of columns where the measure's own would take the room of two."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Readings", text)


class Readings:
    """Reads one experiment, place by place of its board.

    Args:
        experiment: What is read.
        board: How its places lie on the plane.
        clock: Seconds that only grow; for the time that is left of a wait.
    """

    def __init__(
        self,
        experiment: Experiment,
        board: Board,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.experiment = experiment
        self.board = board
        self._clock = clock
        self._waits: dict[int, tuple[Retrying, float]] = {}
        self._first_with: dict[tuple[str, ...], int] = {}
        self._judged: dict[tuple[str, Assertion], bool] = {}

    # Faces -------------------------------------------------------------------------------------

    def face(self, number: int, measure: str, limit: int) -> Face:
        """Return the face of a place.

        Args:
            number: Of the place on the board.
            measure: What its figure is of.
            limit: How many characters of a text are of use.
        """
        place, name = self.board.place(number), self.board.name(number)
        cells = self.cells(place)
        states = [self.experiment.cell_state(index) for index in cells]
        for state, make in (
            (CellState.RUNNING, self._running),
            (CellState.WAITING, self._waiting),
        ):
            if state in states:
                return make(name, cells[states.index(state)], limit)
        done = [
            index for index, state in zip(cells, states, strict=True) if state is CellState.DONE
        ]
        if done:
            return self._done(number, name, done, states, measure, limit)
        if CellState.FAILED in states:
            return self._failed(name, cells[states.index(CellState.FAILED)], states)
        if CellState.STOPPED in states:
            text = self._text(cells[states.index(CellState.STOPPED)], limit)
            return Face(name, FaceKind.STOPPED, text, foot=_tr("Stopped"))
        return Face(name, FaceKind.QUEUED, foot=_tr("Queued"))

    def cells(self, place: Place) -> range:
        """Return the cells of a place."""
        return cells_at(self.experiment.plan, place)

    def number_of_cell(self, index: int) -> int:
        """Return the number on the board of a cell's place."""
        return self.board.number(self.experiment.cells[index].place)

    def note_answers(self, number: int) -> bool:
        """Note which answers a place has; return whether that may change other places' faces."""
        signature = self._signature(number)
        if not signature:
            return False
        first = self._first_with.setdefault(signature, number)
        if number < first:
            self._first_with[signature] = number
        return number < first

    def forget_same(self) -> None:
        """Know nothing of equal answers any more: cells are asked again."""
        self._first_with.clear()

    def holds(self, answer: Message, assertion: Assertion) -> bool:
        """Return whether an answer fulfils an assertion; each is judged once."""
        key = (answer.id, assertion)
        if key not in self._judged:
            self._judged[key] = holds(answer, assertion)
        return self._judged[key]

    def _running(self, name: str, index: int, limit: int) -> Face:
        rate = self.experiment.live_rate(index)
        # A figure that jumps with every token cannot be read.
        text = self._text(index, limit)
        words = _tr("Running") if text else _tr("Asked")
        if rate:
            words = rate_text(round(rate / _RATE_STEP) * _RATE_STEP)
        return Face(name, FaceKind.RUNNING, text, foot=words)

    def _waiting(self, name: str, index: int, limit: int) -> Face:
        retrying = self.experiment.retrying(index)
        if retrying is None:
            return Face(name, FaceKind.WAITING, heading=_tr("Waiting"))
        error = retrying.error
        text = error.text
        left = self._seconds_left(index, retrying)
        words = _tr("Retry in {0} s").format(left) if left else _tr("Retry as soon as it may")
        return Face(
            name, FaceKind.WAITING, f"{plain_line(text)}\n{words}", heading_of(type(error).__name__)
        )

    def _seconds_left(self, index: int, retrying: Retrying) -> int:
        kept = self._waits.get(index)
        if kept is None or kept[0] is not retrying:
            kept = self._waits[index] = (retrying, self._clock() + retrying.delay_s)
        return max(0, ceil(kept[1] - self._clock()))

    def _failed(self, name: str, index: int, states: list[CellState]) -> Face:
        head = self.experiment.cell_head(index)
        failure = head.failure if head and head.failure else Failure("Failed", "")
        foot = self._count_text(states)
        return Face(name, FaceKind.FAILED, plain_line(failure.text), heading_of(failure.kind), foot)

    def _done(
        self,
        number: int,
        name: str,
        done: list[int],
        states: list[CellState],
        measure: str,
        limit: int,
    ) -> Face:
        value = self.mean(self.board.place(number), measure)
        figure = "" if value is None else MEASURES[measure].text(value)
        first = self._first_with.get(self._signature(number), number)
        foot = self._count_text(states)
        if first < number:
            foot = _tr("same as {0}").format(self.board.difference(number, first))
        text = self._text(done[0], limit)
        return Face(name, FaceKind.DONE, text, "", foot, figure, is_repeated=first < number)

    def _count_text(self, states: list[CellState]) -> str:
        done, failed = states.count(CellState.DONE), states.count(CellState.FAILED)
        text = _tr("{0} of {1}").format(done, len(states))
        return f"{text}, {_tr('{0} failed').format(failed)}" if failed and done else text

    def _text(self, index: int, limit: int) -> str:
        # Only the beginning is seen; the rest of a long answer is not even looked at.
        return plain_line(self.experiment.live_text(index)[: 2 * limit])[:limit]

    def _signature(self, number: int) -> tuple[str, ...]:
        """Return what equal answers of a place have in common, () before all have ended."""
        heads = [self.experiment.cell_head(index) for index in self.cells(self.board.place(number))]
        found = [head.digest for head in heads if head and head.state is CellState.DONE]
        return tuple(sorted(found)) if len(found) == len(heads) and all(found) else ()

    # Figures -----------------------------------------------------------------------------------

    def mean(self, place: Place, measure: str) -> float | None:
        """Return the mean of a measure over the answers of a place."""
        values = tuple(self.experiment.measures.values(place, measure).values())
        return fsum(values) / len(values) if values else None

    def figure(self, measure: str, row: int = -1, spots: Sequence[Spot] | None = None) -> Figure:
        """Return a measure over all places; only one row has intervals, for they cost work.

        Args:
            measure: Its name.
            row: The row with intervals, -1 for none.
            spots: What is known of each place, without intervals; None to read all.
        """
        board = self.board
        shown = list(spots or (self.spot(number, measure) for number in range(board.count)))
        if row >= 0:
            first = row * len(board.columns)
            for number in range(first, first + len(board.columns)):
                shown[number] = self.spot(number, measure, has_interval=True)
        known = MEASURES[measure]
        return Figure(
            known.title,
            board.column_title,
            board.columns,
            board.row_title,
            board.rows,
            tuple(shown),
            known.text,
            board.positions,
        )

    def spot(self, number: int, measure: str, *, has_interval: bool = False) -> Spot:
        """Return a measure of one place."""
        place = self.board.place(number)
        mean = self.mean(place, measure)
        is_running = any(
            not self.experiment.cell_state(index).is_final for index in self.cells(place)
        )
        low = high = None
        if has_interval:
            summary = self.experiment.place_measure(place, measure)
            if summary is not None:
                mean, low, high = summary.mean, summary.low, summary.high
        return Spot(mean, low, high, is_running)

    # Rows --------------------------------------------------------------------------------------

    def columns(self, measures: tuple[str, ...]) -> tuple[Column, ...]:
        """Return the columns: the axes, measures, and the assertions where there are some."""
        plan = self.experiment.plan
        axes = [Column(f"axis:{n}", axis.title) for n, axis in enumerate(plan.axes)]
        found = [
            Column(name, _tr(_SHORT[name]) if name in _SHORT else MEASURES[name].title)
            for name in measures
            if name != ASSERTIONS
        ]
        judged = [Column(ASSERTIONS, MEASURES[ASSERTIONS].title)] if plan.assertions else []
        return (*axes, *found, *judged)

    def row(self, number: int, measures: tuple[str, ...], cheapest: int) -> Row:
        """Return the row of a place; `cheapest` is the number of the place with the badge."""
        place = self.board.place(number)
        heads = [
            head
            for index in self.cells(place)
            if (head := self.experiment.cell_head(index)) is not None
        ]
        values = [*self._axis_values(number)]
        for name in measures:
            if name != ASSERTIONS:
                mean = self.mean(place, name)
                text = "" if mean is None else MEASURES[name].text(mean)
                values.append(Value(text, mean))
        if self.experiment.plan.assertions:
            values.append(passing(heads))
        states = {self.experiment.cell_state(index).value for index in self.cells(place)}
        words = " ".join((*(head.snippet for head in heads), *sorted(states)))
        return Row(number, tuple(values), words, number == cheapest)

    def _axis_values(self, number: int) -> list[Value]:
        plan, place = self.experiment.plan, self.board.place(number)
        labels = self.board.labels(number)
        found: list[Value] = []
        for axis, index, label in zip(plan.axes, place, labels, strict=True):
            numbers = numbers_of(axis)
            found.append(Value(label, numbers[index] if numbers else None))
        return found


def passing(heads: list[CellHead]) -> Value:
    """Return how many of the ended answers fulfil every assertion: "2 of 3"."""
    judged = [head.values[ASSERTIONS] for head in heads if ASSERTIONS in head.values]
    if not judged:
        return Value()
    passed = sum(share == 1.0 for share in judged)
    return Value(_tr("{0} of {1}").format(passed, len(judged)), passed / len(judged))


def heading_of(kind: str) -> str:
    """Return the name of a failure as words: "RateLimited" is "Rate limited"."""
    return " ".join(_WORD.findall(kind)).capitalize() or kind
