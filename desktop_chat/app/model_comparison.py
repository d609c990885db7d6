"""Gathers what is known of some models: from the list, and what the router tells beside it.

Owns that a part which cannot be had leaves the others as they are, and is named.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from desktop_chat.app.catalog import ModelCatalog
from desktop_chat.app.model_library import Kept, ModelLibrary
from desktop_chat.core.catalog import Model
from desktop_chat.core.model_activity import names_of, week_standing
from desktop_chat.core.model_comparison import ComparedModel
from desktop_chat.core.model_filter import ModelOrder
from desktop_chat.core.model_statistics import BenchmarkTable, Rankings
from desktop_chat.core.offerings import Offering
from desktop_chat.core.provider import Endpoint
from desktop_chat.errors import AppError, UsageError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a router tells of all its models beside the list; None: not to be had.

    Attributes:
        failures: What went wrong, each sentence once.
    """

    rankings: Rankings | None = None
    ranked_ids: tuple[str, ...] | None = None
    zero_retention: tuple[Offering, ...] | None = None
    benchmarks: BenchmarkTable | None = None
    failures: tuple[AppError, ...] = ()

    @property
    def citations(self) -> tuple[str, ...]:
        """The lines that the licences ask to be shown beside the figures."""
        sources = (found.source for found in (self.rankings, self.benchmarks) if found is not None)
        return tuple(dict.fromkeys(each.citation for each in sources if each.citation))

    def of(self, model: Model) -> ComparedModel:
        """Return a model with what is told of it."""
        slug = model.canonical_slug or model.id
        standing = week_standing(self.rankings.rows if self.rankings else (), names_of(model))
        # The router ranks more models than it tells the tokens of.
        ranked = self.ranked_ids or ()
        rank = ranked.index(model.id) + 1 if model.id in ranked else None
        zero = self.zero_retention
        scores = self.benchmarks.rows if self.benchmarks else ()
        return ComparedModel(
            model,
            weekly_tokens=standing.tokens if standing else None,
            weekly_days=standing.days if standing else 0,
            weekly_rank=standing.rank if standing else rank,
            has_zero_retention=None if zero is None else any(z.model_id == model.id for z in zero),
            scores=tuple(score for score in scores if score.model_slug == slug),
        )


async def read_statistics(library: ModelLibrary, endpoint: Endpoint) -> Statistics:
    """Return what a router tells; of an endpoint that is none, nothing, and that is no failure."""
    failures: dict[str, AppError] = {}

    async def told(asked: Awaitable[Kept[T]]) -> T | None:
        try:
            kept = await asked
        except UsageError:
            return None
        except AppError as error:
            failures[error.text] = error
            return None
        if kept.failure is not None:
            failures[kept.failure.text] = kept.failure
        return kept.value

    return Statistics(
        rankings=await told(library.rankings(endpoint)),
        ranked_ids=await told(library.ranked_ids(endpoint, ModelOrder.WEEKLY)),
        zero_retention=await told(library.zero_retention(endpoint)),
        benchmarks=await told(library.benchmarks(endpoint)),
        failures=tuple(failures.values()),
    )


def listed_models(
    catalog: ModelCatalog, endpoint: Endpoint, model_ids: Sequence[str]
) -> tuple[Model, ...]:
    """Return the models of these ids in their order, once each, as far as they are listed."""
    found = (catalog.model(endpoint.id, each) for each in dict.fromkeys(model_ids))
    return tuple(each for each in found if each is not None)
