"""Tests of desktop_chat.practice.sampling: each parameter does what its description says."""

from __future__ import annotations

import math
from random import Random

import pytest

from desktop_chat.core.reshaping import soften
from desktop_chat.practice.ngrams import Distribution
from desktop_chat.practice.sampling import (
    Settings,
    add_bias,
    draw,
    penalize_repetition,
    penalize_use,
    scores_of,
    shape,
)

FOUR: Distribution = {1: 0.5, 2: 0.3, 3: 0.15, 4: 0.05}


def ratio(distribution: Distribution, one: int, other: int) -> float:
    """Return how much likelier one token is than another."""
    return distribution[one] / distribution[other]


def reshaped(settings: Settings, **state: dict[int, int]) -> Distribution:
    """Return FOUR as the settings shape it."""
    return shape(FOUR, settings, used=state.get("used", {}), seen=state.get("seen", {}))


def test_settings_at_their_defaults_change_nothing() -> None:
    assert reshaped(Settings(), used={1: 3}, seen={1: 1}) == pytest.approx(FOUR)


def test_bias_multiplies_a_probability_by_its_exponential() -> None:
    biased = soften(add_bias(scores_of(FOUR), {4: 2.0}), 1)
    assert ratio(biased, 4, 1) == pytest.approx(0.1 * math.exp(2))


def test_a_bias_of_100_forces_a_token_and_minus_100_forbids_it() -> None:
    assert reshaped(Settings(logit_bias={4: 100}))[4] == pytest.approx(1)
    assert reshaped(Settings(logit_bias={1: -100}))[1] < 1e-40


def test_the_frequency_penalty_counts_and_the_presence_penalty_only_asks() -> None:
    used = {1: 3, 2: 1, 9: 4}
    frequency = reshaped(Settings(frequency_penalty=0.5), used=used)
    assert ratio(frequency, 1, 3) == pytest.approx(0.5 / 0.15 * math.exp(-1.5))
    assert ratio(frequency, 2, 3) == pytest.approx(0.3 / 0.15 * math.exp(-0.5))
    presence = reshaped(Settings(presence_penalty=0.5), used=used)
    assert ratio(presence, 1, 2) == pytest.approx(0.5 / 0.3)
    assert ratio(presence, 1, 3) == pytest.approx(0.5 / 0.15 * math.exp(-0.5))


def test_negative_penalties_invite_repetition() -> None:
    assert penalize_use({1: -2.0}, {1: 2}, -1, -0.5) == {1: 0.5}


def test_the_repetition_penalty_makes_seen_tokens_rarer_on_either_side_of_zero() -> None:
    assert penalize_repetition({1: -1.0, 2: 1.0, 3: -1.0}, {1, 2, 9}, 2) == {1: -2, 2: 0.5, 3: -1}
    assert penalize_repetition({1: -1.0}, {1}, 0.5) == {1: -0.5}


def test_parameters_act_in_their_order() -> None:
    # The temperature evens the tokens out before top P measures them.
    assert reshaped(Settings(top_p=0.5)).keys() == {1}
    assert reshaped(Settings(top_p=0.5, temperature=2)).keys() == {1, 2}


def test_draws_follow_the_distribution() -> None:
    random = Random(7)
    count = 20_000
    drawn = [draw(FOUR, random) for _ in range(count)]
    chi_square = sum(
        (drawn.count(token) - count * share) ** 2 / (count * share) for token, share in FOUR.items()
    )
    # The 0.1 % point for three degrees of freedom.
    assert chi_square < 16.27


def test_a_sum_rounded_below_one_still_gives_a_token() -> None:
    assert draw({1: 0.0, 2: 0.0}, Random(1)) == 2
