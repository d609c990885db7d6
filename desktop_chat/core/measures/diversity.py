"""How different words and answers are: distinct-n, Self-BLEU, similarity of pairs.

Pure functions over texts. Texts are cut by `core.measures.words.words`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

from desktop_chat.core.measures.words import NGram, ngrams, words

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
    counted = [_counts(text) for text in references]

    def most(n: int, gram: NGram) -> int:
        return max(counts[n][gram] for counts in counted)

    lengths = [len(text) for text in references]
    return _bleu(_counts(hypothesis), len(hypothesis), most, lengths)


def self_bleu(texts: Sequence[str]) -> list[float | None]:
    """Return the BLEU of each text against all the others; their mean is Self-BLEU.

    1 where all are equal; low where they differ. None where there is nothing to compare with.

    Source: Zhu et al. 2018, "Texygen: A Benchmarking Platform for Text Generation Models".
    """
    if len(texts) < 2:
        return [None for _ in texts]
    cut = [words(text) for text in texts]
    counted = [_counts(tokens) for tokens in cut]
    lengths = [len(tokens) for tokens in cut]
    uses = [_two_most([counts[n] for counts in counted]) for n in range(BLEU_ORDER)]

    def compared(index: int) -> float:
        def most(n: int, gram: NGram) -> int:
            owner, best, second = uses[n][gram]
            return second if owner == index else best

        others = lengths[:index] + lengths[index + 1 :]
        return _bleu(counted[index], lengths[index], most, others)

    return [compared(index) for index in range(len(texts))]


def similarity(first: str, second: str) -> float:
    """Return how alike two texts are, 0 to 1: the Dice coefficient of their word pairs.

    2 * |A ∩ B| / (|A| + |B|) over the multisets of word pairs; of words where a text has fewer
    than two. Two empty texts are alike.

    Source: Dice 1945, "Measures of the Amount of Ecologic Association Between Species".
    """
    return _dice(_counts(words(first), 2), _counts(words(second), 2))


def mean_similarity(texts: Sequence[str]) -> list[float | None]:
    """Return each text's mean similarity to all the others; None where there is no other.

    The mean of these is the mean similarity of all pairs.
    """
    counted = [_counts(words(text), 2) for text in texts]
    sums = [0.0] * len(counted)
    for index, counts in enumerate(counted):
        for other in range(index + 1, len(counted)):
            alike = _dice(counts, counted[other])
            sums[index] += alike
            sums[other] += alike
    return [total / (len(texts) - 1) if len(texts) > 1 else None for total in sums]


def _counts(tokens: Sequence[str], orders: int = BLEU_ORDER) -> list[Counter[NGram]]:
    """Return how often each run of one word occurs, of two words, and so on."""
    return [ngrams(list(tokens), size + 1) for size in range(orders)]


def _two_most(counted: Sequence[Counter[NGram]]) -> dict[NGram, tuple[int, int, int]]:
    """Return for each n-gram which text uses it most, how often, and how often any other does."""
    found: dict[NGram, tuple[int, int, int]] = {}
    for index, counts in enumerate(counted):
        for gram, count in counts.items():
            owner, best, second = found.get(gram, (-1, 0, 0))
            if count > best:
                found[gram] = (index, count, best)
            else:
                found[gram] = (owner, best, max(second, count))
    return found


def _dice(first: Sequence[Counter[NGram]], second: Sequence[Counter[NGram]]) -> float:
    """Return the Dice coefficient of pairs, or of words where a text has no pair."""
    size = 1 if first[1] and second[1] else 0
    one, other = first[size], second[size]
    total = one.total() + other.total()
    shared = sum(min(one[gram], other[gram]) for gram in one.keys() & other.keys())
    return 2 * shared / total if total else 1.0


def _bleu(
    counts: Sequence[Counter[NGram]],
    length: int,
    most: Callable[[int, NGram], int],
    lengths: Sequence[int],
) -> float:
    """Return the BLEU of a text.

    Args:
        counts: Its n-grams by their size less one.
        length: Its words.
        most: How often a reference uses an n-gram of a size less one at most.
        lengths: The words of each reference.
    """
    if not length:
        return 1.0 if not any(lengths) else 0.0
    order = min(BLEU_ORDER, length)
    logarithms = 0.0
    for n in range(order):
        clipped = sum(min(count, most(n, gram)) for gram, count in counts[n].items())
        logarithms += math.log((clipped or _EPSILON) / counts[n].total())
    nearest = min(lengths, key=lambda other: (abs(other - length), other))
    brevity = 0.0 if length >= nearest else 1 - nearest / length
    return math.exp(brevity + logarithms / order)
