"""What the Tokens tab makes of an answer's sentences."""

from __future__ import annotations

import pytest

from desktop_chat.core.token_probabilities import Sentence
from desktop_chat.ui.tokens.panel import (
    MOST_SENTENCES,
    least_likely_sentences,
    perplexity_text,
    read_aloud,
)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("plain *words* and **more**", "plain words and more"),
        ("- the [almanac](https://x.example/a) of 1904", "the almanac of 1904"),
        ("## A heading", "A heading"),
        ("| May | 1 204 |", "May | 1 204"),
        ("| a | b |\n|---|---:|", "a | b"),
        ("```py\nx = 1\n```", "x = 1"),
        ("snake_case stays", "snake_case stays"),
        ("|---|", "|---|"),
    ],
)
def test_marks_are_left_out(source: str, words: str) -> None:
    assert read_aloud(source) == words


@pytest.mark.parametrize(("perplexity", "text"), [(1.0, "1.0"), (2.26, "2.3"), (140.4, "140")])
def test_figures(perplexity: float, text: str) -> None:
    assert perplexity_text(perplexity) == text


def test_of_many_sentences_the_least_likely_are_shown_in_their_order() -> None:
    known = [Sentence(n, n + 1, "", float(1 + n % 50)) for n in range(100)]
    shown = least_likely_sentences(known)
    assert len(shown) == MOST_SENTENCES
    assert [one.first for one in shown] == sorted(one.first for one in shown)
    assert min(one.perplexity or 0 for one in shown) == 31
