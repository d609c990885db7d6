"""The measures of every place of an experiment at once, for reports; pure and slow.

Live figures are `app.experiment_measures`' affair: it measures a place when somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_chat.core.experiment import CellHead, CellState, Place, Plan, cells_at, place_at
from desktop_chat.core.measures.registry import MEASURES, Measure
from desktop_chat.core.measures.statistics import Summary, summary
from desktop_chat.core.message import Message

Summaries = dict[str, Summary]
"""The measures of a place by name, as far as it has them."""


def place_summaries(
    plan: Plan, heads: Mapping[int, CellHead], answers: Mapping[int, Message]
) -> dict[Place, Summaries]:
    """Return the measures of every place.

    Args:
        plan: What was asked.
        heads: The ended cells by index.
        answers: Their answers by index; a measure that compares answers passes over missing ones.
    """
    return {
        place: _summaries(plan, place, heads, answers)
        for place in (place_at(plan, number) for number in range(plan.place_count))
    }


def _summaries(
    plan: Plan, place: Place, heads: Mapping[int, CellHead], answers: Mapping[int, Message]
) -> Summaries:
    done = [
        heads[index]
        for index in cells_at(plan, place)
        if index in heads and heads[index].state is CellState.DONE
    ]
    found: Summaries = {}
    for name, measure in MEASURES.items():
        values = (
            _compared(measure, plan, [answers.get(head.cell_index) for head in done])
            if measure.needs_all
            else [head.values[name] for head in done if name in head.values]
        )
        summed = summary(values)
        if summed is not None:
            found[name] = summed
    return found


def _compared(measure: Measure, plan: Plan, answers: list[Message | None]) -> list[float]:
    known = [answer for answer in answers if answer is not None]
    return [value for value in measure.values(known, plan) if value is not None]
