"""Tests of desktop_chat.app.next_tokens: which distribution is looked at."""

from __future__ import annotations

import math

import pytest

from desktop_chat.app.next_tokens import LEAST_ALTERNATIVES, most_open, practised
from desktop_chat.core.reshaping import entropy_bits
from desktop_chat.core.token_probabilities import Outcome, TokenProbability


def token(text: str, *shares: float) -> TokenProbability:
    outcomes = tuple(
        Outcome(f"{text}{n}", f" {text}{n}".encode(), math.log(share) if share else -math.inf)
        for n, share in enumerate(shares)
    )
    first = outcomes[0] if outcomes else Outcome(text, text.encode(), 0.0)
    return TokenProbability(first.text, first.data, first.logprob, outcomes)


def test_without_alternatives_there_is_nothing_to_look_at() -> None:
    assert most_open(()) is None
    assert most_open((token("a"),)) is None
    assert most_open((token("a", *[0.3] * (LEAST_ALTERNATIVES - 1)),)) is None


def test_the_most_open_place_is_looked_at() -> None:
    sure, open_ = token("s", 0.97, 0.01, 0.01, 0.01), token("o", 0.4, 0.3, 0.2, 0.1)
    found = most_open((sure, sure, open_, sure))
    assert found is not None
    assert not found.is_practice
    assert found.before == "s0 s0"
    assert list(found.shares) == ["␣o0", "␣o1", "␣o2", "␣o3"]
    assert list(found.shares.values()) == pytest.approx([0.4, 0.3, 0.2, 0.1])


def test_what_is_next_to_nothing_is_left_out() -> None:
    found = most_open((token("o", 0.5, 0.3, 0.2, 0.0),))
    assert found is not None
    assert len(found.shares) == 3


def test_a_long_text_before_is_cut_at_its_beginning() -> None:
    words = [token(f"word{n}-", 0.97, 0.01, 0.01, 0.01) for n in range(20)]
    found = most_open((*words, token("o", 0.4, 0.3, 0.2, 0.1)))
    assert found is not None
    assert found.before.startswith("…")
    assert found.before.endswith("word19-0")


@pytest.mark.parametrize("question", ["", "Tell me about the sea", "\ud800?", "?" * 5000])
def test_the_practice_model_always_has_something_to_show(question: str) -> None:
    found = practised(question)
    assert found.is_practice
    shares = list(found.shares.values())
    assert shares == sorted(shares, reverse=True)
    assert len(shares) >= 8
    assert entropy_bits(found.shares) > 0.5
