"""What an export of an experiment is given: its cells, their answers, and what they measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from desktop_chat.core.experiment import (
    CellHead,
    ExperimentHead,
    Place,
    Plan,
    cells_at,
    place_at,
)
from desktop_chat.core.measures.places import Summaries, place_summaries
from desktop_chat.core.message import Message


@dataclass(frozen=True)
class ExperimentDocument:
    """One experiment to be exported.

    Attributes:
        heads: The ended cells by index.
        answers: Their answers by index.
    """

    head: ExperimentHead
    heads: dict[int, CellHead]
    answers: dict[int, Message]

    @property
    def plan(self) -> Plan:
        """What was asked."""
        return self.head.plan

    @cached_property
    def summaries(self) -> dict[Place, Summaries]:
        """What the answers measure, by place."""
        return place_summaries(self.plan, self.heads, self.answers)

    @property
    def measured(self) -> tuple[str, ...]:
        """The measures that any place has, in the registry's order."""
        names = {name: None for found in self.summaries.values() for name in found}
        return tuple(names)

    def places(self) -> Iterator[tuple[Place, range]]:
        """Give every place with the indices of its cells."""
        for number in range(self.plan.place_count):
            place = place_at(self.plan, number)
            yield place, cells_at(self.plan, place)

    def labels(self, place: Place) -> tuple[str, ...]:
        """Return the value of each axis at a place."""
        pairs = zip(self.plan.axes, place, strict=True)
        return tuple(axis.label(index) for axis, index in pairs)


@dataclass(frozen=True, slots=True)
class ExperimentFormat:
    """One way to write an experiment.

    Attributes:
        id: Stable name on the command line.
        suffix: Of the file, with its dot.
        needs_whole: Whether the answers come with their requests, probabilities and timings.
        write: Gives the whole file as text; never holds a key.
    """

    id: str
    title: str
    suffix: str
    needs_whole: bool
    write: Callable[[ExperimentDocument], str]
