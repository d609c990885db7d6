"""Which models fit a search and a filter, the best first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from desktop_chat.core.catalog import Model
from desktop_chat.core.model_filter import ModelFilter, ModelOrder, ordered

FUZZY_LIMIT = 40
"""The most models that are offered for a search that none of them contains."""
_LEAST_LIKENESS = 70
_SIGN = re.compile(r"[\W_]")
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}


class ModelSearch:
    """Searches one list of models."""

    def __init__(self, models: Sequence[Model]) -> None:
        self._models = models
        self._order: tuple[ModelOrder, Sequence[str]] | None = None
        self._ordered: list[Model] = []
        self._places: dict[str, int] = {}

    def find(
        self,
        query: str,
        wanted: ModelFilter | None = None,
        order: ModelOrder | None = None,
        ranked_ids: Sequence[str] = (),
        now_s: int = 0,
    ) -> list[Model]:
        """Return the models that pass the filter and fit the query.

        Models that contain every word of the query come first, those whose name begins with it
        before the others; where there is none, the models that are most like it.

        Args:
            query: Words; "" for all models.
            wanted: None for all models.
            order: None for the list's own, and for the best hits first. Models that are merely
                like the query stay in the order of their likeness.
            ranked_ids: The router's answer, for an order that only it can tell.
            now_s: Unix time, for a filter by age.
        """
        numbers = list(range(len(self._models)))
        for test in wanted.tests(now_s) if wanted is not None else ():
            numbers = [number for number in numbers if test(self._models[number])]
        words = _plain(query).split()
        if words:
            containing = self._containing(words, numbers, is_ranked=order is None)
            if not containing:
                order = None
            numbers = containing or self._alike(" ".join(words), numbers)
        if order is None:
            return [self._models[number] for number in numbers]
        self._put_in_order(order, ranked_ids)
        if len(numbers) == len(self._models):
            return [*self._ordered]
        places = self._places_in_order()
        return sorted((self._models[n] for n in numbers), key=lambda model: places[model.id])

    def prepare(self) -> None:
        """Make what a first search would wait for."""
        self._texts  # noqa: B018 - kept by being looked at

    @cached_property
    def _texts(self) -> list[str]:
        """What is searched: made once, when something is searched for."""
        return [_plain(f"{model.title} {model.id}") for model in self._models]

    def _put_in_order(self, order: ModelOrder, ranked_ids: Sequence[str]) -> None:
        """Order the whole list, once for all the letters that are typed over it."""
        if self._order != (order, ranked_ids):
            self._order = order, ranked_ids
            self._ordered = ordered(self._models, order, ranked_ids)
            self._places = {}

    def _places_in_order(self) -> dict[str, int]:
        if not self._places:
            self._places = {model.id: place for place, model in enumerate(self._ordered)}
        return self._places

    def _containing(self, words: list[str], numbers: list[int], *, is_ranked: bool) -> list[int]:
        texts = self._texts
        for word in words:
            numbers = [n for n in numbers if word in texts[n]]
        if is_ranked:
            numbers.sort(key=lambda n: texts[n].find(words[0]))
        return numbers

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
    folded = text.casefold()
    # Python translates plain letters in one go; thousands of names are read between two frames.
    return folded.translate(_SPACES) if folded.isascii() else _SIGN.sub(" ", folded)
