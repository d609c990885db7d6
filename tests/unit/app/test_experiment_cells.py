"""Heads of all cells, answers of some: read when they are wanted, never lost unsaved."""

from __future__ import annotations

import pytest
from support.experiments import answer, cell_head, experiment, plan
from support.program import Program, program
from support.scripted import ScriptedTransport

from desktop_chat.app import experiment_cells
from desktop_chat.app.experiment_cells import FIRST_PAGE, IN_MEMORY, ExperimentCells
from desktop_chat.core.experiment import Axis, AxisKind, CellState, ExperimentHead
from desktop_chat.core.message import Failure
from desktop_chat.errors import UsageError

MANY = 1_200
ASKED = plan(axes=(Axis(AxisKind.PARAMETER, "max_tokens", tuple(range(1, MANY + 1))),))


def cells_of(opened: Program, head: ExperimentHead) -> tuple[ExperimentCells, list[int]]:
    changed: list[int] = []
    services = opened.services
    cells = ExperimentCells(head.id, head.plan, services.archive, services.tasks, changed.append)
    return cells, changed


async def kept(opened: Program, *indices: int) -> ExperimentHead:
    head = experiment(plan=ASKED)
    await opened.services.archive.save_experiment(head)
    for index in indices:
        said = answer(f"answer {index}", request_body=f'{{"n":{index}}}')
        await opened.services.archive.save_cell(head, cell_head(index), said)
    return head


async def test_a_cell_that_has_not_ended_has_no_answer() -> None:
    async with program(ScriptedTransport()) as opened:
        cells, _ = cells_of(opened, await kept(opened))
        await cells.read_all()
        with pytest.raises(UsageError, match="has not ended"):
            await cells.whole(0)


async def test_the_first_heads_come_first_and_the_others_in_steps() -> None:
    async with program(ScriptedTransport()) as opened:
        cells, changed = cells_of(opened, await kept(opened, 3, FIRST_PAGE, MANY - 1))
        await cells.read_page()
        assert [head.cell_index for head in cells] == [3]
        assert not cells.is_complete
        await cells.read_all()
        assert changed == [3, FIRST_PAGE, MANY - 1]
        assert cells.is_complete


async def test_answers_come_when_they_are_wanted_each_read_once() -> None:
    async with program(ScriptedTransport()) as opened:
        cells, changed = cells_of(opened, await kept(opened, 1, 2))
        await cells.read_all()
        changed.clear()
        assert cells.answer(1) is None
        cells.want((1, 2, 5))
        cells.want((2,))
        await opened.settled()
        assert sorted(changed) == [1, 2]
        found = cells.answer(1)
        assert found is not None
        assert found.text == "answer 1"


async def test_a_whole_answer_has_its_request_body() -> None:
    async with program(ScriptedTransport()) as opened:
        cells, _ = cells_of(opened, await kept(opened, 4))
        await cells.read_all()
        whole = await cells.whole(4)
        assert whole.record is not None
        assert whole.record.request_body == '{"n":4}'


async def test_what_is_unsaved_stays_in_memory_and_the_oldest_of_the_rest_goes() -> None:
    async with program(ScriptedTransport()) as opened:
        cells, _ = cells_of(opened, await kept(opened))
        cells.begin_empty()
        cells.put(cell_head(0), answer("unsaved"), is_saved=False)
        for index in range(1, IN_MEMORY + 2):
            cells.put(cell_head(index), answer("x"), is_saved=True)
        assert cells.unsaved == (0,)
        assert cells.answer(0) is not None
        assert cells.answer(1) is None
        assert cells.answer(2) is not None
        cells.put(cell_head(0), answer("saved"), is_saved=True)
        assert cells.unsaved == ()


async def test_what_is_to_run() -> None:
    async with program(ScriptedTransport()) as opened:
        cells, _ = cells_of(opened, await kept(opened))
        cells.begin_empty()
        states = (CellState.DONE, CellState.FAILED, CellState.STOPPED)
        for index, state in enumerate(states):
            cells.put(cell_head(index, state=state), answer("x"), is_saved=True)
        assert cells.not_ended(with_failed=False)[:2] == [2, 3]
        assert cells.not_ended(with_failed=True)[:3] == [1, 2, 3]


async def test_a_head_that_ended_while_the_rest_was_read_is_the_newer_one() -> None:
    async with program(ScriptedTransport()) as opened:
        cells, _ = cells_of(opened, await kept(opened, 0))
        newer = cell_head(0, snippet="newer")
        cells.put(newer, answer("newer"), is_saved=True)
        await cells.read_all()
        assert cells.head(0) == newer
        assert experiment_cells.READ_AT_ONCE < IN_MEMORY


async def test_what_cannot_be_reached_is_told_with_its_own_way_out() -> None:
    async with program(ScriptedTransport()) as opened:
        cells, _ = cells_of(opened, await kept(opened))
        assert cells.unreached() is None
        refused = Failure("BadRequest", "No.")
        cells.put(cell_head(0, state=CellState.FAILED, failure=refused), answer(""), is_saved=True)
        assert cells.unreached() is None
        gone = Failure("Offline", "The proxy is gone.", "Change the proxy under Settings.")
        cells.put(cell_head(1, state=CellState.FAILED, failure=gone), answer(""), is_saved=True)
        found = cells.unreached()
        assert found is not None
        assert found.text == "1 request failed: The proxy is gone."
        assert found.advice == "Change the proxy under Settings."
