"""Tokens, cost and timings of one answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import Struct

SHORTEST_SPAN_US = 50_000
"""A rate measured over less than this says more of the network's pieces than of the model."""


class Usage(Struct, frozen=True, omit_defaults=True):
    """What an answer consumed, counted by the endpoint unless `is_estimate`.

    Attributes:
        cost_usd: What the endpoint says it costs, or our figure from its prices when `is_estimate`;
            None unknown.
        raw: The endpoint's usage object verbatim, with every field we do not know.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0
    reasoning_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: Decimal | None = None
    is_estimate: bool = False
    raw: dict[str, Any] = {}

    def after(self, earlier: Usage) -> Usage:
        """Return what this and an earlier part of the same answer consumed together."""
        costs = [cost for cost in (earlier.cost_usd, self.cost_usd) if cost is not None]
        return Usage(
            prompt_tokens=earlier.prompt_tokens + self.prompt_tokens,
            completion_tokens=earlier.completion_tokens + self.completion_tokens,
            total_tokens=earlier.total_tokens + self.total_tokens,
            reasoning_tokens=earlier.reasoning_tokens + self.reasoning_tokens,
            cached_tokens=earlier.cached_tokens + self.cached_tokens,
            cost_usd=sum(costs, Decimal(0)) if costs else None,
            is_estimate=earlier.is_estimate or self.is_estimate,
            raw=self.raw,
        )


class UsageTotals(Struct, frozen=True):
    """What many answers consumed together.

    Attributes:
        cost_usd: The sum of what is known.
        priced: How many answers have a cost.
        completion_tokens: Of all answers.
        counted: How many answers have tokens.
    """

    cost_usd: Decimal = Decimal(0)
    priced: int = 0
    completion_tokens: int = 0
    counted: int = 0

    def plus(self, cost_usd: Decimal | None, completion_tokens: int, sign: int = 1) -> UsageTotals:
        """Return the totals with one answer more; with one fewer where the sign is -1."""
        return UsageTotals(
            cost_usd=self.cost_usd + sign * (cost_usd or Decimal(0)),
            priced=self.priced + sign * (cost_usd is not None),
            completion_tokens=self.completion_tokens + sign * completion_tokens,
            counted=self.counted + sign * (completion_tokens > 0),
        )

    def with_usage(self, usage: Usage | None, sign: int = 1) -> UsageTotals:
        """Return the totals with one answer more, where its usage is known; `sign` as in `plus`."""
        return self if usage is None else self.plus(usage.cost_usd, usage.completion_tokens, sign)


class Timings(Struct, frozen=True, omit_defaults=True):
    """When things happened, in microseconds after the request was sent; None: it has not."""

    started_us: int = 0
    """UTC microseconds at which the request was sent."""
    first_token_after_us: int | None = None
    reasoning_ended_after_us: int | None = None
    finished_after_us: int | None = None

    @property
    def time_to_first_token_s(self) -> float | None:
        """Seconds from sending to the first token of text, reasoning or tool call."""
        return None if self.first_token_after_us is None else self.first_token_after_us / 1e6

    def tokens_per_s(self, completion_tokens: int) -> float | None:
        """Return the rate between the first token and the end.

        None before the end, or where too little time lies between to tell.
        """
        if self.first_token_after_us is None or self.finished_after_us is None:
            return None
        span_us = self.finished_after_us - self.first_token_after_us
        if span_us < SHORTEST_SPAN_US or completion_tokens < 2:
            return None
        return (completion_tokens - 1) / (span_us / 1e6)


class TokenCount:
    """A rough count of the tokens of a text that grows: as `estimate_tokens` of the whole."""

    def __init__(self) -> None:
        self._length = 0
        self._wide = 0

    def add(self, text: str) -> None:
        """Count a piece more."""
        self._length += len(text)
        if not text.isascii():
            self._wide += _wide(text)

    @property
    def tokens(self) -> int:
        """How many tokens there are."""
        return self._wide + (self._length - self._wide + 3) // 4


def estimate_tokens(text: str) -> int:
    """Return a rough count of a text's tokens: one for four Latin characters, or for one of CJK."""
    count = TokenCount()
    count.add(text)
    return count.tokens


def _wide(text: str) -> int:
    return sum(1 for character in text if character >= "\u2e80")
