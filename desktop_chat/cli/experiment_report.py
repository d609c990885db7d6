"""What `experiment` tells of an experiment: an estimate, a bar, a table of places."""

from __future__ import annotations

from desktop_chat.app.experiment import Experiment
from desktop_chat.core.experiment import Estimate, Place, place_at
from desktop_chat.core.figures import cost_text, count_text, seconds_text
from desktop_chat.core.measures.registry import MEASURES
from desktop_chat.core.measures.statistics import Summary

BAR_WIDTH = 24
_LEFT_OUT = ("characters", "duration", "prompt_tokens", "distinct_1", "distinct_3")


def estimate_line(estimate: Estimate) -> str:
    """Return what a plan would take, as one line."""
    tokens = estimate.prompt_tokens + estimate.completion_tokens
    cost = "an unknown cost"
    if estimate.cost_usd is not None:
        cost = cost_text(estimate.cost_usd, is_estimate=True)
    return (
        f"Requests: {count_text(estimate.requests)}, about {count_text(tokens)} tokens, {cost}, "
        f"{seconds_text(estimate.seconds)}."
    )


def progress_line(experiment: Experiment) -> str:
    """Return how far an experiment got, as one line with a bar."""
    progress = experiment.progress
    ended = progress.done + progress.failed
    filled = BAR_WIDTH * ended // max(1, progress.total)
    parts = [f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {ended} of {progress.total}"]
    if progress.failed:
        parts.append(f"{progress.failed} failed")
    if progress.waiting:
        parts.append(f"{progress.waiting} told to wait")
    if progress.priced and progress.spent_usd:
        parts.append(cost_text(progress.spent_usd))
    if progress.seconds_left is not None:
        parts.append(f"{seconds_text(progress.seconds_left)} left")
    return " · ".join(parts)


def places_table(experiment: Experiment) -> str:
    """Return a table with a line for each place, the measures that any place has across."""
    plan = experiment.plan
    places = [place_at(plan, number) for number in range(plan.place_count)]
    found = {
        (place, name): summary
        for place in places
        for name in MEASURES
        if name not in _LEFT_OUT and (summary := experiment.place_measure(place, name)) is not None
    }
    names = [name for name in MEASURES if any((place, name) in found for place in places)]
    rows = [[axis.title for axis in plan.axes] + [MEASURES[name].title for name in names]]
    best = experiment.cheapest_passing()
    for place in places:
        labels = [axis.label(i) for axis, i in zip(plan.axes, place, strict=True)]
        row = labels + [_value(found, place, name) for name in names]
        rows.append([*row, "<- cheapest that passes"] if place == best else row)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "".join(_line(row, widths) for row in rows)


def _value(found: dict[tuple[Place, str], Summary], place: Place, name: str) -> str:
    summary = found.get((place, name))
    return MEASURES[name].text(summary.mean) if summary else "-"


def _line(row: list[str], widths: list[int]) -> str:
    cells = [text.rjust(width) for text, width in zip(row, widths, strict=False)]
    return "  ".join([*cells, *row[len(widths) :]]).rstrip() + "\n"
