"""What each sampling parameter does: pure functions from scores or probabilities to the next token.

The order is fixed: bias and penalties change single scores, the temperature divides all of them,
the softmax makes probabilities, the filters drop the tail (top_k, top_p, min_p, top_a), and one
token is drawn. What any distribution takes is `core.reshaping`'s. Scores are natural logarithms.
Nothing here knows where a distribution comes from.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from random import Random

from desktop_chat.core.reshaping import keep_min_p, keep_top_a, keep_top_k, keep_top_p, soften
from desktop_chat.practice.ngrams import Distribution

Scores = dict[int, float]
"""Token id to natural logarithm, not normalised."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of the sampling parameters; the defaults change nothing.

    Ranges are those of the API and are checked where a request is decoded.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    top_a: float = 0.0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    repetition_penalty: float = 1.0
    logit_bias: Mapping[int, float] = field(default_factory=dict[int, float])


def scores_of(distribution: Distribution) -> Scores:
    """Return the logarithm of every probability."""
    return {token: math.log(probability) for token, probability in distribution.items()}


def add_bias(scores: Scores, bias: Mapping[int, float]) -> Scores:
    """Return the scores with a number added to each biased token that has one."""
    return {token: score + bias.get(token, 0.0) for token, score in scores.items()}


def penalize_repetition(scores: Scores, seen: Collection[int], penalty: float) -> Scores:
    """Return the scores with those of seen tokens divided if above 0, multiplied if below.

    Either way a penalty above 1 makes them less likely, one below 1 more likely.
    """
    penalized = dict(scores)
    for token in seen:
        score = penalized.get(token)
        if score is not None:
            scaled = score * penalty
            penalized[token] = scaled if score < 0 else score / max(penalty, 1e-3)
    return penalized


def penalize_use(
    scores: Scores, counts: Mapping[int, int], frequency: float, presence: float
) -> Scores:
    """Return the scores less `frequency` for each use of a token, and `presence` for any use.

    Args:
        scores: The scores so far.
        counts: How often each token stands in the answer.
        frequency: The frequency penalty.
        presence: The presence penalty.
    """
    penalized = dict(scores)
    for token, count in counts.items():
        if count and token in penalized:
            penalized[token] -= frequency * count + presence
    return penalized


def draw(distribution: Distribution, random: Random) -> int:
    """Return a token drawn by its probability; one random number is used, whatever the size."""
    point = random.random()
    for token, probability in distribution.items():
        point -= probability
        if point < 0:
            return token
    # Rounding may leave a sum a hair below 1.
    return next(reversed(distribution))


def shape(
    distribution: Distribution,
    settings: Settings,
    *,
    used: Mapping[int, int],
    seen: Collection[int],
) -> Distribution:
    """Return the distribution that the settings make of the model's own.

    Args:
        distribution: The model's.
        settings: The parameters.
        used: How often each token stands in the answer, for the frequency and presence penalties.
        seen: The tokens of prompt and answer, for the repetition penalty.
    """
    scores = add_bias(scores_of(distribution), settings.logit_bias)
    scores = penalize_repetition(scores, seen, settings.repetition_penalty)
    scores = penalize_use(scores, used, settings.frequency_penalty, settings.presence_penalty)
    shaped = soften(scores, settings.temperature)
    shaped = keep_top_k(shaped, settings.top_k)
    shaped = keep_top_p(shaped, settings.top_p)
    shaped = keep_min_p(shaped, settings.min_p)
    return keep_top_a(shaped, settings.top_a)
