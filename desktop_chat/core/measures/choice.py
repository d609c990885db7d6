"""What stands out among the cells: equal answers, and the cheapest place that passes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean

from desktop_chat.core.experiment import CellHead, CellState, Place


def cheapest_passing(places: Iterable[tuple[Place, Sequence[CellHead | None]]]) -> Place | None:
    """Return the place with the least mean cost among those where every answer passes.

    Of places that cost the same, or whose cost is not known, the one with the fewest tokens, then
    the first. None where no place passes, or nothing is asserted.

    Args:
        places: Each place with the heads of its cells; None for one that has not ended.
    """
    best: tuple[tuple[float, float], Place] | None = None
    for place, heads in places:
        known = [head for head in heads if head is not None]
        if not known or len(known) < len(heads) or not all(map(_passes, known)):
            continue
        rank = (_mean(known, "cost", float("inf")), _mean(known, "completion_tokens", 0.0))
        if best is None or rank < best[0]:
            best = (rank, place)
    return best[1] if best else None


def equal_answers(heads: Iterable[CellHead]) -> tuple[tuple[int, ...], ...]:
    """Return the indices of the cells whose answers are equal, the largest groups first."""
    found: defaultdict[str, list[int]] = defaultdict(list[int])
    for head in sorted(heads, key=lambda head: head.cell_index):
        if head.state is CellState.DONE and head.digest:
            found[head.digest].append(head.cell_index)
    return tuple(sorted(map(tuple, found.values()), key=lambda group: (-len(group), group)))


def _passes(head: CellHead) -> bool:
    return head.state is CellState.DONE and head.values.get("assertions") == 1.0


def _mean(heads: Sequence[CellHead], name: str, unknown: float) -> float:
    values = [head.values[name] for head in heads if name in head.values]
    return fmean(values) if values else unknown
