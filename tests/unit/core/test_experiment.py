"""A plan spans a grid: places, cells, seeds, and what each cell asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.experiments import TEMPERATURES, TOP_PS, plan

from desktop_chat.core.experiment import (
    Axis,
    AxisKind,
    CellSettings,
    CellState,
    Plan,
    cell_at,
    cells_at,
    cells_of,
    differing_settings,
    place_at,
    place_number,
    run_order,
    settings_of,
    with_seeds,
)
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import BadField


def settings(asked: Plan, index: int = 0) -> CellSettings:
    return settings_of(asked, cell_at(asked, index))


def test_a_value_out_of_range_is_named() -> None:
    hot = plan(axes=(Axis(AxisKind.PARAMETER, "temperature", (9.0,)),))
    with pytest.raises(BadField, match="Temperature cannot be 9"):
        settings(hot)


def test_places_count_row_by_row_and_cells_place_by_place() -> None:
    asked = plan(repeats=2, seeds=(7, 8))
    assert asked.shape == (3, 2)
    assert (asked.place_count, asked.cell_count) == (6, 12)
    cells = cells_of(asked)
    assert [cell.place for cell in cells[:5]] == [(0, 0), (0, 0), (0, 1), (0, 1), (1, 0)]
    assert [cell.seed for cell in cells[:3]] == [7, 8, 7]
    assert cells_at(asked, (1, 0)) == range(4, 6)


@given(st.lists(st.integers(1, 5), max_size=4), st.data())
def test_every_place_has_its_number(shape: list[int], data: st.DataObject) -> None:
    axes = tuple(
        Axis(AxisKind.SYSTEM_PROMPT, "", tuple(f"{n}" for n in range(size))) for size in shape
    )
    asked = plan(axes=axes)
    number = data.draw(st.integers(0, asked.place_count - 1))
    place = place_at(asked, number)
    assert len(place) == len(shape)
    assert place_number(asked, place) == number


def test_an_axis_goes_over_the_plan_and_unsets_with_none() -> None:
    axis = Axis(AxisKind.PARAMETER, "top_k", (None, 5))
    asked = plan(axes=(axis,), sampling=Sampling(top_k=40, temperature=0.3), seeds=(9,))
    first, second = settings(asked, 0), settings(asked, 1)
    assert first.sampling == Sampling(temperature=0.3, seed=9)
    assert second.sampling == Sampling(temperature=0.3, seed=9, top_k=5)
    assert second.varied == Sampling(seed=9, top_k=5)
    assert [axis.label(index) for index in range(2)] == ["unset", "5"]


def test_models_system_prompts_and_other_endpoints_are_axes() -> None:
    models = Axis(AxisKind.MODEL, values=("a/b", "llama3 @ ollama"))
    prompts = Axis(AxisKind.SYSTEM_PROMPT, values=("", "Be brief."))
    asked = plan(axes=(models, prompts))
    assert [settings(asked, index).lane for index in (0, 2)] == [
        ("practice", "a/b", ""),
        ("ollama", "llama3", ""),
    ]
    assert settings(asked, 1).system_prompt == "Be brief."
    assert (models.title, prompts.title) == ("Model", "System prompt")


def test_a_provider_answers_alone_and_what_else_is_said_of_providers_stays() -> None:
    axis = Axis(AxisKind.PROVIDER, values=("mistral",))
    asked = plan(axes=(axis,), sampling=Sampling(provider={"data_collection": "deny"}))
    found = settings(asked)
    assert found.sampling.provider == {
        "data_collection": "deny",
        "only": ["mistral"],
        "allow_fallbacks": False,
    }
    assert found.lane[2] == "mistral"


def test_a_label_is_one_short_line() -> None:
    axis = Axis(AxisKind.PARAMETER, "stop", (["\n", "END"], "x\ny" * 40))
    assert axis.title == "Stop"
    assert axis.label(0) == '["\\n","END"]'
    assert len(axis.label(1)) == 40


def test_settings_that_differ_in_what_matters_are_told_once() -> None:
    limits = Axis(AxisKind.PARAMETER, "max_tokens", (5, 9))
    models = Axis(AxisKind.MODEL, values=("a", "b @ ollama"))
    asked = plan(axes=(TEMPERATURES, limits, models), repeats=2, seeds=(1, 2))
    found, shared = differing_settings(asked)
    assert [one.lane[:2] for one in found] == [("practice", "a"), ("ollama", "b")]
    assert shared == 12
    found, shared = differing_settings(asked, frozenset({"max_tokens"}))
    assert [one.sampling.max_tokens for one in found] == [5, 5, 9, 9]
    assert shared == 6


def test_seeds_are_drawn_once_unless_the_seed_is_an_axis() -> None:
    drawn = with_seeds(plan(repeats=3, seeds=()))
    assert len(set(drawn.seeds)) == 3
    assert with_seeds(drawn) == drawn
    seeds = Axis(AxisKind.PARAMETER, "seed", (1, 2))
    varied = with_seeds(plan(axes=(seeds,), seeds=()))
    assert varied.seeds == ()
    assert settings(varied, 1).sampling.seed == 2


def test_an_axis_of_seeds_wins_over_the_plans() -> None:
    asked = plan(axes=(Axis(AxisKind.PARAMETER, "seed", (5,)), TOP_PS), seeds=(1,))
    assert cell_at(asked, 0).seed is None
    assert settings(asked).sampling.seed == 5


def test_every_place_gets_its_first_answer_first() -> None:
    asked = plan(axes=(TEMPERATURES,), repeats=2, seeds=(1, 2))
    assert run_order(asked, range(6)) == [0, 2, 4, 1, 3, 5]


def test_what_ended_stays_so_until_somebody_asks_again() -> None:
    final = {state for state in CellState if state.is_final}
    assert final == {CellState.DONE, CellState.FAILED, CellState.STOPPED}
