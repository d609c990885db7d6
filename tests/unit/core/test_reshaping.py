"""Tests of desktop_chat.core.reshaping: each setting does what its description says."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.samplings import SAMPLINGS

from desktop_chat.core.reshaping import (
    SHAPING,
    entropy_bits,
    keep_min_p,
    keep_top_a,
    keep_top_k,
    keep_top_p,
    reshaped,
    soften,
)
from desktop_chat.core.sampling import PARAMETERS, Sampling

Distribution = dict[int, float]
FOUR: Distribution = {1: 0.5, 2: 0.3, 3: 0.15, 4: 0.05}

distributions = st.dictionaries(st.integers(0, 50), st.floats(0.001, 1), min_size=1).map(
    lambda masses: {token: mass / sum(masses.values()) for token, mass in masses.items()}
)


def scores_of(distribution: Distribution) -> Distribution:
    return {token: math.log(share) for token, share in distribution.items()}


def ratio(distribution: Distribution, one: int, other: int) -> float:
    """Return how much likelier one token is than another."""
    return distribution[one] / distribution[other]


@pytest.mark.parametrize("temperature", [0.25, 0.5, 1, 1.5, 2])
def test_temperature_is_the_root_that_is_drawn_from_every_ratio(temperature: float) -> None:
    softened = soften(scores_of(FOUR), temperature)
    assert ratio(softened, 1, 4) == pytest.approx((0.5 / 0.05) ** (1 / temperature))


def test_temperature_zero_leaves_the_best_token_alone() -> None:
    assert soften(scores_of(FOUR), 0) == {1: 1.0}


def test_a_temperature_near_zero_does_not_overflow() -> None:
    assert soften({1: 0.0, 2: -5.0, 3: 80.0}, 1e-6) == {3: 1.0}


def test_top_k_keeps_the_k_likeliest() -> None:
    assert keep_top_k(FOUR, 2) == pytest.approx({1: 0.625, 2: 0.375})
    assert keep_top_k(FOUR, 0) == FOUR
    assert keep_top_k(FOUR, 9) == FOUR


@pytest.mark.parametrize(
    ("p", "kept"), [(0.01, {1}), (0.5, {1}), (0.51, {1, 2}), (0.8, {1, 2}), (0.96, set(FOUR))]
)
def test_top_p_keeps_the_fewest_that_add_up_to_p(p: float, kept: set[int]) -> None:
    assert keep_top_p(FOUR, p).keys() == kept


def test_top_p_of_one_keeps_all() -> None:
    assert keep_top_p(FOUR, 1) == FOUR


def test_min_p_measures_by_the_best_token() -> None:
    assert keep_min_p(FOUR, 0.3).keys() == {1, 2, 3}
    assert keep_min_p(FOUR, 1).keys() == {1}
    assert keep_min_p(FOUR, 0) == FOUR


def test_top_a_measures_by_the_square_of_the_best_token() -> None:
    # The bar is 0.8 * 0.5 * 0.5 = 0.2.
    assert keep_top_a(FOUR, 0.8).keys() == {1, 2}
    assert keep_top_a(FOUR, 0) == FOUR


@given(distributions, st.floats(0.01, 1))
def test_filters_keep_the_best_token_and_stay_normalised(
    distribution: Distribution, value: float
) -> None:
    best = max(distribution, key=distribution.__getitem__)
    for kept in (
        keep_top_k(distribution, 1 + int(value * 5)),
        keep_top_p(distribution, value),
        keep_min_p(distribution, value),
        keep_top_a(distribution, value),
    ):
        assert distribution[best] == max(distribution[token] for token in kept)
        assert sum(kept.values()) == pytest.approx(1)


def test_the_settings_that_shape_are_parameters() -> None:
    assert set(SHAPING) <= set(PARAMETERS)


def test_unset_settings_change_nothing_but_the_sum() -> None:
    assert reshaped(FOUR, Sampling()) == pytest.approx(FOUR)
    halved = {token: share / 2 for token, share in FOUR.items()}
    assert reshaped(halved, Sampling()) == pytest.approx(FOUR)


@given(distributions, SAMPLINGS)
def test_the_best_token_stays_and_the_sum_is_one(
    distribution: Distribution, sampling: Sampling
) -> None:
    shaped = reshaped(distribution, sampling)
    assert sum(shaped.values()) == pytest.approx(1)
    assert shaped.keys() <= distribution.keys()
    best = max(distribution.values())
    assert any(distribution[token] == pytest.approx(best) for token in shaped)


def test_settings_act_in_their_order() -> None:
    # The temperature evens the tokens out before top P measures them.
    assert reshaped(FOUR, Sampling(top_p=0.5)).keys() == {1}
    assert reshaped(FOUR, Sampling(top_p=0.5, temperature=2)).keys() == {1, 2}
    assert reshaped(FOUR, Sampling(temperature=0, top_k=3)) == {1: 1.0}


def test_the_entropy_of_equal_tokens_is_the_logarithm_of_their_number() -> None:
    assert entropy_bits(dict.fromkeys(range(8), 1 / 8)) == pytest.approx(3)
    assert f"{entropy_bits({1: 1.0}):.2f}" == "0.00"
    assert entropy_bits({1: 1.0, 2: 0.0}) == 0


@pytest.mark.parametrize("temperature", [0.1, 0.5, 1.0, 2.0])
def test_two_tokens_have_the_entropy_of_the_logistic_function(temperature: float) -> None:
    p = 0.8
    shaped = reshaped({1: p, 2: 1 - p}, Sampling(temperature=temperature))
    q = 1 / (1 + ((1 - p) / p) ** (1 / temperature))
    assert shaped[1] == pytest.approx(q)
    expected = -q * math.log2(q) - (1 - q) * math.log2(1 - q) if q < 1 else 0
    assert entropy_bits(shaped) == pytest.approx(expected)


def test_entropy_grows_with_the_temperature() -> None:
    entropies = [
        entropy_bits(reshaped(FOUR, Sampling(temperature=step / 10))) for step in range(21)
    ]
    assert entropies == sorted(entropies)
    assert entropies[0] == 0
