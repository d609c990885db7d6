"""Tokens and probabilities in words."""

from __future__ import annotations

import math

import pytest

from desktop_chat.core.token_probabilities import Outcome, TokenProbability
from desktop_chat.ui.tokens import words


@pytest.mark.parametrize(
    ("data", "shown", "quoted", "spoken"),
    [
        (b" wall", "␣wall", "wall", "wall"),
        (b"\n\n", "↵↵", "↵↵", "line break"),
        (b"  ", "␣␣", "␣␣", "blank"),
        (b"", "end of the answer", "end of the answer", "end of the answer"),
        ("é".encode()[:1], "\\xc3", "\ufffd", "\ufffd"),
    ],
)
def test_a_token_is_shown_quoted_and_said(
    data: bytes, shown: str, quoted: str, spoken: str
) -> None:
    assert words.shown_token(data) == shown
    assert words.quoted_token(data) == f"\u2068{quoted}\u2069"
    assert words.spoken_token(data) == spoken


@pytest.mark.parametrize(
    ("probability", "text"),
    [(1.0, "1.000"), (0.1837, "0.184"), (0.0005, "0.001"), (0.0004, "< 0.001"), (0.0, "0.000")],
)
def test_probabilities_have_three_digits(probability: float, text: str) -> None:
    assert words.probability_text(probability) == text


def test_which_choice_a_token_was() -> None:
    others = tuple(Outcome(f"t{n}", b"t%d" % n, math.log(0.2) - n / 100) for n in range(4))

    def said(number: int) -> str:
        chosen = others[number]
        token = TokenProbability(chosen.text, chosen.data, chosen.logprob, others)
        return words.choice_text(token).partition(",")[0]

    assert [said(n) for n in range(4)] == [
        "first choice",
        "second choice",
        "third choice",
        "choice 4",
    ]
    assert words.choice_text(TokenProbability("a", b"a")) == "probability unknown"
    assert words.choice_text(TokenProbability("a", b"a", 0.0)) == "probability 1.000"
