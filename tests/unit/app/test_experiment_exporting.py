"""An experiment is exported with all answers, whole where the format wants them so."""

from __future__ import annotations

import msgspec
import pytest
from support.experiments import answer, cell_head, plan
from support.program import program
from support.scripted import ScriptedTransport

from desktop_chat.app.experiment_exporting import export_experiment
from desktop_chat.app.experiments import Experiments
from desktop_chat.core.experiment import Axis, AxisKind
from desktop_chat.formats.registry import EXPERIMENT_EXPORTS

COUNT = 130
ASKED = plan(axes=(Axis(AxisKind.PARAMETER, "max_tokens", tuple(range(1, COUNT + 1))),))


@pytest.mark.parametrize("name", list(EXPERIMENT_EXPORTS))
async def test_every_answer_is_in_every_format(name: str) -> None:
    async with program(ScriptedTransport()) as opened:
        experiment = await Experiments(opened.services).create(ASKED)
        for index in range(COUNT):
            said = answer(f"Answer number {index}!", request_body=f'{{"n":{index}}}')
            await opened.services.archive.save_cell(experiment.head, cell_head(index), said)
        other = await Experiments(opened.services).open(experiment.id)
        told: list[tuple[int, int]] = []
        text = await export_experiment(
            other, EXPERIMENT_EXPORTS[name], lambda done, total: told.append((done, total))
        )
        assert all(f"Answer number {index}!" in text for index in range(COUNT))
        assert told == [(100, COUNT), (COUNT, COUNT)]
        if name == "json":
            cells = msgspec.json.decode(text)["cells"]
            assert cells[7]["answer"]["record"]["request_body"] == '{"n":7}'
        await opened.settled()
