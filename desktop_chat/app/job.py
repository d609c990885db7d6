"""How far a long job is, and the wish that it end early; told and asked on any thread."""

from __future__ import annotations


class Job:
    """One job under way.

    Attributes:
        done, total: How much of how much, 0 before anything is known.
        is_stopped: Whether it is to end early.
    """

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.is_stopped = False

    def note(self, done: int, total: int) -> bool:
        """Take down how far it is; return whether to go on."""
        self.done, self.total = done, total
        return not self.is_stopped
