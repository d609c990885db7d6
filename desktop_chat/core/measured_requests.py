"""What the user's own requests measured: how soon and how fast each provider answered.

Pure functions over rows of the ledger with the timings of their answers. Must not know where they
are kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct

from desktop_chat.core.offerings import Percentiles
from desktop_chat.core.spending import Spent
from desktop_chat.core.usage import Timings


class MeasuredRequest(Struct, frozen=True, omit_defaults=True):
    """A request of the ledger, with what its answer tells while that is there.

    Attributes:
        cached_tokens: The part of the prompt that was read from a cache.
        timings: Empty where the answer is gone, or where another request went on with it.
    """

    spent: Spent
    cached_tokens: int = 0
    timings: Timings = Timings()

    @property
    def first_token_s(self) -> float | None:
        """Seconds from sending to the first token, None unknown."""
        return self.timings.time_to_first_token_s

    @property
    def tokens_per_s(self) -> float | None:
        """The rate between the first token and the end, None unknown."""
        return self.timings.tokens_per_s(self.spent.completion_tokens)


class OwnSpeed(Struct, frozen=True):
    """How one provider answered the user, over all answers that were measured.

    Attributes:
        provider: As the answers name it, "" where they name none.
        answers: How many had any measure.
        latency_s: Seconds to the first token.
        throughput: Tokens per second.
    """

    provider: str
    answers: int
    latency_s: Percentiles | None = None
    throughput: Percentiles | None = None


def own_speeds(requests: Iterable[MeasuredRequest]) -> tuple[OwnSpeed, ...]:
    """Return the speeds by provider, those with the most answers first; without any, none."""
    found: dict[str, list[MeasuredRequest]] = {}
    for each in requests:
        if each.first_token_s is not None or each.tokens_per_s is not None:
            found.setdefault(each.spent.provider, []).append(each)
    speeds = (
        OwnSpeed(
            provider=provider,
            answers=len(of_one),
            latency_s=percentiles([s for each in of_one if (s := each.first_token_s) is not None]),
            throughput=percentiles([r for each in of_one if (r := each.tokens_per_s) is not None]),
        )
        for provider, of_one in found.items()
    )
    return tuple(sorted(speeds, key=lambda each: (-each.answers, each.provider)))


def percentiles(values: Sequence[float]) -> Percentiles | None:
    """Return the percentiles of some values by the nearest rank: each is one of them."""
    if not values:
        return None
    ordered = sorted(values)

    def at(share: float) -> float:
        return ordered[math.ceil(share * len(ordered)) - 1]

    return Percentiles(at(0.5), at(0.75), at(0.9), at(0.99))
