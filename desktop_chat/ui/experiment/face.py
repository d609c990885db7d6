"""What one cell of the grid shows, as plain values; it knows neither Qt nor an experiment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class FaceKind(Enum):
    """How far the answers of a place are."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Face:
    """One cell.

    Attributes:
        name: What the place is called: "Temperature 0.8, Top P 0.95".
        kind: How far it is.
        text: The beginning of an answer as one line of words, or what went wrong.
        heading: Before the text of a failure: "Rate limited".
        foot: At the leading side below: "3 of 3", "46 tok/s", "Queued".
        figure: At the trailing side below: the chosen measure.
        is_repeated: Whether another cell before it has the same answer.
    """

    name: str = ""
    kind: FaceKind = FaceKind.QUEUED
    text: str = ""
    heading: str = ""
    foot: str = ""
    figure: str = ""
    is_repeated: bool = False

    @property
    def spoken(self) -> str:
        """All of it in one sentence for the ear."""
        parts = (self.heading, self.text, self.foot, self.figure)
        said = ", ".join(part for part in parts if part)
        return f"{self.name}: {said}" if self.name else said
