"""What the user's own requests would have cost at other prices.

Decimal throughout. The tokens are those that were counted then: another model's tokenizer would
count others, which nobody can know afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from desktop_chat.core.measured_requests import MeasuredRequest
from desktop_chat.core.pricing import Pricing
from desktop_chat.core.spending import SpentSum


class OwnUse(Struct, frozen=True):
    """What requests took together.

    Attributes:
        spent: What they cost where they were sent.
        cached_tokens: The part of the prompts that was read from a cache then.
    """

    spent: SpentSum = SpentSum()
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0

    def mean(self, tokens: int) -> int:
        """Return one of the sums for each request, rounded; 0 of none."""
        return round(tokens / self.spent.requests) if self.spent.requests else 0


class Projection(Struct, frozen=True):
    """What requests would have cost.

    Attributes:
        uncached_usd: Without any help of a cache.
        cached_usd: With as many tokens from the cache as then, at the price of reading it; equal
            to `uncached_usd` where there is no such price.
    """

    uncached_usd: Decimal
    cached_usd: Decimal


def own_use(requests: Iterable[MeasuredRequest]) -> OwnUse:
    """Return what requests took together."""
    kept = list(requests)
    return OwnUse(
        spent=SpentSum().with_rows(each.spent for each in kept),
        prompt_tokens=sum(each.spent.prompt_tokens for each in kept),
        cached_tokens=sum(_cached(each) for each in kept),
        completion_tokens=sum(each.spent.completion_tokens for each in kept),
    )


def projected(requests: Iterable[MeasuredRequest], pricing: Pricing) -> Projection | None:
    """Return what requests would have cost, each at the prices of its length and its time of day.

    None where a price that is needed is unknown, or varies.
    """
    uncached = cached = Decimal(0)
    for each in requests:
        row = each.spent
        counts = (row.prompt_tokens, row.completion_tokens)
        plain = pricing.cost_usd(*counts, now_us=row.sent_us)
        helped = pricing.cost_usd(*counts, _cached(each), row.sent_us)
        if plain is None or helped is None:
            return None
        uncached += plain
        cached += helped
    return Projection(uncached, cached)


def batch_cost_usd(
    pricing: Pricing, requests: int, prompt_tokens: int, completion_tokens: int, cached_tokens: int
) -> Decimal | None:
    """Return what so many equal requests cost at the plain hours, None where nobody can know."""
    one = pricing.cost_usd(prompt_tokens, completion_tokens, cached_tokens)
    return None if one is None else one * requests


def _cached(request: MeasuredRequest) -> int:
    # What was summed over a continued answer may pass the prompt of its last request.
    return min(request.cached_tokens, request.spent.prompt_tokens)
