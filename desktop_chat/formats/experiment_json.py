"""Lossless JSON of an experiment: the plan, every cell with its whole answer, every measure.

The file is one object: `format` ("desktop-chat-experiment/1"), `experiment` (the fields of
core.experiment.ExperimentHead), `places` (the value of each axis and the measures of the answers)
and `cells` (head and answer; fields at their default are left out).
"""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_chat.core.experiment import Cell, CellHead, ExperimentHead, Place, cell_at
from desktop_chat.core.measures.places import Summaries
from desktop_chat.core.message import Message
from desktop_chat.formats.experiment_document import ExperimentDocument, ExperimentFormat

FORMAT_NAME = "desktop-chat-experiment/1"


class JsonPlace(msgspec.Struct, frozen=True):
    """A place: the value of each axis by its name, and what the answers measure."""

    place: Place
    values: dict[str, Any]
    measures: Summaries


class JsonCell(msgspec.Struct, frozen=True):
    """A cell that has ended."""

    cell: Cell
    head: CellHead
    answer: Message | None


class JsonExperiment(msgspec.Struct, frozen=True):
    """The file's one object."""

    format: str
    experiment: ExperimentHead
    places: tuple[JsonPlace, ...]
    cells: tuple[JsonCell, ...]


def write(document: ExperimentDocument) -> str:
    """Return the experiment as indented JSON with a line break at the end."""
    plan = document.plan
    places = tuple(
        JsonPlace(
            place,
            {
                axis.name or axis.kind.value: axis.values[index]
                for axis, index in zip(plan.axes, place, strict=True)
            },
            document.summaries[place],
        )
        for place, _ in document.places()
    )
    cells = tuple(
        JsonCell(cell_at(plan, index), head, document.answers.get(index))
        for index, head in sorted(document.heads.items())
    )
    whole = JsonExperiment(FORMAT_NAME, document.head, places, cells)
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


JSON = ExperimentFormat("json", "JSON, lossless", ".json", needs_whole=True, write=write)
