"""Guesses come near to what endpoints count, for each tokenizer by itself."""

from __future__ import annotations

import random

import pytest

from desktop_chat.core.calibration import Calibration
from desktop_chat.core.spending import CostSource, Spent


def answer(guessed: int, factor: float, tokenizer: str = "t", **fields: object) -> Spent:
    """Return a request that was counted to have `factor` times what was guessed."""
    found = {
        "id": "r",
        "sent_us": 0,
        "tokenizer": tokenizer,
        "guessed_prompt": guessed,
        "guessed_completion": guessed,
        "prompt_tokens": round(guessed * factor),
        "completion_tokens": round(guessed * factor * 2),
        "source": CostSource.USAGE,
    }
    return Spent(**(found | fields))  # type: ignore[arg-type]


def test_what_nothing_is_known_of_stays_as_it_was_guessed() -> None:
    assert Calibration().prompt_tokens("t", 123) == 123
    assert Calibration().completion_tokens("t", 0) == 0


def test_what_nobody_counted_teaches_nothing() -> None:
    calibration = Calibration()
    calibration.learn([answer(100, 3, source=CostSource.ESTIMATE)])
    calibration.learn([answer(0, 3), answer(100, 0)])
    assert calibration.prompt_tokens("t", 100) == 100


@pytest.mark.parametrize("factor", [0.5, 1.0, 1.7, 2.9])
def test_guesses_converge_on_what_is_counted(factor: float) -> None:
    calibration, source = Calibration(), random.Random(7)
    errors: list[float] = []
    for _ in range(30):
        guessed = source.randint(20, 400)
        estimate = calibration.prompt_tokens("t", 10_000)
        errors.append(abs(estimate / (10_000 * factor) - 1))
        noisy = factor * source.uniform(0.9, 1.1)
        calibration.learn([answer(guessed, noisy)])
    assert max(errors[10:]) < 0.07
    assert calibration.completion_tokens("t", 10_000) == pytest.approx(20_000 * factor, rel=0.07)


def test_another_tokenizer_is_another_matter() -> None:
    calibration = Calibration()
    calibration.learn([answer(1_000, 2, "a")] * 5)
    assert calibration.prompt_tokens("b", 1_000) == 1_000
    assert calibration.prompt_tokens("a", 1_000) > 1_900


def test_a_tokenizer_that_changes_is_learned_anew() -> None:
    calibration = Calibration()
    calibration.learn([answer(500, 1.0)] * 20 + [answer(500, 2.0)] * 20)
    assert calibration.prompt_tokens("t", 1_000) == pytest.approx(2_000, rel=0.15)


def test_no_count_however_odd_makes_a_guess_absurd() -> None:
    calibration = Calibration()
    calibration.learn([answer(100, 1_000_000)] * 3)
    assert calibration.prompt_tokens("t", 100) == 600
    calibration.learn([answer(10**9, 0.000001)] * 3)
    assert calibration.prompt_tokens("t", 100) == 20
