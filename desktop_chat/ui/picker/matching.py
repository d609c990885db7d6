"""Which models fit a search and a choice of traits, the best first; knows no widget."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import Enum

from desktop_chat.core.catalog import Model

FUZZY_LIMIT = 40
"""The most models that are offered for a search that none of them contains."""
_LEAST_LIKENESS = 70


class Trait(Enum):
    """What a list of models can be narrowed to."""

    FREE = "free"
    REASONING = "reasoning"
    TOOLS = "tools"
    VISION = "vision"


def has_trait(model: Model, trait: Trait) -> bool:
    """Return whether the endpoint says that a model has a trait."""
    supported = model.supported_parameters or frozenset()
    match trait:
        case Trait.FREE:
            return model.pricing.is_free
        case Trait.REASONING:
            return model.reasoning is not None or "reasoning" in supported
        case Trait.TOOLS:
            return "tools" in supported
        case Trait.VISION:
            return "image" in model.input_modalities


def traits_of(models: Iterable[Model]) -> frozenset[Trait]:
    """Return the traits that some of the models have: all that is worth asking for."""
    wanted = set(Trait)
    found: set[Trait] = set()
    for model in models:
        new = {trait for trait in wanted if has_trait(model, trait)}
        found |= new
        wanted -= new
        if not wanted:
            break
    return frozenset(found)


class ModelSearch:
    """Searches one list of models."""

    def __init__(self, models: Sequence[Model]) -> None:
        self._models = models
        self._texts = [_plain(f"{model.title} {model.id}") for model in models]

    def find(self, query: str, traits: Collection[Trait] = ()) -> list[Model]:
        """Return the models that have all traits and fit the query.

        Models that contain every word of the query come first, those whose name begins with it
        before the others; where there is none, the models that are most like it.
        """
        numbers = [
            number
            for number, model in enumerate(self._models)
            if all(has_trait(model, trait) for trait in traits)
        ]
        words = _plain(query).split()
        if words:
            numbers = self._containing(words, numbers) or self._alike(" ".join(words), numbers)
        return [self._models[number] for number in numbers]

    def _containing(self, words: list[str], numbers: list[int]) -> list[int]:
        found = [n for n in numbers if all(word in self._texts[n] for word in words)]
        found.sort(
            key=lambda n: (self._texts[n].find(words[0]) != 0, self._texts[n].find(words[0]))
        )
        return found

    def _alike(self, query: str, numbers: list[int]) -> list[int]:
        from rapidfuzz import fuzz, process

        texts = {number: self._texts[number] for number in numbers}
        hits = process.extract(
            query,
            texts,
            scorer=fuzz.partial_ratio,
            processor=None,
            limit=FUZZY_LIMIT,
            score_cutoff=_LEAST_LIKENESS,
        )
        return [number for _, _, number in hits]


def _plain(text: str) -> str:
    """Return a text in small letters, every sign that is no letter or digit a space."""
    return "".join(c if c.isalnum() else " " for c in text.casefold())
