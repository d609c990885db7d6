"""Models side by side: every figure that is known of them, as rows, and where they differ.

The one list of rows that the window and the command line show. Owns the rows and their texts; what
a figure is called, who fetches it and how it is drawn is no affair of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import count_text, magnitude_text, price_per_million_text
from desktop_chat.core.model_activity import WEEK_DAYS
from desktop_chat.core.model_scores import ANALYSIS, ARENA, joined_scores, listed_scores
from desktop_chat.core.model_statistics import BenchmarkScore
from desktop_chat.core.model_terms import Term, circumstances, component_title, unit_words
from desktop_chat.core.price_sheet import PriceUnit, in_order, shown_amount, unit_of
from desktop_chat.core.pricing import PriceOverride

MOST_COMPARED = 6
YES, NO = "yes", "no"
_SAID = {True: YES, False: NO, None: ""}


class Section(Enum):
    """A part of the table, by its title."""

    MODEL = "Model"
    USE = "Use by everybody"
    PRICES = "Prices"
    PARAMETERS = "Supported parameters"
    BENCHMARKS = "Benchmarks"


class ComparedModel(Struct, frozen=True):
    """A model with what is known of it beside the list; None: not known.

    Attributes:
        weekly_tokens: What all users sent through it in the last seven days that are told of.
        weekly_days: On how many of those days it was told of; on the others it was not among the
            most used, and so its tokens are at least these.
        weekly_rank: 1 for the most used.
        has_zero_retention: Whether somebody offers it who keeps nothing of what is sent.
        scores: Beside those that the list has.
    """

    model: Model
    weekly_tokens: int | None = None
    weekly_days: int = 0
    weekly_rank: int | None = None
    has_zero_retention: bool | None = None
    scores: tuple[BenchmarkScore, ...] = ()


class ComparisonRow(Struct, frozen=True):
    """One figure of every model.

    Attributes:
        title: What it is; a name of the endpoint's own where the list has no title for it.
        detail: Its unit, source or condition, "" for none.
        cells: One text for each model, "" where it is not stated.
    """

    section: Section
    title: str
    cells: tuple[str, ...]
    detail: str = ""
    is_figure: bool = False

    @property
    def differs(self) -> bool:
        """Whether the models differ in it; what one states and another does not is a difference."""
        return len(set(self.cells)) > 1

    @property
    def is_stated(self) -> bool:
        """Whether any model states it."""
        return any(self.cells)


def comparison_rows(compared: Sequence[ComparedModel]) -> tuple[ComparisonRow, ...]:
    """Return every row for these models, section by section; a plain row also where it is empty."""
    models = [each.model for each in compared]
    return (
        *(_row(Section.MODEL, each, compared) for each in _MODEL_ROWS),
        *(_row(Section.USE, each, compared) for each in _USE_ROWS),
        *_price_rows(models),
        *_override_rows(models),
        *_parameter_rows(models),
        *_benchmark_rows(compared),
    )


# Plain rows ------------------------------------------------------------------------------------


class _Plain(Struct, frozen=True):
    title: str
    text: Callable[[ComparedModel], str]
    is_figure: bool = False


def _row(section: Section, plain: _Plain, compared: Sequence[ComparedModel]) -> ComparisonRow:
    cells = tuple(plain.text(each) for each in compared)
    return ComparisonRow(section, plain.title, cells, is_figure=plain.is_figure)


def _of_model(text: Callable[[Model], str]) -> Callable[[ComparedModel], str]:
    return lambda compared: text(compared.model)


def _count(count: int | None) -> str:
    return "" if not count else count_text(count)


def _released(model: Model) -> str:
    return datetime.fromtimestamp(model.created, UTC).date().isoformat() if model.created else ""


def _reasoning(model: Model) -> str:
    support = model.reasoning
    if support is None:
        known = model.supported_parameters
        if "thinking" in model.capabilities or (known and "reasoning" in known):
            return YES
        return NO if known else ""
    if support.mandatory:
        return f"{YES}, always"
    return f"{YES}, on by default" if support.default_enabled else f"{YES}, off by default"


def _efforts(model: Model) -> str:
    return ", ".join(model.reasoning.supported_efforts or ()) if model.reasoning else ""


def _weekly(compared: ComparedModel) -> str:
    if compared.weekly_tokens is None:
        return ""
    least = "" if compared.weekly_days >= WEEK_DAYS else "≥ "
    return least + magnitude_text(compared.weekly_tokens)


_MODEL_ROWS = (
    _Plain(Term.AUTHOR, _of_model(lambda m: m.author)),
    _Plain(Term.CONTEXT, _of_model(lambda m: _count(m.context_length)), is_figure=True),
    _Plain(Term.MAX_OUTPUT, _of_model(lambda m: _count(m.max_completion_tokens)), is_figure=True),
    _Plain(Term.INPUT_MODALITIES, _of_model(lambda m: ", ".join(m.input_modalities))),
    _Plain(Term.OUTPUT_MODALITIES, _of_model(lambda m: ", ".join(m.output_modalities))),
    _Plain(Term.REASONING, _of_model(_reasoning)),
    _Plain("Reasoning efforts", _of_model(_efforts)),
    _Plain(Term.RELEASED, _of_model(_released), is_figure=True),
    _Plain(Term.KNOWLEDGE_CUTOFF, _of_model(lambda m: m.knowledge_cutoff), is_figure=True),
    _Plain(Term.EXPIRES, _of_model(lambda m: m.expiration_date), is_figure=True),
    _Plain(Term.TOKENIZER, _of_model(lambda m: m.tokenizer)),
    _Plain(Term.QUANTIZATION, _of_model(lambda m: m.quantization)),
    _Plain("Moderated", _of_model(lambda m: _SAID[m.is_moderated])),
    _Plain("Zero data retention offered", lambda c: _SAID[c.has_zero_retention]),
)
_USE_ROWS = (
    _Plain(Term.WEEKLY_TOKENS, _weekly, is_figure=True),
    _Plain(Term.WEEKLY_RANK, lambda c: _count(c.weekly_rank), is_figure=True),
)


# Prices ----------------------------------------------------------------------------------------


def _price_rows(models: Sequence[Model]) -> list[ComparisonRow]:
    prices = [model.pricing.components for model in models]
    named = {name for each in prices for name in each} | {"prompt", "completion"}
    rows = [_price_row(name, [each.get(name) for each in prices]) for name in in_order(named)]
    if any(model.pricing.discount for model in models):
        cells = tuple(f"{float(model.pricing.discount * 100):g} %" for model in models)
        rows.append(ComparisonRow(Section.PRICES, "Discount", cells, "taken off", is_figure=True))
    return rows


def _override_rows(models: Sequence[Model]) -> list[ComparisonRow]:
    found: dict[tuple[str, str], dict[int, Decimal]] = {}
    for number, model in enumerate(models):
        for override in model.pricing.overrides:
            for name in in_order(override.prices):
                key = (name, _condition(override))
                found.setdefault(key, {})[number] = override.prices[name]
    return [
        _price_row(name, [prices.get(number) for number in range(len(models))], condition)
        for (name, condition), prices in found.items()
    ]


def _price_row(name: str, prices: Sequence[Decimal | None], condition: str = "") -> ComparisonRow:
    unit = unit_of(name)
    cells = tuple(_price(price, unit) for price in prices)
    detail = ", ".join(filter(None, (condition, unit_words(unit))))
    title = component_title(name)
    return ComparisonRow(Section.PRICES, title, cells, detail, is_figure=True)


def _condition(override: PriceOverride) -> str:
    return ", ".join(
        words.format(*(count_text(each) if isinstance(each, int) else each for each in places))
        for words, places in circumstances(override)
    )


def _price(price: Decimal | None, unit: PriceUnit) -> str:
    if price is None:
        return ""
    # The words for nothing and -1 are those of a million tokens, whatever the unit is.
    return price_per_million_text(shown_amount(price, unit) / 1_000_000)


# Parameters and benchmarks -----------------------------------------------------------------------


def _parameter_rows(models: Sequence[Model]) -> list[ComparisonRow]:
    """Return a row for each parameter that one of them supports, or server's own capability."""
    known = [_abilities(model) for model in models]
    rows: list[ComparisonRow] = []
    for name in sorted({name for each in known if each is not None for name in each}):
        cells = tuple("" if each is None else _SAID[name in each] for each in known)
        rows.append(ComparisonRow(Section.PARAMETERS, name, cells))
    return rows


def _abilities(model: Model) -> frozenset[str] | None:
    if model.supported_parameters is None:
        return model.capabilities or None
    return model.supported_parameters | model.capabilities


_SOURCES = {
    ANALYSIS: "Artificial Analysis",
    ARENA: "Design Arena, Elo",
    "openrouter": "OpenRouter",
}
_INDICES = {
    "intelligence_index": "Intelligence index",
    "coding_index": "Coding index",
    "agentic_index": "Agentic index",
}


def _benchmark_rows(compared: Sequence[ComparedModel]) -> list[ComparisonRow]:
    known = [_scores(each) for each in compared]
    rows: list[ComparisonRow] = []
    for source, name in sorted({key for each in known for key in each}, key=_benchmark_place):
        cells = tuple(
            f"{each[source, name]:.5g}" if (source, name) in each else "" for each in known
        )
        title, detail = _INDICES.get(name, name), _SOURCES.get(source, source)
        rows.append(ComparisonRow(Section.BENCHMARKS, title, cells, detail, is_figure=True))
    return rows


def _scores(compared: ComparedModel) -> dict[tuple[str, str], float]:
    rows = joined_scores(compared.scores, listed_scores(compared.model))
    return {(row.source, row.benchmark): row.score for row in rows}


def _benchmark_place(key: tuple[str, str]) -> tuple[int, str, int, str]:
    source, name = key
    sources, names = (*_SOURCES,), (*_INDICES,)
    source_place = sources.index(source) if source in sources else len(sources)
    return source_place, source, names.index(name) if name in names else len(names), name
