"""The index of heights agrees with plain sums."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.ui.transcript.heights import HeightIndex


@given(st.lists(st.integers(1, 90), min_size=1, max_size=900), st.data())
def test_positions_are_the_sums_of_the_heights_above(
    heights: list[int], data: st.DataObject
) -> None:
    index = HeightIndex(heights)
    changed = data.draw(st.integers(0, len(heights) - 1))
    index[changed] = heights[changed] = 1_000
    tops = [0, *accumulate(heights)]
    assert index.total == tops[-1]
    probe = data.draw(st.integers(0, len(heights) - 1))
    assert index.top_of(probe) == tops[probe]
    assert index.index_at(tops[probe]) == probe
    assert index.index_at(tops[probe + 1] - 1) == probe


def test_points_outside_belong_to_the_nearest_thing() -> None:
    index = HeightIndex([10, 20])
    assert (index.index_at(-5), index.index_at(99)) == (0, 1)
    assert HeightIndex().index_at(3) == 0


def test_the_end_can_be_replaced() -> None:
    index = HeightIndex(range(1, 600))
    index.replace_from(300, [7, 7])
    assert len(index) == 302
    assert index.total == sum(range(1, 301)) + 14
    assert index.top_of(301) == sum(range(1, 301)) + 7
