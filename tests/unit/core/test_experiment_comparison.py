"""Two runs side by side: what changed, and whether it is clear."""

from __future__ import annotations

import pytest

from desktop_chat.core.experiment_comparison import compare
from desktop_chat.core.measures.statistics import Summary


def between(low: float, high: float) -> Summary:
    return Summary((low + high) / 2, 0.1, low, high, 5)


SINGLE = Summary(2.0, None, None, None, 1)


def test_a_place_that_one_run_lacks_has_no_difference() -> None:
    (first, second) = compare({(0,): SINGLE}, {(1,): SINGLE})
    assert (first.place, first.new, first.difference, first.is_clear) == ((0,), None, None, False)
    assert (second.place, second.old) == ((1,), None)


@pytest.mark.parametrize(
    ("old", "new", "difference", "is_clear"),
    [
        (between(1, 3), between(4, 6), 3.0, True),
        (between(4, 6), between(1, 3), -3.0, True),
        (between(1, 3), between(3, 5), 2.0, False),
        (SINGLE, between(4, 6), 3.0, False),
        (between(4, 6), SINGLE, -3.0, False),
    ],
)
def test_a_difference_is_clear_where_the_intervals_lie_apart(
    old: Summary, new: Summary, difference: float, is_clear: bool
) -> None:
    (change,) = compare({(0,): old}, {(0,): new})
    assert (change.difference, change.is_clear) == (difference, is_clear)
