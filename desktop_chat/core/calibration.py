"""How far our own counts of tokens are off, learned from what endpoints counted.

Owns one factor for prompts and one for answers of each tokenizer. Must not know how a text is
counted, nor where past counts are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop_chat.core.spending import CostSource, Spent

_MEMORY = 0.9
"""How much of its weight an answer keeps when the next one comes."""
_DOUBT_TOKENS = 20
"""A count as long as this is believed by half: templates of a few tokens stand around it."""
_SMALLEST, _LARGEST = 0.2, 6.0


@dataclass(slots=True)
class _Ratio:
    """Tokens that were counted, and those that had been guessed, the newest weighing most."""

    counted: float = 0.0
    guessed: float = 0.0

    def learn(self, counted: int, guessed: int) -> None:
        self.counted = _MEMORY * self.counted + counted
        self.guessed = _MEMORY * self.guessed + guessed

    @property
    def factor(self) -> float:
        found = (self.counted + _DOUBT_TOKENS) / (self.guessed + _DOUBT_TOKENS)
        return min(max(found, _SMALLEST), _LARGEST)


@dataclass(slots=True)
class _Tokenizer:
    prompt: _Ratio = field(default_factory=_Ratio)
    completion: _Ratio = field(default_factory=_Ratio)


class Calibration:
    """Corrects guesses; what it has learned nothing of, it leaves as it is."""

    def __init__(self) -> None:
        self._known: dict[str, _Tokenizer] = {}

    def learn(self, rows: Iterable[Spent]) -> None:
        """Learn from requests, the oldest first; those that nobody counted teach nothing."""
        for row in rows:
            if row.source is CostSource.ESTIMATE:
                continue
            known = self._known.setdefault(row.tokenizer, _Tokenizer())
            if row.prompt_tokens and row.guessed_prompt:
                known.prompt.learn(row.prompt_tokens, row.guessed_prompt)
            if row.completion_tokens and row.guessed_completion:
                known.completion.learn(row.completion_tokens, row.guessed_completion)

    def prompt_tokens(self, tokenizer: str, guessed: int) -> int:
        """Return how many tokens a prompt has that was guessed to have so many."""
        known = self._known.get(tokenizer)
        return guessed if known is None else round(guessed * known.prompt.factor)

    def completion_tokens(self, tokenizer: str, guessed: int) -> int:
        """Return how many tokens an answer has that was guessed to have so many."""
        known = self._known.get(tokenizer)
        return guessed if known is None else round(guessed * known.completion.factor)
