"""Figures of an experiment with made-up numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from desktop_chat.ui.experiment.figure import Figure, Spot

TEMPERATURES = ("0.0", "0.4", "0.8", "1.2", "1.6")
SHARES = ("1.00", "0.95", "0.80", "0.50")


def figure(
    values: Sequence[float | None],
    columns: int = 5,
    running: Collection[int] = (),
    *,
    spread: float | None = None,
    is_bare: bool = False,
) -> Figure:
    """Return a figure over temperature, and over top_p where there is more than one row.

    Args:
        values: Row by row; None: nothing there yet.
        columns: How many columns.
        running: Numbers of the places that are still running.
        spread: Half the width of each interval, None: no intervals.
        is_bare: Whether it has no axis at all.
    """
    rows = len(values) // columns
    spots = tuple(
        Spot(
            value,
            None if value is None or spread is None else value - spread,
            None if value is None or spread is None else value + spread,
            is_running=number in running,
        )
        for number, value in enumerate(values)
    )
    return Figure(
        title="Distinct-2",
        column_title="" if is_bare else "Temperature",
        columns=("",) if is_bare else TEMPERATURES[:columns],
        row_title="Top P" if rows > 1 else "",
        rows=SHARES[:rows] if rows > 1 else ("",),
        spots=spots,
        write=lambda value: f"{value:.2f}",
        positions=tuple(0.4 * column for column in range(columns)),
    )
