"""What the skeleton adds to the laws of the tree, which tests of the message tree hold."""

from __future__ import annotations

import sys
from array import array

import pytest

from desktop_chat.core.ids import new_id, packed_id
from desktop_chat.core.message import Role
from desktop_chat.core.skeleton import ABOVE_ALL, Skeleton

COUNT = 3_000


def packed(ids: list[str]) -> list[bytes]:
    return [packed_id(i) or b"" for i in ids]


def chain(count: int = COUNT) -> tuple[Skeleton, list[str]]:
    """Return a conversation without branches, question and answer in turn."""
    skeleton, ids = Skeleton(), [new_id() for _ in range(count)]
    roles = [Role.ASSISTANT if n % 2 else Role.USER for n in range(count)]
    skeleton.extend(packed(ids), ABOVE_ALL, roles, [1 + n % 3 for n in range(count)])
    skeleton.show_leaf(ids[-1])
    return skeleton, ids


def test_messages_added_at_once_stand_as_if_added_one_by_one() -> None:
    many, ids = chain()
    single = Skeleton()
    for n, message_id in enumerate(ids):
        role = Role.ASSISTANT if n % 2 else Role.USER
        single.add(message_id, ids[n - 1] if n else None, role, 1 + n % 3)
    for skeleton in (many, single):
        assert list(skeleton.path) == list(range(COUNT))
        assert skeleton.parent_of(ids[7]) == ids[6]
        assert skeleton.parent_of(ids[0]) is None
        assert skeleton.role_of(7) is Role.ASSISTANT
        assert skeleton.weight(3, 9) == (3, 12)


def test_a_branch_shares_the_beginning_with_the_one_before() -> None:
    skeleton, ids = chain()
    before = skeleton.path
    other = new_id()
    skeleton.add(other, ids[99], Role.USER, 4)
    skeleton.extend(packed([new_id()]), skeleton.node_of(other), [Role.ASSISTANT], [1])
    assert skeleton.path.shared_with(before) == 100
    assert skeleton.place_of(100) == (0, 2)
    assert skeleton.place_of(skeleton.node_of(other)) == (1, 2)
    skeleton.show(other)
    assert len(skeleton.path) == 102
    assert skeleton.weight(99, 102) == (1, 1 + 4 + 1)
    skeleton.show(ids[100])
    assert skeleton.active_leaf_id == ids[-1]
    assert skeleton.weight(99, 102) == (1, 1 + 2 + 3)


def test_what_was_removed_in_the_middle_comes_back_in_its_place() -> None:
    skeleton, ids = chain()
    removed = skeleton.remove(ids[50])
    assert removed == tuple(ids[50:])
    assert skeleton.active_leaf_id == ids[49]
    assert ids[60] not in skeleton
    skeleton.add(new_id(), ids[49], Role.USER)
    skeleton.restore(removed, ids[-1])
    assert list(skeleton.path) == list(range(COUNT))
    assert skeleton.place_of(50) == (0, 2)


def test_what_was_not_removed_cannot_be_restored() -> None:
    skeleton, ids = chain(3)
    with pytest.raises(ValueError, match="not removed"):
        skeleton.restore([ids[1]], ids[2])
    skeleton.remove(ids[1])
    with pytest.raises(ValueError, match="unknown parent"):
        skeleton.restore([ids[2]], ids[2])


def test_the_length_of_a_growing_message_can_be_noted() -> None:
    skeleton, ids = chain(3)
    skeleton.set_lines(ids[1], 40)
    assert skeleton.weight(1, 2) == (0, 40)


def test_a_message_takes_about_twenty_five_bytes() -> None:
    skeleton, _ = chain(20_000)
    kept = [value for value in vars(skeleton).values() if isinstance(value, array | bytearray)]
    kept += [v for v in vars(vars(skeleton)["_ids"]).values() if isinstance(v, array | bytearray)]
    # What grows is given some room in advance.
    assert sum(map(sys.getsizeof, kept)) < 20_000 * 25 * 1.2
    assert not vars(skeleton)["_branches"], "a conversation without branches needs no list of them"
