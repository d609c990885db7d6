"""The cheapest place whose answers all pass."""

from __future__ import annotations

from support.experiments import cell_head

from desktop_chat.core.experiment import CellHead, CellState
from desktop_chat.core.measures.choice import cheapest_passing, equal_answers


def head(
    passed: float, cost: float | None = None, tokens: float = 1.0, **changes: object
) -> CellHead:
    values = {"assertions": passed, "completion_tokens": tokens}
    return cell_head(0, values=values | ({} if cost is None else {"cost": cost}), **changes)


def test_a_place_that_has_not_ended_or_failed_in_part_is_not_chosen() -> None:
    failed = head(1.0, 0.1, state=CellState.FAILED)
    places = [
        ((0,), [head(1.0, 0.1), None]),
        ((1,), [failed]),
        ((2,), [head(0.5, 0.1)]),
        ((3,), []),
    ]
    assert cheapest_passing(places) is None


def test_where_nothing_is_asserted_nothing_is_chosen() -> None:
    assert cheapest_passing([((0,), [cell_head(0)])]) is None


def test_the_least_mean_cost_wins() -> None:
    places = [
        ((0,), [head(1.0, 0.3), head(1.0, 0.3)]),
        ((1,), [head(1.0, 0.1), head(1.0, 0.4)]),
        ((2,), [head(1.0)]),
    ]
    assert cheapest_passing(places) == (1,)


def test_of_equal_cost_the_fewest_tokens_win_then_the_first() -> None:
    places = [
        ((0,), [head(1.0, tokens=9)]),
        ((1,), [head(1.0, tokens=5)]),
        ((2,), [head(1.0, tokens=5)]),
    ]
    assert cheapest_passing(places) == (1,)


def test_equal_answers_stand_together_the_largest_group_first() -> None:
    heads = [
        cell_head(3, digest="b"),
        cell_head(1, digest="b"),
        cell_head(0, digest="a"),
        cell_head(2, digest=""),
        cell_head(4, digest="a", state=CellState.FAILED),
    ]
    assert equal_answers(heads) == ((1, 3), (0,))
    assert equal_answers([]) == ()
