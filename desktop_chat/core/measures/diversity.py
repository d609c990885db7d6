"""How different words and answers are: distinct-n, Self-BLEU, similarity of pairs.

Pure functions over texts. Texts are cut by `core.measures.words.words`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from desktop_chat.core.measures.words import NGram, ngrams, words

T = TypeVar("T")

BLEU_ORDER = 4
_EPSILON = 0.1
# One answer is measured several times in a row.
_words = lru_cache(maxsize=8)(words)


def distinct(text: str, size: int) -> float | None:
    """Return distinct-n: different n-grams over all n-grams; None for a text without any.

    Source: Li et al. 2016, "A Diversity-Promoting Objective Function for Neural Conversation
    Models", section 5.2.

    Args:
        text: The answer.
        size: The n, from 1.
    """
    counts = ngrams(_words(text), size)
    total = counts.total()
    return len(counts) / total if total else None


def bleu(hypothesis: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """Return the BLEU of a text against others, 0 to 1.

    BP * exp(mean of log p_n, n = 1 .. N), p_n the n-gram precision clipped by the most frequent
    use in any reference, BP = exp(1 - r / c) for c < r with r the reference length nearest to the
    length c, the shorter of two as near. N is 4, or c where that is less. A precision of 0 counts
    as 0.1 over the number of n-grams.

    Sources: Papineni et al. 2002, "BLEU"; Chen and Cherry 2014, smoothing method 1.

    Args:
        hypothesis: The words of the text.
        references: The words of each of the others, at least one.
    """
    counted = [[ngrams(list(text), n + 1) for n in range(BLEU_ORDER)] for text in references]
    return _bleu(list(hypothesis), counted, [len(text) for text in references])


def self_bleu(texts: Sequence[str]) -> list[float | None]:
    """Return the BLEU of each text against all the others; their mean is Self-BLEU.

    1 where all are equal; low where they differ. None where there is nothing to compare with.

    Source: Zhu et al. 2018, "Texygen: A Benchmarking Platform for Text Generation Models".
    """
    if len(texts) < 2:
        return [None for _ in texts]
    cut = [words(text) for text in texts]
    counted = [[ngrams(tokens, n + 1) for n in range(BLEU_ORDER)] for tokens in cut]
    lengths = [len(tokens) for tokens in cut]
    return [
        _bleu(tokens, _without(counted, index), _without(lengths, index))
        for index, tokens in enumerate(cut)
    ]


def similarity(first: str, second: str) -> float:
    """Return how alike two texts are, 0 to 1: the Dice coefficient of their word pairs.

    2 * |A ∩ B| / (|A| + |B|) over the multisets of word pairs; of words where a text has fewer
    than two. Two empty texts are alike.

    Source: Dice 1945, "Measures of the Amount of Ecologic Association Between Species".
    """
    return _dice(words(first), words(second))


def mean_similarity(texts: Sequence[str]) -> list[float | None]:
    """Return each text's mean similarity to all the others; None where there is no other.

    The mean of these is the mean similarity of all pairs.
    """
    cut = [words(text) for text in texts]
    sums = [0.0] * len(cut)
    for index, tokens in enumerate(cut):
        for other in range(index + 1, len(cut)):
            alike = _dice(tokens, cut[other])
            sums[index] += alike
            sums[other] += alike
    return [total / (len(cut) - 1) if len(cut) > 1 else None for total in sums]


def _without(items: list[T], index: int) -> list[T]:
    return items[:index] + items[index + 1 :]


def _dice(first: list[str], second: list[str]) -> float:
    size = 2 if min(len(first), len(second)) > 1 else 1
    one, other = ngrams(first, size), ngrams(second, size)
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _bleu(
    hypothesis: list[str], references: list[list[Counter[NGram]]], lengths: list[int]
) -> float:
    length = len(hypothesis)
    if not length:
        return 1.0 if not any(lengths) else 0.0
    order = min(BLEU_ORDER, length)
    logarithms = 0.0
    for n in range(order):
        own = ngrams(hypothesis, n + 1)
        clipped = sum(
            min(count, max(reference[n][gram] for reference in references))
            for gram, count in own.items()
        )
        logarithms += math.log((clipped or _EPSILON) / own.total())
    nearest = min(lengths, key=lambda other: (abs(other - length), other))
    brevity = 0.0 if length >= nearest else 1 - nearest / length
    return math.exp(brevity + logarithms / order)
