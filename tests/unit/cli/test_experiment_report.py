"""The words of `experiment`: an estimate, a bar, a table."""

from __future__ import annotations

from decimal import Decimal

from support.experiments import answer, cell_head, plan
from support.program import program
from support.scripted import ScriptedTransport

from desktop_chat.app.experiments import Experiments
from desktop_chat.cli.experiment_report import (
    BAR_WIDTH,
    estimate_line,
    places_table,
    progress_line,
)
from desktop_chat.core.experiment import Estimate


def test_an_estimate_with_and_without_a_price() -> None:
    known = Estimate(24, 1000, 200, Decimal("0.0298"), 95.0)
    assert estimate_line(known) == (
        "Requests: 24, about 1\u202f200 tokens, ≈ $0.030, 1\u202fmin 35\u202fs."
    )
    assert "an unknown cost" in estimate_line(Estimate(1, 1, 1, None, 1.0))


async def test_the_bar_and_the_table_of_an_experiment_that_has_not_run() -> None:
    async with program(ScriptedTransport()) as opened:
        experiment = await Experiments(opened.services).create(plan())
        assert progress_line(experiment) == f"[{'.' * BAR_WIDTH}] 0 of 6"
        heading, *rows = places_table(experiment).splitlines()
        assert heading == "Temperature  Top P"
        assert len(rows) == 6
        experiment.stored.put(cell_head(0, values={"words": 21.5}), answer("x"), is_saved=False)
        heading, first, second, *_ = places_table(experiment).splitlines()
        assert heading.split()[-1] == "Words"
        assert first.split() == ["0.0", "0.5", "21.5"]
        assert second.split() == ["0.0", "1.0", "-"]
