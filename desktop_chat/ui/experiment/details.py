"""What the side says of the chosen cell, as plain values."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_chat.core.experiment import Cell, CellState
from desktop_chat.core.figures import NARROW_SPACE
from desktop_chat.core.measures.assertions import ASSERTIONS
from desktop_chat.core.measures.registry import MEASURES
from desktop_chat.core.unseen import plain_line, without_deceptive
from desktop_chat.ui.experiment.cell_card import (
    SHOWN_CHARACTERS,
    CellDetails,
    Fact,
    Judgement,
    OtherSeed,
)
from desktop_chat.ui.experiment.readings import Readings

DETAIL_MEASURES = ("similarity", "completion_tokens", "ttft", "rate", "cost")
_MOST_OTHERS = 12
_OTHER_CHARACTERS = 160


def _tr(text: str) -> str:
    return QCoreApplication.translate("CellDetails", text)


def details_of(readings: Readings, number: int, index: int, measure: str) -> CellDetails:
    """Return what is said of one cell.

    Args:
        readings: Of the experiment.
        number: The place on the board.
        index: The cell whose answer is shown; one of the place.
        measure: The measure that stands first.
    """
    experiment = readings.experiment
    state = experiment.cell_state(index)
    head = experiment.cell_head(index)
    text = experiment.live_text(index)
    failure = head.failure if head and state is CellState.FAILED else None
    shown = text[:SHOWN_CHARACTERS]
    if failure is not None and not text:
        shown = " ".join(part for part in (failure.text, failure.advice) if part)
    return CellDetails(
        title=readings.board.name(number) or _tr("All answers"),
        seed=seed_text(experiment.cells[index]),
        text=without_deceptive(shown),
        is_cut=len(text) > SHOWN_CHARACTERS,
        is_failed=failure is not None and not text,
        note=_note(state),
        facts=_facts(readings, number, measure),
        judgements=_judgements(readings, number),
        others=_others(readings, number, index, measure),
    )


def seed_text(cell: Cell) -> str:
    """Return which of a place's answers a cell is."""
    if cell.seed is not None:
        return _tr("seed {0}").format(cell.seed)
    return _tr("answer {0}").format(cell.repeat + 1)


def _note(state: CellState) -> str:
    return {
        CellState.QUEUED: _tr("Queued"),
        CellState.WAITING: _tr("Waiting"),
        CellState.STOPPED: _tr("Stopped"),
        CellState.RUNNING: _tr("Running"),
    }.get(state, "")


def _facts(readings: Readings, number: int, measure: str) -> tuple[Fact, ...]:
    place = readings.board.place(number)
    facts: list[Fact] = []
    for name in dict.fromkeys((measure, *DETAIL_MEASURES)):
        if name == "assertions":
            continue
        found = readings.experiment.place_measure(place, name)
        if found is None:
            continue
        known = MEASURES[name]
        spread = "" if not found.spread else f"±{NARROW_SPACE}{known.text(found.spread)}"
        facts.append(Fact(known.title, known.text(found.mean), spread))
    return tuple(facts)


def _judgements(readings: Readings, number: int) -> tuple[Judgement, ...]:
    experiment = readings.experiment
    assertions = experiment.plan.assertions
    if not assertions:
        return ()
    cells = readings.cells(readings.board.place(number))
    results = [experiment.result(index) for index in cells]
    answers = [
        found.message for found in results if found is not None and found.state is CellState.DONE
    ]
    judged: list[Judgement] = []
    for assertion in assertions:
        kind = ASSERTIONS[assertion.kind]
        argument = plain_line(assertion.argument[:40])
        title = f"{kind.title}: {argument}" if argument else kind.title
        passed = sum(readings.holds(answer, assertion) for answer in answers)
        count = _tr("{0} of {1}").format(passed, len(answers)) if answers else "–"
        judged.append(Judgement(title, count, passed == len(answers) if answers else None))
    return tuple(judged)


def _others(readings: Readings, number: int, index: int, measure: str) -> tuple[OtherSeed, ...]:
    experiment = readings.experiment
    cells = [other for other in readings.cells(readings.board.place(number)) if other != index]
    others: list[OtherSeed] = []
    for other in cells[:_MOST_OTHERS]:
        value = experiment.measures.value(other, measure)
        figure = "" if value is None else MEASURES[measure].text(value)
        text = plain_line(experiment.live_text(other)[: 2 * _OTHER_CHARACTERS])
        words = text[:_OTHER_CHARACTERS] or _note(experiment.cell_state(other))
        others.append(OtherSeed(other, seed_text(experiment.cells[other]), figure, words))
    return tuple(others)
