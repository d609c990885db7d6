"""Samples are kept for a month, and say what they are made of."""

from __future__ import annotations

from desktop_chat.core.offerings import Offering
from desktop_chat.core.uptime_samples import (
    KEPT_DAYS,
    MOST_SAMPLES,
    SampledUptime,
    UptimeSample,
    sampled_uptimes,
    with_sample,
)

DAY_US = 86_400_000_000
NOW_US = 1_000 * DAY_US


def test_only_what_is_told_is_in_a_sample() -> None:
    offerings = (Offering("a", uptime_5m=99.5), Offering("b"))
    assert with_sample((), NOW_US, offerings) == (UptimeSample(NOW_US, {"a": 99.5}),)
    assert with_sample((), NOW_US, (Offering("b"),)) == ()


def test_old_ones_and_those_of_a_wrong_clock_leave() -> None:
    old, young, later = (
        UptimeSample(NOW_US + days * DAY_US, {"a": 1.0}) for days in (-KEPT_DAYS - 1, -1, 1)
    )
    kept = with_sample((old, young, later), NOW_US, (Offering("a", uptime_5m=2.0),))
    assert kept == (young, UptimeSample(NOW_US, {"a": 2.0}))


def test_there_are_never_too_many() -> None:
    many = tuple(UptimeSample(NOW_US - MOST_SAMPLES + n, {"a": 1.0}) for n in range(MOST_SAMPLES))
    kept = with_sample(many, NOW_US, (Offering("a", uptime_5m=2.0),))
    assert len(kept) == MOST_SAMPLES
    assert kept[:-1] == many[1:]


def test_each_offering_has_its_mean_its_lowest_and_since_when() -> None:
    samples = (
        UptimeSample(1, {"a": 100.0}),
        UptimeSample(2, {"a": 50.0, "b": 70.0}),
    )
    assert sampled_uptimes(samples) == {
        "a": SampledUptime("a", 75.0, 50.0, 2, 1),
        "b": SampledUptime("b", 70.0, 70.0, 1, 2),
    }
