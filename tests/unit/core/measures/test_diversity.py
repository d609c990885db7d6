"""Distinct-n, BLEU and similarity against values worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.measures.diversity import (
    bleu,
    distinct,
    mean_similarity,
    self_bleu,
    similarity,
)
from desktop_chat.core.measures.words import words

THE_CAT = ["the", "cat", "sat", "on", "the", "mat"]
SOME = st.lists(st.text(alphabet="ab ", max_size=12), min_size=2, max_size=5)


def test_an_empty_text_has_no_ngrams() -> None:
    assert distinct("", 1) is None
    assert distinct("one two", 3) is None


def test_distinct_counts_different_runs() -> None:
    # the cat the cat the: 2 of 5 words, 2 of 4 pairs, 2 of 3 triples
    assert distinct("the cat the cat the", 1) == 2 / 5
    assert distinct("the cat the cat the", 2) == 2 / 4
    assert distinct("the cat the cat the", 3) == 2 / 3


def test_bleu_of_equal_texts_is_one() -> None:
    assert bleu(THE_CAT, [THE_CAT]) == 1.0


def test_bleu_clips_by_the_most_frequent_use() -> None:
    # Papineni's example: "the" occurs twice in a reference, so 2 of 7 count.
    hypothesis = ["the"] * 7
    expected = math.exp(
        (math.log(2 / 7) + math.log(0.1 / 6) + math.log(0.1 / 5) + math.log(0.1 / 4)) / 4
    )
    found = bleu(hypothesis, [THE_CAT, ["there", "is", "a", "cat", "on", "the", "mat"]])
    assert found == pytest.approx(expected)


def test_bleu_punishes_brevity_against_the_nearest_length() -> None:
    # c = 3, r = 6 (nearest of 6 and 9); every 1-, 2- and 3-gram is found.
    long = ["the", "cat", "sat", "on", "the", "mat", "in", "the", "hall"]
    assert bleu(THE_CAT[:3], [THE_CAT, long]) == pytest.approx(math.exp(1 - 6 / 3))
    # c = 5 lies as near to 4 as to 6: the shorter one counts, and nothing is taken off.
    assert bleu(THE_CAT[:5], [THE_CAT[:4], THE_CAT]) == 1.0


def test_a_text_of_two_words_is_judged_by_words_and_pairs() -> None:
    assert bleu(["a", "b"], [["a", "c"]]) == pytest.approx(math.sqrt(1 / 2 * 0.1 / 1))


def test_nothing_is_like_nothing_alone() -> None:
    assert bleu([], [[]]) == 1.0
    assert bleu([], [["a"]]) == 0.0


def test_self_bleu_compares_each_with_all_others() -> None:
    assert self_bleu(["a b c d"]) == [None]
    assert self_bleu(["a b c d", "a b c d"]) == [1.0, 1.0]
    first, second, third = self_bleu(["a b c d e", "a b c d f", "x y z"])
    expected = (4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25
    assert first == pytest.approx(expected)
    assert second == pytest.approx(expected)
    assert third is not None
    assert third < 0.1


def test_similarity_is_the_dice_coefficient_of_pairs() -> None:
    # a-b b-c c-d against a-b b-c c-e: 2 of 3 shared.
    assert similarity("a b c d", "a b c e") == pytest.approx(2 * 2 / 6)
    assert similarity("a", "A") == 1.0
    assert similarity("a", "a b") == pytest.approx(2 / 3)
    assert similarity("", "") == 1.0
    assert similarity("", "a") == 0.0


def test_the_mean_of_mean_similarities_is_that_of_the_pairs() -> None:
    texts = ["a b c d", "a b c e", "x y"]
    pairs = [similarity(texts[i], texts[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    found = [value or 0.0 for value in mean_similarity(texts)]
    assert sum(found) / 3 == pytest.approx(sum(pairs) / 3)
    assert mean_similarity(["a"]) == [None]


@given(SOME)
def test_self_bleu_is_the_bleu_against_all_others(texts: list[str]) -> None:
    cut = [words(text) for text in texts]
    expected = [bleu(tokens, cut[:index] + cut[index + 1 :]) for index, tokens in enumerate(cut)]
    assert self_bleu(texts) == pytest.approx(expected)


@given(SOME)
def test_all_lie_between_nothing_and_one(texts: list[str]) -> None:
    for value in (*self_bleu(texts), *mean_similarity(texts)):
        assert value is not None
        assert 0.0 <= value <= 1.0 + 1e-9
