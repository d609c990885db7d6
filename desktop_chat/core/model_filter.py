"""Which models are wanted and in which order: what can be told from the list itself.

What only the router knows (zero retention, region, providers, speed, popularity) arrives as a set
or an order of ids; who asks for it is no affair of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from enum import Enum
from operator import itemgetter

from msgspec import Struct

from desktop_chat.core.catalog import Benchmarks, Model

_DAY_S = 86_400
_MILLION = 1_000_000
_NONE: frozenset[str] = frozenset()


class Trait(Enum):
    """What a list of models can be narrowed to with one word."""

    FREE = "free"
    REASONING = "reasoning"
    TOOLS = "tools"
    VISION = "vision"
    AUDIO = "audio"
    FILES = "files"
    STRUCTURED = "structured"


def has_trait(model: Model, trait: Trait) -> bool:
    """Return whether the endpoint says that a model has a trait."""
    supported = model.supported_parameters or frozenset()
    match trait:
        case Trait.FREE:
            return model.pricing.is_free
        case Trait.REASONING:
            return (
                model.reasoning is not None
                or "reasoning" in supported
                or "thinking" in model.capabilities
            )
        case Trait.TOOLS:
            return "tools" in supported or "tools" in model.capabilities
        case Trait.VISION:
            return "image" in model.input_modalities or "vision" in model.capabilities
        case Trait.AUDIO:
            return "audio" in model.input_modalities or "audio" in model.output_modalities
        case Trait.FILES:
            return "file" in model.input_modalities
        case Trait.STRUCTURED:
            return "structured_outputs" in supported


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


class ModelFilter(Struct, frozen=True, omit_defaults=True):
    """What a model must be; an empty field asks for nothing, what is unknown never fits.

    Attributes:
        authors: Any of them, the part of the id before its slash.
        inputs, outputs: Modalities that it must take and give, all of them.
        min_context: Tokens.
        max_prompt_usd, max_completion_usd: Per million tokens; a price that varies never fits.
        parameters: API names that it must support, all of them.
        max_age_days: Since its release.
        min_intelligence, min_coding, min_agentic, min_elo: Benchmark scores.
        ids: The only ones that fit, as the router answered a question of its own; None for all.
    """

    traits: frozenset[Trait] = frozenset()
    authors: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()
    min_context: int = 0
    max_prompt_usd: Decimal | None = None
    max_completion_usd: Decimal | None = None
    parameters: frozenset[str] = frozenset()
    max_age_days: int = 0
    min_intelligence: float | None = None
    min_coding: float | None = None
    min_agentic: float | None = None
    min_elo: float | None = None
    ids: frozenset[str] | None = None

    def fits(self, model: Model, now_s: int = 0) -> bool:
        """Return whether a model fits, at a Unix time in seconds."""
        return all(test(model) for test in self.tests(now_s))

    def tests(self, now_s: int = 0) -> tuple[Callable[[Model], bool], ...]:
        """Return what a model must pass, () where nothing is asked: long lists are tried by these.

        Args:
            now_s: Unix time.
        """
        ids, authors, inputs, outputs = self.ids, self.authors, self.inputs, self.outputs
        least, parameters = self.min_context, self.parameters
        tests: tuple[tuple[bool, Callable[[Model], bool]], ...] = (
            (ids is not None, lambda model: ids is None or model.id in ids),
            (bool(authors), lambda model: model.author in authors),
            (bool(inputs), lambda model: inputs <= {*model.input_modalities}),
            (bool(outputs), lambda model: outputs <= {*model.output_modalities}),
            (least > 0, lambda model: (model.context_length or 0) >= least),
            (bool(parameters), lambda model: parameters <= (model.supported_parameters or _NONE)),
            (bool(self.traits), lambda model: all(has_trait(model, t) for t in self.traits)),
            (bool(self._price_limits(Model(""))), self._is_affordable),
            (self.max_age_days > 0, lambda model: self._is_young(model, now_s)),
            (bool(self._score_limits(Benchmarks())), lambda model: self._scores(model.benchmarks)),
        )
        return tuple(test for is_asked, test in tests if is_asked)

    def _is_affordable(self, model: Model) -> bool:
        return all(
            price is not None and 0 <= price * _MILLION <= limit
            for limit, price in self._price_limits(model)
        )

    def _price_limits(self, model: Model) -> list[tuple[Decimal, Decimal | None]]:
        limits = (
            (self.max_prompt_usd, model.pricing.prompt),
            (self.max_completion_usd, model.pricing.completion),
        )
        return [(limit, price) for limit, price in limits if limit is not None]

    def _is_young(self, model: Model, now_s: int) -> bool:
        # A release in the future means that this computer's clock is slow: it is young all the same
        return model.created > 0 and now_s - model.created <= self.max_age_days * _DAY_S

    def _scores(self, found: Benchmarks | None) -> bool:
        limits = self._score_limits(found or Benchmarks())
        return all(score is not None and score >= limit for limit, score in limits)

    def _score_limits(self, scores: Benchmarks) -> list[tuple[float, float | None]]:
        limits = (
            (self.min_intelligence, scores.intelligence),
            (self.min_coding, scores.coding),
            (self.min_agentic, scores.agentic),
            (self.min_elo, scores.best_elo),
        )
        return [(limit, score) for limit, score in limits if limit is not None]


class ModelOrder(Enum):
    """Every order that the router knows, by its own name."""

    POPULAR = "most-popular"
    WEEKLY = "top-weekly"
    NEWEST = "newest"
    CHEAPEST = "pricing-low-to-high"
    DEAREST = "pricing-high-to-low"
    CONTEXT = "context-high-to-low"
    FASTEST = "throughput-high-to-low"
    QUICKEST = "latency-low-to-high"
    INTELLIGENCE = "intelligence-high-to-low"
    CODING = "coding-high-to-low"
    AGENTIC = "agentic-high-to-low"
    ELO = "design-arena-elo-high-to-low"

    @property
    def is_remote(self) -> bool:
        """Whether only the router can tell it."""
        return self in (
            ModelOrder.POPULAR,
            ModelOrder.WEEKLY,
            ModelOrder.FASTEST,
            ModelOrder.QUICKEST,
        )


def ordered(
    models: Iterable[Model], order: ModelOrder, ranked_ids: Collection[str] = ()
) -> list[Model]:
    """Return the models in an order; those that it says nothing of come last, as they stood.

    Args:
        models: In the list's own order.
        order: Which.
        ranked_ids: The router's answer, for an order that only it can tell.
    """
    if order.is_remote:
        ranks = {id_: rank for rank, id_ in enumerate(ranked_ids)}
        return sorted(models, key=lambda model: ranks.get(model.id, len(ranks)))
    figure = _FIGURES[order]
    stated: list[tuple[float, Model]] = []
    silent: list[Model] = []
    for model in models:
        found = figure(model)
        if found is None:
            silent.append(model)
        else:
            stated.append((found, model))
    stated.sort(key=itemgetter(0))
    return [*(model for _, model in stated), *silent]


def _price(model: Model) -> float | None:
    """Return what both ways cost together, None where a price is unknown or varies.

    It is compared and never shown, thousands of times between two frames: a float will do.
    """
    prompt, completion = model.pricing.prompt, model.pricing.completion
    if prompt is None or completion is None or prompt.is_signed() or completion.is_signed():
        return None
    return float(prompt + completion)


def _falling(figure: Callable[[Model], float | None]) -> Callable[[Model], float | None]:
    def negated(model: Model) -> float | None:
        found = figure(model)
        return None if found is None else -found

    return negated


def _scores(model: Model) -> Benchmarks:
    return model.benchmarks or Benchmarks()


_FIGURES: dict[ModelOrder, Callable[[Model], float | None]] = {
    ModelOrder.NEWEST: _falling(lambda model: model.created or None),
    ModelOrder.CHEAPEST: _price,
    ModelOrder.DEAREST: _falling(_price),
    ModelOrder.CONTEXT: _falling(lambda model: model.context_length),
    ModelOrder.INTELLIGENCE: _falling(lambda model: _scores(model).intelligence),
    ModelOrder.CODING: _falling(lambda model: _scores(model).coding),
    ModelOrder.AGENTIC: _falling(lambda model: _scores(model).agentic),
    ModelOrder.ELO: _falling(lambda model: _scores(model).best_elo),
}
