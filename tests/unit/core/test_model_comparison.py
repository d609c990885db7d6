"""Every figure is a row, and what differs is told from what is merely not stated."""

from __future__ import annotations

from decimal import Decimal

from desktop_chat.core.catalog import ArenaScore, Benchmarks, Model, ReasoningSupport
from desktop_chat.core.model_comparison import (
    ComparedModel,
    ComparisonRow,
    Section,
    comparison_rows,
)
from desktop_chat.core.model_statistics import BenchmarkScore
from desktop_chat.core.pricing import PriceOverride, Pricing


def rows_of(*models: Model | ComparedModel) -> dict[tuple[str, str], ComparisonRow]:
    compared = [each if isinstance(each, ComparedModel) else ComparedModel(each) for each in models]
    return {(row.title, row.detail): row for row in comparison_rows(compared)}


MILLION = "per million tokens"


def test_a_row_has_a_cell_for_each_model_and_knows_whether_they_differ() -> None:
    rows = rows_of(Model("a/x", context_length=8192), Model("a/y", context_length=8193))
    assert rows["Context", ""].cells == ("8\u202f192", "8\u202f193")
    assert rows["Context", ""].differs
    assert not rows["Author", ""].differs
    assert not rows["Expires", ""].is_stated
    assert not rows["Expires", ""].differs


def test_what_one_states_and_another_does_not_is_a_difference() -> None:
    row = rows_of(Model("x", tokenizer="GPT"), Model("y"))["Tokenizer", ""]
    assert row.differs
    assert row.cells == ("GPT", "")


def test_every_component_of_the_price_is_a_row_with_its_unit() -> None:
    pricing = Pricing(
        Decimal("0.000002"),
        Decimal(-1),
        Decimal("0.005"),
        {"input_cache_read": Decimal(0), "web_search": Decimal("0.01"), "odd": Decimal("0.1")},
        discount=Decimal("0.25"),
    )
    rows = rows_of(Model("x", pricing=pricing), Model("y"))
    assert rows["Input", MILLION].cells == ("$2", "")
    assert rows["Output", MILLION].cells == ("varies", "")
    assert rows["Cache reading", MILLION].cells == ("free", "")
    assert rows["Request", "per request"].cells == ("$0.005", "")
    assert rows["Web search", "per search"].cells == ("$0.01", "")
    assert rows["odd", "per unit of the endpoint's"].cells == ("$0.1", "")
    assert rows["Discount", "taken off"].cells == ("25 %", "0 %")
    prices = [title for (title, _), row in rows.items() if row.section is Section.PRICES]
    assert prices[:3] == ["Input", "Output", "Cache reading"]
    assert prices[-2:] == ["odd", "Discount"]


def test_prices_under_a_condition_are_rows_of_their_own() -> None:
    long = PriceOverride(min_prompt_tokens=200_000, prices={"prompt": Decimal("0.000004")})
    night = PriceOverride(utc_start=2200, utc_end=630, prices={"completion": Decimal("0.000001")})
    rows = rows_of(Model("x", pricing=Pricing(overrides=(long, night))), Model("y"))
    words = f"from 200\u202f000 prompt tokens, {MILLION}"
    assert rows["Input", words].cells == ("$4", "")
    assert rows["Output", f"22:00 to 06:30 UTC, {MILLION}"].cells == ("$1", "")


def test_each_parameter_is_a_row_and_an_endpoint_without_a_list_states_nothing() -> None:
    rows = rows_of(
        Model("x", supported_parameters=frozenset({"seed", "tools"})),
        Model("y", supported_parameters=frozenset({"seed"})),
        Model("z"),
        Model("local", capabilities=frozenset({"tools"})),
    )
    assert rows["seed", ""].cells == ("yes", "yes", "", "no")
    assert rows["tools", ""].cells == ("yes", "no", "", "yes")


def test_benchmarks_of_the_list_and_of_the_table_stand_together() -> None:
    listed = Benchmarks(intelligence=61.5, arenas=(ArenaScore("models", "website", elo=1287.5),))
    scores = (
        BenchmarkScore("s", "artificial-analysis", "intelligence_index", 50.0),
        BenchmarkScore("s", "openrouter", "gpqa_diamond", 0.71),
        BenchmarkScore("s", "new-source", "odd", 3.0),
    )
    rows = rows_of(ComparedModel(Model("x", benchmarks=listed), scores=scores), Model("y"))
    found = [key for key, row in rows.items() if row.section is Section.BENCHMARKS]
    assert found == [
        ("Intelligence index", "Artificial Analysis"),
        ("models / website", "Design Arena, Elo"),
        ("gpqa_diamond", "OpenRouter"),
        ("odd", "new-source"),
    ]
    assert rows[found[0]].cells == ("50", "")


def test_tokens_of_a_week_that_is_told_of_in_part_are_a_least() -> None:
    whole = ComparedModel(Model("x"), weekly_tokens=9_120_000_000_000, weekly_days=7, weekly_rank=1)
    part = ComparedModel(Model("y"), weekly_tokens=87_000_000_000, weekly_days=2)
    rows = rows_of(whole, part, Model("z"))
    assert rows["Weekly tokens", ""].cells == ("9.12T", "≥ 87B", "")
    assert rows["Weekly rank", ""].cells == ("1", "", "")


def test_reasoning_says_whether_it_can_be_turned_off() -> None:
    rows = rows_of(
        Model("a", reasoning=ReasoningSupport(mandatory=True, supported_efforts=("low", "high"))),
        Model("b", reasoning=ReasoningSupport(default_enabled=True)),
        Model("c", reasoning=ReasoningSupport()),
        Model("d", supported_parameters=frozenset({"seed"})),
        Model("e", capabilities=frozenset({"thinking"})),
        Model("f"),
    )
    cells = rows["Reasoning", ""].cells
    assert cells == ("yes, always", "yes, on by default", "yes, off by default", "no", "yes", "")
    assert rows["Reasoning efforts", ""].cells[0] == "low, high"
