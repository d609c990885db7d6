"""Uptimes of a model's providers as they were told at moments in the past: our own samples.

Knows what is kept and what is made of it. Must not know who asks, and where it is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from desktop_chat.core.offerings import Offering

KEPT_DAYS = 30
MOST_SAMPLES = 9_000
"""One in five minutes for `KEPT_DAYS`, and some."""
_DAY_US = 86_400_000_000


class UptimeSample(Struct, frozen=True, array_like=True):
    """What was told at one moment.

    Attributes:
        moment_us: UTC microseconds.
        uptimes: Of the last five minutes, in percent, by the tag of the offering.
    """

    moment_us: int
    uptimes: dict[str, float]


class SampledUptime(Struct, frozen=True):
    """What the samples say of one offering; figures in percent.

    Attributes:
        count: In how many samples it is.
        since_us: The first of them, UTC microseconds.
    """

    tag: str
    mean: float
    lowest: float
    count: int
    since_us: int


def with_sample(
    samples: Sequence[UptimeSample], moment_us: int, offerings: Iterable[Offering]
) -> tuple[UptimeSample, ...]:
    """Return samples with one more, without those that are too old; the same if nothing is told."""
    told = {each.tag: each.uptime_5m for each in offerings if each.uptime_5m is not None}
    if not told:
        return tuple(samples)
    oldest_us = moment_us - KEPT_DAYS * _DAY_US
    young = [each for each in samples if oldest_us <= each.moment_us < moment_us]
    return (*young[-(MOST_SAMPLES - 1) :], UptimeSample(moment_us, told))


def sampled_uptimes(samples: Iterable[UptimeSample]) -> dict[str, SampledUptime]:
    """Return what samples, the oldest first, say of each offering, by its tag."""
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for sample in samples:
        for tag, uptime in sample.uptimes.items():
            found[tag].append((sample.moment_us, uptime))
    return {
        tag: SampledUptime(
            tag,
            sum(uptime for _, uptime in told) / len(told),
            min(uptime for _, uptime in told),
            len(told),
            told[0][0],
        )
        for tag, told in found.items()
    }
