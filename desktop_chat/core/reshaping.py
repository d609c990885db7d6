"""How sampling settings reshape a distribution over next tokens: pure functions, in a fixed order.

The temperature divides the scores, the softmax makes probabilities of them, and the filters drop
the tail: top_k, top_p, min_p, top_a. The practice model draws from the result, and the panel shows
it. Nothing here knows what a token is, or where a distribution comes from.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from desktop_chat.core.sampling import Sampling

T = TypeVar("T")

SHAPING = ("temperature", "top_k", "top_p", "min_p", "top_a")
"""The parameters that reshape a distribution whatever was written before, in their order."""


def soften(scores: Mapping[T, float], temperature: float) -> dict[T, float]:
    """Return the softmax of the scores divided by the temperature; at 0, all on the best token."""
    best = max(scores.values())
    if temperature == 0:
        return {next(token for token, score in scores.items() if score == best): 1.0}
    masses = {token: math.exp((score - best) / temperature) for token, score in scores.items()}
    # Far below the best, a mass may round to 0: such a token is not in the distribution.
    return _normalize({token: mass for token, mass in masses.items() if mass})


def keep_top_k(distribution: dict[T, float], k: int) -> dict[T, float]:
    """Return the `k` likeliest tokens, scaled up again; 0 keeps all."""
    if k == 0 or k >= len(distribution):
        return distribution
    return _normalize(dict(heapq.nlargest(k, distribution.items(), key=_probability)))


def keep_top_p(distribution: dict[T, float], p: float) -> dict[T, float]:
    """Return the fewest likeliest tokens that add up to `p`, scaled up again; 1 keeps all."""
    if p >= 1:
        return distribution
    kept: dict[T, float] = {}
    total = 0.0
    for token, probability in sorted(distribution.items(), key=_probability, reverse=True):
        kept[token] = probability
        total += probability
        if total >= p:
            break
    return _normalize(kept)


def keep_min_p(distribution: dict[T, float], share: float) -> dict[T, float]:
    """Return the tokens with `share` of the best probability, scaled up again; 0 keeps all."""
    return _keep_above(distribution, share * max(distribution.values()))


def keep_top_a(distribution: dict[T, float], a: float) -> dict[T, float]:
    """Return the tokens with `a` times the square of the best, scaled up again; 0 keeps all."""
    return _keep_above(distribution, a * max(distribution.values()) ** 2)


def reshaped(probabilities: Mapping[T, float], sampling: Sampling) -> dict[T, float]:
    """Return what temperature and filters make of a distribution; unset ones change nothing.

    Args:
        probabilities: Above 0; they need not add up to 1, the result's do. Not empty.
        sampling: The settings; only those of SHAPING count.
    """
    values: dict[str, Any] = sampling.values()
    scores = {token: math.log(share) for token, share in probabilities.items()}
    shaped = soften(scores, values.get("temperature", 1.0))
    shaped = keep_top_k(shaped, values.get("top_k", 0))
    shaped = keep_top_p(shaped, values.get("top_p", 1.0))
    shaped = keep_min_p(shaped, values.get("min_p", 0.0))
    return keep_top_a(shaped, values.get("top_a", 0.0))


def entropy_bits(probabilities: Mapping[T, float]) -> float:
    """Return the entropy of a distribution in bits: 0 where one token is certain."""
    return sum(share * math.log2(1 / share) for share in probabilities.values() if share > 0)


def _keep_above(distribution: dict[T, float], bar: float) -> dict[T, float]:
    if bar <= 0:
        return distribution
    return _normalize({token: mass for token, mass in distribution.items() if mass >= bar})


def _normalize(masses: dict[T, float]) -> dict[T, float]:
    total = sum(masses.values())
    return {token: mass / total for token, mass in masses.items()}


def _probability(item: tuple[object, float]) -> float:
    return item[1]
