"""What a picture of an experiment shows: one measure over the places of one or two axes.

Plain values, which a picture on screen, a file and a screen reader read alike. They know neither
Qt nor where the numbers come from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

STEPS = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """What was measured at one place.

    Attributes:
        value: The mean over the repeats; None while there is nothing to measure.
        low, high: The ends of its interval, None where there are too few repeats for one.
        is_running: Whether more will come.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    is_running: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure over a plane of places, row by row.

    Attributes:
        title: Of the measure.
        column_title, row_title: Of the axes; "" where there is no such axis.
        columns, rows: The labels along them; one empty label stands for no axis.
        spots: len(rows) * len(columns), the first row first.
        write: Writes a value of the measure.
        positions: Where the columns stand along a line plot, growing; one for each column.
    """

    title: str
    column_title: str
    columns: tuple[str, ...]
    row_title: str
    rows: tuple[str, ...]
    spots: tuple[Spot, ...]
    write: Callable[[float], str]
    positions: tuple[float, ...] = ()

    @property
    def span(self) -> tuple[float, float] | None:
        """The least and the greatest value, None where there is none."""
        values = [spot.value for spot in self.spots if spot.value is not None]
        return (min(values), max(values)) if values else None

    @property
    def is_running(self) -> bool:
        """Whether any value may still change."""
        return any(spot.is_running and spot.value is not None for spot in self.spots)

    def spot(self, row: int, column: int) -> Spot:
        """Return what was measured at a place."""
        return self.spots[row * len(self.columns) + column]

    def name_of(self, number: int) -> str:
        """Return what the place is called: "Temperature 0.8, Top P 0.95"."""
        row, column = divmod(number, len(self.columns))
        along = (self.column_title, self.columns[column]), (self.row_title, self.rows[row])
        return ", ".join(f"{title} {label}".strip() for title, label in along if title or label)

    def text_of(self, number: int) -> str:
        """Return the value at a place as it is printed, "" where there is none."""
        value = self.spots[number].value
        return "" if value is None else self.write(value)


def step_of(value: float, span: tuple[float, float]) -> int:
    """Return the step of the ramp, 0 to 5, of a value within a span; alone it is in the middle."""
    low, high = span
    if high <= low:
        return 2
    share = (value - low) / (high - low)
    return min(STEPS - 1, max(0, int(share * STEPS)))


def ticks(low: float, high: float, count: int = 4) -> tuple[float, ...]:
    """Return round numbers that span `low` to `high`, about `count` of them, growing."""
    if high <= low:
        room = abs(low) * 0.1 or 0.5
        low, high = low - room, high + room
    step = _round_step((high - low) / max(1, count - 1))
    first = step * (low // step)
    found = [first]
    while found[-1] < high - step * 1e-9:
        found.append(first + step * len(found))
    return tuple(round(tick, 12) for tick in found)


def tick_labels(figure: Figure, marks: Sequence[float]) -> tuple[str, ...]:
    """Return what is written at marks that grow; one that would repeat the last is empty.

    A measure that is written in whole numbers says the same of marks less than one apart.
    """
    written = [figure.write(mark) for mark in marks]
    return tuple(
        "" if number and said == written[number - 1] else said
        for number, said in enumerate(written)
    )


def _round_step(rough: float) -> float:
    exponent = 10.0 ** _floor_log10(rough)
    for factor in (1, 2, 2.5, 5):
        if rough <= factor * exponent * (1 + 1e-9):
            return factor * exponent
    return 10 * exponent


def _floor_log10(value: float) -> int:
    return int(f"{value:e}".partition("e")[2])
