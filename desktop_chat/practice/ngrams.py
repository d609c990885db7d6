"""An n-gram model with back-off over numbered tokens; knows neither text nor sampling.

The probability of the next token is a mixture: what followed the longest known context, then a
share for each shorter context, down to the bare frequencies. Each share is fixed by discounting:
the more different tokens followed a context, the more is passed on to the shorter one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Distribution = dict[int, float]
"""Token id to probability; the values are above 0 and add up to 1."""

DISCOUNTS = (0.1, 0.3, 0.45, 0.5, 0.8, 0.8)
"""For contexts of one, two, three and four tokens: what a context with one follower passes on."""

ORDER = len(DISCOUNTS)
"""The longest context, in tokens."""


class NGrams:
    """Which token followed which, in documents that can be weighted against each other.

    Args:
        documents: Token ids, one sequence per document.
        boundary: The id that stands before and after each document; generated, it ends the text.
    """

    def __init__(self, documents: Sequence[Sequence[int]], boundary: int) -> None:
        self._tokens: list[int] = []
        self._document_at: list[int] = []
        self._followers: dict[tuple[int, ...], list[int]] = {}
        for number, document in enumerate(documents):
            self._learn(number, [*[boundary] * ORDER, *document, boundary])
        counts = Counter(self._tokens)
        self._frequencies = {token: count / counts.total() for token, count in counts.items()}

    def _learn(self, number: int, padded: list[int]) -> None:
        for index in range(ORDER, len(padded)):
            position = len(self._tokens)
            self._tokens.append(padded[index])
            self._document_at.append(number)
            for length in range(1, ORDER + 1):
                context = tuple(padded[index - length : index])
                self._followers.setdefault(context, []).append(position)

    def distribution(self, context: Sequence[int], weights: Sequence[float]) -> Distribution:
        """Return the probability of every token after a context.

        Args:
            context: The ids so far, begun with ORDER boundaries; only the last ORDER count.
            weights: How much each document counts, all above 0.
        """
        left = 1.0
        parts: list[tuple[float, Distribution]] = []
        for length in range(min(ORDER, len(context)), 0, -1):
            positions = self._followers.get(tuple(context[-length:]))
            if positions is None:
                continue
            followers = self._weigh(positions, weights)
            passed_on = DISCOUNTS[length - 1] * len(followers) / len(positions)
            parts.append((left * (1 - passed_on), followers))
            left *= passed_on
        mixture = {token: left * share for token, share in self._frequencies.items()}
        for share, followers in parts:
            for token, probability in followers.items():
                mixture[token] += share * probability
        return mixture

    def _weigh(self, positions: list[int], weights: Sequence[float]) -> Distribution:
        """Return what stands at the positions, as a distribution weighted by document."""
        masses: Distribution = {}
        for position in positions:
            token = self._tokens[position]
            weight = weights[self._document_at[position]]
            masses[token] = masses.get(token, 0.0) + weight
        total = sum(masses.values())
        return {token: mass / total for token, mass in masses.items()}
