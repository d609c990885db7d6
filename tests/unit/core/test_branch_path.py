"""A branch kept as runs answers like the list of its nodes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.branch_path import BranchPath


@st.composite
def runs(draw: st.DrawFn) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    node = 0
    for gap, length in draw(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 6)), max_size=9)):
        first = node + gap - (0 if found else 1)
        found.append((first, first + length - 1))
        node = first + length
    return found


def nodes_of(found: list[tuple[int, int]]) -> list[int]:
    return [node for first, last in found for node in range(first, last + 1)]


@given(runs(), st.data())
def test_positions_nodes_and_parts(found: list[tuple[int, int]], data: st.DataObject) -> None:
    path, nodes = BranchPath(found), nodes_of(found)
    assert list(path) == nodes
    assert len(path) == len(nodes)
    for node in range(-1, 70):
        assert path.position_of(node) == (nodes.index(node) if node in nodes else -1)
    assert [node for first, stop in path.runs() for node in range(first, stop)] == nodes
    following = (nodes[-1] if nodes else 0) + data.draw(st.integers(1, 3))
    longer = path.extended(following)
    assert list(longer) == [*nodes, following]
    assert list(path) == nodes
    assert longer.position_of(following) == len(nodes)
    assert longer.shared_with(path) == len(nodes)


@given(runs(), runs())
def test_what_two_branches_share_is_their_common_beginning(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    first, second = nodes_of(one), nodes_of(other)
    expected = 0
    while expected < min(len(first), len(second)) and first[expected] == second[expected]:
        expected += 1
    assert BranchPath(one).shared_with(BranchPath(other)) == expected


def test_there_is_nothing_outside() -> None:
    with pytest.raises(IndexError):
        BranchPath([(0, 3)])[4]
    with pytest.raises(IndexError):
        BranchPath()[0]
