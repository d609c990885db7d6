"""A heat map of a measure as an inline SVG: the last axis across, all others down.

Colours are classes that the report's style sheet fills, so that they follow light and dark. Places
without a value are hatched, never coloured. Every text is escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from desktop_chat.core.experiment import Place
from desktop_chat.core.measures.registry import MEASURES
from desktop_chat.core.measures.statistics import Summary
from desktop_chat.formats.experiment_document import ExperimentDocument

STEPS = 6
CELL_WIDTH, CELL_HEIGHT, GAP = 84, 34, 2
_CHARACTER_WIDTH = 7


def heat_map(document: ExperimentDocument, name: str) -> str:
    """Return the heat map of one measure; of several repeats it shows the mean.

    Args:
        document: The experiment.
        name: A measure that at least one place has.
    """
    axes = document.plan.axes
    columns = [axes[-1].label(i) for i in range(len(axes[-1].values))] if axes else [""]
    rows: dict[Place, str] = {}
    for place, _ in document.places():
        rows.setdefault(place[:-1], ", ".join(document.labels(place)[:-1]))
    titles = " / ".join(axis.title for axis in axes) if len(axes) > 1 else ""
    left = 16 + _CHARACTER_WIDTH * max(map(len, (titles, *rows.values())))
    draw = _painter(document, name)
    parts: list[str] = []
    for number, (outer, label) in enumerate(rows.items()):
        top = number * (CELL_HEIGHT + GAP)
        parts.append(_text(left - 8, top + 22, label, "end"))
        for column in range(len(columns)):
            place = (*outer, column) if axes else ()
            parts.append(draw(place, left + column * (CELL_WIDTH + GAP), top))
    bottom = len(rows) * (CELL_HEIGHT + GAP)
    if len(axes) > 1:
        down = ", ".join(axis.title for axis in axes[:-1])
        parts.append(_text(left - 8, bottom + 16, f"{down} / {axes[-1].title}", "end", "axis"))
    for column, label in enumerate(columns):
        centre = left + column * (CELL_WIDTH + GAP) + CELL_WIDTH // 2
        parts.append(_text(centre, bottom + 16, label, "middle"))
    width, height = left + len(columns) * (CELL_WIDTH + GAP), bottom + 24
    title = escape(f"{MEASURES[name].title} by {' and '.join(axis.title for axis in axes)}")
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{title}"><title>{title}</title>{"".join(parts)}</svg>'
    )


def _painter(document: ExperimentDocument, name: str) -> Callable[[Place, int, int], str]:
    found = {place: sums[name] for place, sums in document.summaries.items() if name in sums}
    means = [summary.mean for summary in found.values()]
    low, high = min(means, default=0.0), max(means, default=0.0)

    def draw(place: Place, x: int, y: int) -> str:
        summary = found.get(place)
        if summary is None:
            return _rectangle(x, y, "none")
        step = _step(summary, low, high)
        value = MEASURES[name].text(summary.mean)
        middle = _text(x + CELL_WIDTH // 2, y + 22, value, "middle", f"i{step}")
        return _rectangle(x, y, f"d{step}") + middle

    return draw


def _step(summary: Summary, low: float, high: float) -> int:
    """Return the colour of a mean, 1 to STEPS."""
    share = (summary.mean - low) / (high - low) if high > low else 0.0
    return 1 + min(STEPS - 1, int(share * STEPS))


def _rectangle(x: int, y: int, name: str) -> str:
    return (
        f'<rect class="{name}" x="{x}" y="{y}" width="{CELL_WIDTH}" height="{CELL_HEIGHT}" rx="2"/>'
    )


def _text(x: int, y: int, text: str, anchor: str, name: str = "label") -> str:
    return f'<text class="{name}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
