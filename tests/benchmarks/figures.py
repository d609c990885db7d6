"""What a measure gives: a figure, what it compares, and the goal it is held against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One result.

    Attributes:
        name: What was measured.
        value: A ratio of two times taken in one run, or an amount in `unit`.
        of: What is compared or counted, in words.
        goal: What the design asks for at most, None where it asks for nothing.
        unit: "x" for a ratio, "MB" or "ms" for an amount.
    """

    name: str
    value: float
    of: str
    goal: float | None = None
    unit: str = "x"

    @property
    def verdict(self) -> str:
        """Whether the goal is met, in words; "" without a goal."""
        if self.goal is None:
            return ""
        return "met" if self.value <= self.goal else "missed"
