"""A figure names its places, and its steps and ticks fit what was measured."""

from __future__ import annotations

import pytest
from support.figures import figure

from desktop_chat.ui.experiment.figure import Figure, Spot, step_of, tick_labels, ticks


def test_a_figure_without_values_has_no_span() -> None:
    assert figure([None, None], columns=2).span is None
    assert not figure([None], columns=1).is_running


def test_a_place_is_named_by_both_axes_and_without_an_axis_by_nothing() -> None:
    assert figure([0.1, 0.2, 0.3, 0.4], columns=2).name_of(2) == "Temperature 0.0, Top P 0.95"
    assert figure([0.1], columns=1, is_bare=True).name_of(0) == ""


def test_a_value_is_written_as_its_measure_writes_it() -> None:
    shown = figure([0.315, None], columns=2)
    assert [shown.text_of(number) for number in (0, 1)] == ["0.32", ""]


def test_only_what_has_a_value_counts_as_running() -> None:
    waiting = figure([None], columns=1)
    assert not waiting.is_running
    growing = figure([0.5], columns=1, running={0})
    assert growing.is_running
    assert growing.spot(0, 0) == Spot(0.5, is_running=True)


@pytest.mark.parametrize(
    ("value", "step"), [(0.0, 0), (0.16, 0), (0.17, 1), (0.5, 3), (0.99, 5), (1.0, 5)]
)
def test_the_ramp_has_six_equal_steps(value: float, step: int) -> None:
    assert step_of(value, (0.0, 1.0)) == step


def test_a_single_value_stands_in_the_middle_of_the_ramp() -> None:
    assert step_of(0.3, (0.3, 0.3)) == 2


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0.31, 0.84, (0.2, 0.4, 0.6, 0.8, 1.0)),
        (0, 100, (0, 50, 100)),
        (0, 9, (0, 5, 10)),
        (-3.2, 4.1, (-5, -2.5, 0, 2.5, 5)),
        (0.0013, 0.0017, (0.0012, 0.0014, 0.0016, 0.0018)),
        (5, 5, (4.5, 5, 5.5)),
        (0, 0, (-0.5, 0, 0.5)),
        (1e-30, 2e-30, None),
        (1e300, 2e300, None),
    ],
)
def test_ticks_are_round_and_span_the_values(
    low: float, high: float, found: tuple[float, ...] | None
) -> None:
    marks = list(ticks(low, high))
    assert len(marks) <= 8
    if found is not None:
        assert marks == pytest.approx(list(found))
        assert min(marks) <= low <= high <= max(marks)


def test_a_mark_that_would_be_called_as_the_one_before_is_called_nothing() -> None:
    figure = Figure("Tokens", "", ("",), "", ("",), (Spot(45.0),), write="{:.0f}".format)
    assert tick_labels(figure, (45.0, 45.2, 45.4, 45.6)) == ("45", "", "", "46")
