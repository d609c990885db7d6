"""Measures of places: at once from the heads, and by a worker where answers are compared."""

from __future__ import annotations

import asyncio

from support.experiments import answer, cell_head, experiment, plan
from support.program import Program, program
from support.scripted import ScriptedTransport

from desktop_chat.app.experiment_cells import ExperimentCells
from desktop_chat.app.experiment_measures import ExperimentMeasures
from desktop_chat.core.experiment import CellState, Place

REPEATED = plan(repeats=3, seeds=(1, 2, 3))
FIRST: Place = (0, 0)


def measures_of(opened: Program, *texts: str) -> tuple[ExperimentCells, ExperimentMeasures]:
    services, head = opened.services, experiment(plan=REPEATED)
    cells = ExperimentCells(head.id, REPEATED, services.archive, services.tasks, lambda _: None)
    cells.begin_empty()
    for index, text in enumerate(texts):
        values = {"words": float(len(text.split()))}
        cells.put(cell_head(index, values=values), answer(text), is_saved=False)
    return cells, ExperimentMeasures(head.id, REPEATED, cells, services.tasks)


async def test_a_place_without_answers_has_no_measure() -> None:
    async with program(ScriptedTransport()) as opened:
        _, measures = measures_of(opened)
        assert measures.summary(FIRST, "words") is None
        assert measures.summary(FIRST, "self_bleu") is None
        await opened.settled()
        assert measures.summary(FIRST, "self_bleu") is None


async def test_failed_answers_do_not_count() -> None:
    async with program(ScriptedTransport()) as opened:
        cells, measures = measures_of(opened, "one two", "one")
        failed = cell_head(1, state=CellState.FAILED, values={"words": 9.0})
        cells.put(failed, answer("x"), is_saved=False)
        assert measures.values(FIRST, "words") == {0: 2.0}


async def test_measures_of_single_answers_are_there_at_once() -> None:
    async with program(ScriptedTransport()) as opened:
        _, measures = measures_of(opened, "one two", "one two three four", "one")
        found = measures.summary(FIRST, "words")
        assert found is not None
        assert (found.mean, found.count) == (7 / 3, 3)
        assert measures.value(1, "words") == 4.0
        assert measures.value(5, "words") is None


async def test_measures_that_compare_answers_come_later_and_are_made_anew_with_new_answers() -> (
    None
):
    async with program(ScriptedTransport()) as opened:
        cells, measures = measures_of(opened, "a b c d", "a b c d")
        told: list[Place] = []
        measures.measured.connect(told.append)
        assert measures.summary(FIRST, "exact_match") is None
        assert measures.progress == (0, 1)
        await opened.settled()
        assert told == [FIRST]
        assert measures.progress is None
        assert measures.values(FIRST, "exact_match") == {0: 1.0, 1: 1.0}
        cells.put(cell_head(2), answer("x"), is_saved=False)
        assert measures.values(FIRST, "exact_match") == {0: 1.0, 1: 1.0}
        await opened.settled()
        assert measures.values(FIRST, "exact_match") == {0: 0.5, 1: 0.5, 2: 0.0}
        assert len(told) == 2


async def test_what_is_being_measured_can_be_given_up() -> None:
    async with program(ScriptedTransport()) as opened:
        _, measures = measures_of(opened, "a", "b")
        for place in ((0, 0), (0, 1), (1, 0)):
            measures.summary(place, "similarity")
        measures.cancel()
        await opened.settled()
        assert measures.progress is None
        await asyncio.sleep(0)
        assert not opened.services.tasks.running


async def test_every_place_can_be_waited_for() -> None:
    async with program(ScriptedTransport()) as opened:
        _, measures = measures_of(opened, "a", "a", "a", "b", "b", "c")
        await measures.finished("exact_match")
        assert measures.values((0, 1), "exact_match") == {3: 0.5, 4: 0.5, 5: 0.0}
        await measures.finished("words")
