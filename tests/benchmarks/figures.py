"""What a measure gives: a ratio, what it compares, and the goal it is held against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One result.

    Attributes:
        name: What was measured.
        ratio: Its time divided by the other's.
        of: The two times in words.
        goal: The ratio that the design asks for at most, None where it asks for none.
    """

    name: str
    ratio: float
    of: str
    goal: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the goal is met, in words; "" without a goal."""
        if self.goal is None:
            return ""
        return "met" if self.ratio <= self.goal else "missed"
