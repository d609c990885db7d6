"""The measures of every place at once, for reports."""

from __future__ import annotations

from support.experiments import answer, cell_head, plan

from desktop_chat.core.experiment import CellState
from desktop_chat.core.measures.places import place_summaries


def test_every_place_has_its_measures_and_failed_answers_do_not_count() -> None:
    asked = plan(repeats=2, seeds=(1, 2))
    heads = {
        0: cell_head(0, values={"words": 2.0}),
        1: cell_head(1, values={"words": 4.0}),
        2: cell_head(2, values={"words": 9.0}, state=CellState.FAILED),
    }
    found = place_summaries(asked, heads, {0: answer("a b"), 1: answer("A b.")})
    assert len(found) == asked.place_count
    assert found[0, 0]["words"].mean == 3.0
    assert found[0, 0]["exact_match"].mean == 1.0
    assert found[0, 1] == {}


def test_an_answer_that_cannot_be_read_is_passed_over() -> None:
    asked = plan(repeats=2, seeds=(1, 2))
    heads = {index: cell_head(index) for index in range(2)}
    found = place_summaries(asked, heads, {0: answer("a b")})
    assert "exact_match" not in found[0, 0]
    assert found[0, 0]["words"].count == 2
