"""How much work one parse may take, counted in steps, and how it is stopped from outside.

Owns the limits on work. What a text costs is counted, not timed, so that the same text always gives
the same blocks; a clock is only looked at to stop what the count does not see. Must not know what
Markdown is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import Final

EFFORT: Final = "effort"
"""The name under which rules find the Effort of their parse in its environment."""
STEPS_PER_BLOCK: Final = 500_000
"""What a block may cost beyond what its length explains: about a quarter of a second."""
STEPS_WITH_PATIENCE: Final = 20_000_000
"""The same for a block that the reader wants laid out anyway: about ten seconds."""
STEPS_AT_ONCE: Final = 60_000
"""What a whole text may cost on the thread that also draws: about a thirtieth of a second."""
STEPS_WHILE_GROWING: Final = 30_000
"""What a block may cost beyond its length at each step of its growth: about 15 ms."""
STEPS_PER_GROWING_TEXT: Final = 60_000
"""What the words of one block may cost at each step of its growth, however many they are."""
_STEPS_PER_TEXT = 4 * STEPS_PER_BLOCK
_STEPS_PER_CHARACTER = 8
_STEPS_PER_LINE = 200
_STEPS_BETWEEN_LOOKS = 50_000
_SECONDS_PER_BLOCK = 2.5
_SECONDS_WITH_PATIENCE = 12.0
_SECONDS_PER_EXPLAINED_STEP = 2e-6


class TooIntricate(Exception):
    """The block takes more work than a reader would wait for."""


class Unfinished(Exception):
    """The text takes more work than the caller gave it."""


class ParsingCancelled(Exception):
    """Somebody asked to stop."""


def _never() -> bool:
    return False


class Effort:
    """Counts the steps of one parse. A step is about half a microsecond of a usual computer.

    Every block has what its length explains, and may take more from what all blocks share, so that
    one intricate block neither starves the others nor takes longer than a reader would wait.
    """

    def __init__(
        self,
        *,
        per_block: int = STEPS_PER_BLOCK,
        per_words: int | None = None,
        at_most: int | None = None,
        patient_at: Collection[int] = (),
        is_cancelled: Callable[[], bool] = _never,
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        """Begin a parse.

        Args:
            per_block: Steps that a block may take beyond what its length explains.
            per_words: Steps that the words of a block may take, whatever explains them; None for
                no such limit.
            at_most: Steps for the whole text, after which Unfinished is raised; None for no end.
            patient_at: Offsets of the lines with blocks that may take STEPS_WITH_PATIENCE.
            is_cancelled: Asked now and then; may be answered from another thread.
            clock: Seconds of processor time of the calling thread.
        """
        self._per_block = per_block
        self._per_words = per_words
        self._at_most = at_most
        self._patience = dict.fromkeys(patient_at, STEPS_WITH_PATIENCE)
        self._is_cancelled = is_cancelled
        self._clock = clock
        self._shared = _STEPS_PER_TEXT
        self._allowed = 0
        self._slice = 0
        self._used = 0
        self._explained = 0
        self._seconds = 0.0
        self._ends_at: float | None = None
        self._is_patient = False
        self._start = -1
        self.left = 0
        """Steps until the next look; count down and call `look` when it is below zero."""

    def begin(self, start: int, characters: int, lines: int = 1) -> None:
        """Begin a block; raise Unfinished, ParsingCancelled.

        Args:
            start: Offset in the whole text of the line in which the block begins.
            characters: How long the block may be.
            lines: How many lines it may have.
        """
        self._settle()
        beyond_explained = max(0, self._used - self._explained)
        if self._is_patient:
            # The cells of a table begin in one line: together they have the patience for one block.
            self._patience[self._start] -= beyond_explained
        else:
            self._shared -= beyond_explained
        self._explained = _STEPS_PER_CHARACTER * characters + _STEPS_PER_LINE * lines
        self._start, self._is_patient = start, start in self._patience
        if self._is_patient:
            beyond, seconds = max(self._patience[start], 0), _SECONDS_WITH_PATIENCE
        else:
            beyond, seconds = min(self._per_block, max(self._shared, 0)), _SECONDS_PER_BLOCK
        self._allowed = self._explained + beyond
        self._used = 0
        self._seconds = seconds + _SECONDS_PER_EXPLAINED_STEP * self._explained
        # Most blocks end before the first look: they need no clock, which costs as much as they do.
        self._ends_at = None
        self._next_slice()

    @property
    def is_patient(self) -> bool:
        """Whether the block that has begun may take STEPS_WITH_PATIENCE."""
        return self._is_patient

    def begin_words(self, start: int, characters: int) -> None:
        """Begin the words of a block; arguments and errors are those of `begin`."""
        self.begin(start, characters)
        if self._per_words is not None and self._allowed > self._per_words:
            self._settle()
            self._allowed = self._per_words
            self._next_slice()

    def spend(self, steps: int) -> None:
        """Count steps; raise TooIntricate, Unfinished, ParsingCancelled."""
        self.left -= steps
        if self.left < 0:
            self.look()

    def look(self) -> None:
        """See whether to go on; raise TooIntricate, Unfinished, ParsingCancelled where not."""
        self._settle()
        now = self._clock()
        if self._ends_at is None:
            self._ends_at = now + self._seconds
        if self._used >= self._allowed or now > self._ends_at:
            raise TooIntricate
        self._next_slice()

    def _settle(self) -> None:
        used = self._slice - self.left
        self._used += used
        self._slice = self.left = 0
        if self._at_most is not None:
            self._at_most -= used
            if self._at_most < 0:
                raise Unfinished
        if self._is_cancelled():
            raise ParsingCancelled

    def _next_slice(self) -> None:
        self._slice = min(_STEPS_BETWEEN_LOOKS, self._allowed - self._used)
        if self._at_most is not None:
            self._slice = min(self._slice, self._at_most)
        self.left = self._slice
