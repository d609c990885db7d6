"""Tests of desktop_chat.practice.ngrams: explicit, normalised, and backing off as described."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.practice.ngrams import DISCOUNTS, ORDER, NGrams

END = 0
START = [END] * ORDER
DOCUMENTS = ([1, 2, 3], [1, 2, 4], [5, 2, 3])
CHAIN = NGrams(DOCUMENTS, END)
EVEN = (1.0, 1.0, 1.0)

documents = st.lists(st.lists(st.integers(1, 6), max_size=12), min_size=1, max_size=5)


@given(documents, st.lists(st.integers(0, 8), max_size=10), st.floats(0.1, 50))
def test_probabilities_are_positive_and_add_up_to_one(
    texts: list[list[int]], context: list[int], weight: float
) -> None:
    weights = [weight, *[1.0] * (len(texts) - 1)]
    distribution = NGrams(texts, END).distribution([*START, *context], weights)
    assert sum(distribution.values()) == pytest.approx(1)
    assert min(distribution.values()) > 0


def test_every_token_of_the_texts_keeps_a_chance() -> None:
    assert set(CHAIN.distribution([*START, 1, 2], EVEN)) == {END, 1, 2, 3, 4, 5}


def test_what_followed_the_context_is_likelier_than_anything_else() -> None:
    distribution = CHAIN.distribution([*START, 1, 2], EVEN)
    assert distribution[3] > distribution[4] > max(distribution[t] for t in (END, 1, 2, 5))


def test_an_unknown_context_gives_the_bare_frequencies() -> None:
    distribution = CHAIN.distribution([99], EVEN)
    assert distribution == {1: 2 / 12, 2: 3 / 12, 3: 2 / 12, 4: 1 / 12, 5: 1 / 12, END: 3 / 12}


def test_one_known_token_mixes_its_followers_with_the_frequencies() -> None:
    # After 2 came 3, 4 and 3: two different ones of three.
    passed_on = DISCOUNTS[0] * 2 / 3
    distribution = CHAIN.distribution([99, 2], EVEN)
    assert distribution[3] == pytest.approx((1 - passed_on) * 2 / 3 + passed_on * 2 / 12)
    assert distribution[END] == pytest.approx(passed_on * 3 / 12)


def test_a_heavier_document_draws_the_text_to_itself() -> None:
    even = CHAIN.distribution(START, EVEN)
    heavy = CHAIN.distribution(START, (1.0, 1.0, 50.0))
    assert even[1] > even[5]
    assert heavy[5] > heavy[1]
