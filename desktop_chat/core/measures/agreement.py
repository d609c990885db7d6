"""How far the answers of one place say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from desktop_chat.core.experiment import Extraction
from desktop_chat.core.measures.extraction import extracted
from desktop_chat.core.measures.words import normalised


def exact_match(texts: Sequence[str]) -> list[float | None]:
    """Return for each text the share of the others that equal it once normalised.

    The mean of these is the share of pairs that match. None where there is no other.
    """
    counts = Counter(normalised(text) for text in texts)
    others = len(texts) - 1
    if others < 1:
        return [None for _ in texts]
    return [(counts[normalised(text)] - 1) / others for text in texts]


def agreement(texts: Sequence[str], extraction: Extraction) -> list[float | None]:
    """Return for each text 1 where what counts in it is what most texts have, otherwise 0.

    The mean of these is the majority's share: the confidence of self-consistency. A text from which
    nothing can be extracted agrees with none. None where there is a single text.

    Source: Wang et al. 2023, "Self-Consistency Improves Chain of Thought Reasoning".
    """
    if len(texts) < 2:
        return [None for _ in texts]
    found = [extracted(text, extraction) for text in texts]
    counts = Counter(part for part in found if part is not None)
    if not counts:
        return [0.0 for _ in texts]
    # The first of several that are as frequent, so that the result does not depend on chance.
    best = max(counts, key=counts.__getitem__)
    return [float(part == best) for part in found]
