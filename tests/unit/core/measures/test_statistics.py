"""Mean, spread and interval against SciPy and NumPy on known samples."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from desktop_chat.core.measures.statistics import bootstrap_interval, quantile, summary

# Darwin's differences in height of fifteen pairs of maize plants, in eighths of an inch.
MAIZE = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


def test_of_nothing_there_is_no_summary_and_one_value_has_no_spread() -> None:
    assert summary([]) is None
    single = summary([3.0])
    assert single is not None
    assert (single.mean, single.spread, single.low, single.high, single.count) == (
        3.0,
        None,
        None,
        None,
        1,
    )


@given(NUMBERS)
def test_mean_and_spread_are_numpys(values: list[float]) -> None:
    found = summary(values)
    assert found is not None
    assert found.mean == pytest.approx(np.mean(values), abs=1e-6)
    assert found.spread == pytest.approx(np.std(values, ddof=1), rel=1e-6, abs=1e-6)


@given(NUMBERS, st.floats(0, 1))
def test_quantiles_are_numpys(values: list[float], share: float) -> None:
    ordered = sorted(values)
    assert quantile(ordered, share) == pytest.approx(np.quantile(ordered, share), abs=1e-6)


@pytest.mark.parametrize(
    "sample",
    [
        MAIZE,
        [random.Random(1).gauss(5, 2) for _ in range(40)],
        [random.Random(2).expovariate(0.5) for _ in range(25)],
        [0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0],
    ],
    ids=["maize", "normal", "exponential", "shares"],
)
def test_the_interval_is_scipys(sample: list[float]) -> None:
    expected = stats.bootstrap(
        (sample,),
        np.mean,
        method="percentile",
        n_resamples=50_000,
        rng=np.random.default_rng(3),
    ).confidence_interval
    low, high = bootstrap_interval(sample, resamples=50_000)
    # Both draw at random: their ends differ by a few hundredths of a standard error.
    standard_error = float(np.std(sample)) / len(sample) ** 0.5
    assert low == pytest.approx(expected.low, abs=0.06 * standard_error)
    assert high == pytest.approx(expected.high, abs=0.06 * standard_error)
    usual_low, usual_high = bootstrap_interval(sample)
    assert usual_low == pytest.approx(expected.low, abs=0.4 * standard_error)
    assert usual_high == pytest.approx(expected.high, abs=0.4 * standard_error)


def test_the_same_values_have_the_same_interval() -> None:
    assert bootstrap_interval(MAIZE) == bootstrap_interval(MAIZE)
    assert bootstrap_interval(MAIZE, seed=1) != bootstrap_interval(MAIZE, seed=2)
    assert bootstrap_interval([2.0, 2.0]) == (2.0, 2.0)


@pytest.mark.parametrize("confidence", [0.5, 0.9])
def test_a_wider_interval_is_more_certain(confidence: float) -> None:
    low, high = bootstrap_interval(MAIZE)
    inner_low, inner_high = bootstrap_interval(MAIZE, confidence=confidence)
    assert low < inner_low < inner_high < high
