"""Places lie on the plane as on a plot, and are called by what differs."""

from __future__ import annotations

import pytest

from desktop_chat.core.experiment import Axis, AxisKind, Plan
from desktop_chat.ui.experiment.board import Board, axis_labels, axis_summary

TEMPERATURE = Axis(AxisKind.PARAMETER, "temperature", (0.4, 0.0, 1.25))
TOP_P = Axis(AxisKind.PARAMETER, "top_p", (0.5, 1.0))
MODEL = Axis(AxisKind.MODEL, values=("b", "a"))


def board(*axes: Axis) -> Board:
    return Board(Plan(axes=axes))


def test_numbers_grow_to_the_right_and_upwards() -> None:
    shown = board(TEMPERATURE, TOP_P)
    assert shown.columns == ("0.00", "0.40", "1.25")
    assert shown.rows == ("1.0", "0.5")
    assert shown.positions == (0.0, 0.4, 1.25)
    assert shown.place(0) == (1, 1)
    assert shown.name(0) == "Temperature 0.00, Top P 1.0"


def test_what_is_no_number_stays_in_its_order() -> None:
    shown = board(MODEL, TOP_P)
    assert shown.columns == ("b", "a")
    assert shown.positions == (0.0, 1.0)
    assert board(TOP_P, MODEL).rows == ("b", "a")


def test_more_than_two_axes_share_the_rows() -> None:
    shown = board(TEMPERATURE, TOP_P, MODEL)
    assert shown.row_title == "Top P · Model"
    assert shown.rows == ("0.5 · b", "0.5 · a", "1.0 · b", "1.0 · a")
    assert shown.labels(3) == ("0.00", "0.5", "a")


@pytest.mark.parametrize("axes", [(), (MODEL,), (TEMPERATURE, TOP_P), (TEMPERATURE, TOP_P, MODEL)])
def test_every_number_is_one_place(axes: tuple[Axis, ...]) -> None:
    shown = board(*axes)
    places = [shown.place(number) for number in range(shown.count)]
    assert len(set(places)) == shown.count == Plan(axes=axes).place_count
    assert [shown.number(place) for place in places] == list(range(shown.count))


def test_without_axes_there_is_one_place_without_a_name() -> None:
    shown = board()
    assert (shown.columns, shown.rows, shown.name(0)) == (("",), ("",), "")


def test_another_place_is_called_by_what_differs() -> None:
    shown = board(TEMPERATURE, TOP_P)
    assert shown.difference(3, 0) == "Top P 1.0"
    assert shown.difference(4, 0) == "Temperature 0.00, Top P 1.0"


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ((0.0, 0.25, 1.0), ("0.00", "0.25", "1.00")),
        ((1, 20), ("1", "20")),
        ((True, False), ("true", "false")),
        ((None, 0.5), ("unset", "0.5")),
        ((1e-7,), ("0.0",)),
    ],
)
def test_fractions_have_equally_many_digits(
    values: tuple[object, ...], labels: tuple[str, ...]
) -> None:
    assert axis_labels(Axis(AxisKind.PARAMETER, "temperature", values)) == labels


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        ((0.0, 0.4), "0.0, 0.4"),
        ((0.0, 0.4, 0.8, 1.2, 1.6), "0.0, 0.4 … 1.6"),
        ((0.0, 0.1, 0.8, 1.2, 1.6), "5 values"),
        (("one long name", "another name"), "2 values"),
        ((), ""),
    ],
)
def test_a_summary_is_short(values: tuple[object, ...], summary: str) -> None:
    assert axis_summary(Axis(AxisKind.PARAMETER, "temperature", values)) == summary
