"""Sums along a branch are those of its nodes."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.path_weights import PathWeights


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 99)), max_size=40), st.data())
def test_any_stretch_is_weighed(nodes: list[tuple[int, int]], data: st.DataObject) -> None:
    count = len(nodes)
    cuts = sorted(data.draw(st.lists(st.integers(0, count), max_size=4)))
    runs = [pair for pair in zip(cuts[::2], cuts[1::2], strict=False) if pair[0] < pair[1]]
    path = [node for first, stop in runs for node in nodes[first:stop]]
    kinds, lines = bytes(kind for kind, _ in nodes), array("i", (n for _, n in nodes))
    weights = PathWeights(runs, kinds, lines, counted=1)
    first = data.draw(st.integers(0, len(path)))
    last = data.draw(st.integers(first, len(path)))
    stretch = path[first:last]
    assert weights.between(first, last) == (
        sum(kind == 1 for kind, _ in stretch),
        sum(n for _, n in stretch),
    )
