"""Mean, spread and interval of a measure over the repeats of a place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from msgspec import Struct

RESAMPLES = 1_000
CONFIDENCE = 0.95
SEED = 20_260_801


class Summary(Struct, frozen=True):
    """A measure over the answers of one place.

    Attributes:
        mean: The arithmetic mean.
        spread: The standard deviation of the sample (n - 1); None for a single value.
        low, high: The ends of the 95 % bootstrap interval of the mean; None for a single value.
        count: How many answers had a value.
    """

    mean: float
    spread: float | None
    low: float | None
    high: float | None
    count: int


def summary(values: Sequence[float]) -> Summary | None:
    """Return the summary of some values, None of none."""
    if not values:
        return None
    count = len(values)
    mean = math.fsum(values) / count
    if count == 1:
        return Summary(mean, None, None, None, 1)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (count - 1))
    low, high = bootstrap_interval(values)
    return Summary(mean, spread, low, high, count)


def bootstrap_interval(
    values: Sequence[float],
    *,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
    seed: int = SEED,
) -> tuple[float, float]:
    """Return the percentile bootstrap interval of the mean; the same for the same values.

    `resamples` means of samples drawn with replacement; the interval leaves out half of
    1 - `confidence` at either end.

    Source: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13.

    Args:
        values: At least one.
        resamples: How many samples are drawn.
        confidence: Between 0 and 1.
        seed: Starts the draw.
    """
    if min(values) == max(values):
        return values[0], values[0]
    random, count = Random(seed), len(values)  # noqa: S311 - a repeatable draw is wanted
    means = sorted(math.fsum(random.choices(values, k=count)) / count for _ in range(resamples))
    tail = (1 - confidence) / 2
    return quantile(means, tail), quantile(means, 1 - tail)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which a share of ordered values lies, interpolated linearly.

    Source: Hyndman and Fan 1996, definition 7; what NumPy and R do unless told otherwise.

    Args:
        ordered: Ascending, at least one.
        share: 0 to 1.
    """
    position = (len(ordered) - 1) * share
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)
