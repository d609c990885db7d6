"""How the places of a plan lie on a plane: the first axis across, the others down.

With two axes of numbers the greatest of the second stands on top, as on the scale of a plot; with
more than two, each row is one combination of the others. It owns which number on the plane is which
place, and what places are called. Plain values, without Qt.
"""

from __future__ import annotations

import itertools

from desktop_chat.core.experiment import Axis, Place, Plan

_SEPARATOR = " · "


class Board:
    """The plane of one plan.

    Attributes:
        columns, rows: Labels; one empty label where there is no such axis.
        positions: Where the columns stand along a plot, growing.
    """

    def __init__(self, plan: Plan) -> None:
        self._axes = plan.axes
        self._labels = [axis_labels(axis) for axis in plan.axes]
        across = self._labels[:1]
        self.columns: tuple[str, ...] = across[0] if across else ("",)
        self.column_title = plan.axes[0].title if plan.axes else ""
        self.row_title = _SEPARATOR.join(axis.title for axis in plan.axes[1:])
        self._column_order = self._order_of_columns()
        self._row_places = self._places_of_rows()
        self.columns = tuple(self.columns[index] for index in self._column_order)
        self.rows: tuple[str, ...] = tuple(map(self._row_label, self._row_places))
        self.positions = self._positions()
        self._numbers = {self.place(number): number for number in range(self.count)}

    @property
    def count(self) -> int:
        """How many places there are."""
        return len(self._column_order) * len(self._row_places)

    def place(self, number: int) -> Place:
        """Return the place of a number on the plane, counted row by row."""
        row, column = divmod(number, len(self._column_order))
        first = (self._column_order[column],) if self._axes else ()
        return first + self._row_places[row]

    def number(self, place: Place) -> int:
        """Return the number of a place on the plane."""
        return self._numbers[place]

    def name(self, number: int) -> str:
        """Return what a place is called: "Temperature 0.8, Top P 0.95"."""
        place = self.place(number)
        return ", ".join(
            f"{axis.title} {self._labels[which][index]}"
            for which, (axis, index) in enumerate(zip(self._axes, place, strict=True))
        )

    def labels(self, number: int) -> tuple[str, ...]:
        """Return the label of a place on each axis of the plan."""
        place = self.place(number)
        return tuple(self._labels[which][index] for which, index in enumerate(place))

    def difference(self, number: int, other: int) -> str:
        """Return what `other` is called beside `number`: only the axes in which they differ."""
        here, there = self.place(number), self.place(other)
        return ", ".join(
            f"{self._axes[which].title} {self._labels[which][index]}"
            for which, index in enumerate(there)
            if index != here[which]
        )

    def _order_of_columns(self) -> tuple[int, ...]:
        order = range(len(self.columns))
        values = numbers_of(self._axes[0]) if self._axes else None
        # A plot runs from less to more, whatever order the values were written in.
        return tuple(sorted(order, key=values.__getitem__) if values else order)

    def _places_of_rows(self) -> tuple[Place, ...]:
        sizes = [range(len(labels)) for labels in self._labels[1:]]
        places = list(itertools.product(*sizes))
        values = numbers_of(self._axes[1]) if len(self._axes) == 2 else None
        if values:
            places.sort(key=lambda place: values[place[0]], reverse=True)
        return tuple(places)

    def _row_label(self, place: Place) -> str:
        return _SEPARATOR.join(self._labels[which + 1][index] for which, index in enumerate(place))

    def _positions(self) -> tuple[float, ...]:
        values = numbers_of(self._axes[0]) if self._axes else None
        if values:
            return tuple(values[index] for index in self._column_order)
        return tuple(float(column) for column in range(len(self._column_order)))


def numbers_of(axis: Axis) -> tuple[float, ...] | None:
    """Return the values of an axis as numbers, None where they are not all numbers."""
    if not all(isinstance(value, int | float) for value in axis.values):
        return None
    if any(isinstance(value, bool) for value in axis.values):
        return None
    return tuple(float(value) for value in axis.values)


def axis_labels(axis: Axis) -> tuple[str, ...]:
    """Return the labels along an axis; fractions get as many digits as the longest needs."""
    values = numbers_of(axis)
    if values is None or all(isinstance(value, int) for value in axis.values):
        return tuple(axis.label(index) for index in range(len(axis.values)))
    texts = [f"{value:.6f}".rstrip("0") for value in values]
    digits = max(1, *(len(text.partition(".")[2]) for text in texts))
    return tuple(f"{value:.{digits}f}" for value in values)


def axis_summary(axis: Axis) -> str:
    """Return the values of an axis in few words: "0, 0.4 … 1.6", "4 values"."""
    labels = [axis.label(index) for index in range(len(axis.values))]
    whole = ", ".join(labels)
    if len(whole) <= 16:
        return whole
    if numbers_of(axis) is not None and _is_even(axis):
        return f"{labels[0]}, {labels[1]} … {labels[-1]}"
    return f"{len(labels)} values"


def _is_even(axis: Axis) -> bool:
    values = numbers_of(axis) or ()
    steps = [later - earlier for earlier, later in itertools.pairwise(values)]
    return len(steps) > 1 and max(steps) - min(steps) < 1e-9 * max(1.0, abs(max(steps)))
