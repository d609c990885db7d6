"""Ids are found whatever their order and kind, the newer of two equal ones."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.id_column import IdColumn
from desktop_chat.core.ids import new_id, packed_id

_ids = st.uuids().map(str) | st.text(max_size=8)


@given(st.lists(_ids, max_size=60))
def test_every_id_is_found_at_its_last_number(ids: list[str]) -> None:
    column = IdColumn()
    for identifier in ids:
        column.append(identifier)
    assert [column[n] for n in range(len(column))] == ids
    for identifier in ids:
        assert column.number_of(identifier) == len(ids) - 1 - ids[::-1].index(identifier)
    assert column.number_of("never here") == -1
    assert column.number_of(str(uuid.uuid4())) == -1


@pytest.mark.parametrize("ascends", [True, False])
def test_many_ids_are_found_in_any_order(ascends: bool) -> None:
    ids = [str(uuid.UUID(int=n)) for n in range(5_000)]
    if not ascends:
        ids = ids[2_500:] + ids[:2_500][::-1]
    column = IdColumn()
    packed = [packed_id(i) or b"" for i in ids]
    for start in range(0, len(ids), 700):
        column.extend_packed(packed[start : start + 700])
        assert column.number_of(ids[start]) == start
    assert [column.number_of(i) for i in ids] == list(range(len(ids)))
    assert column.number_of(new_id()) == -1


def test_an_id_of_another_kind_among_many_disturbs_none() -> None:
    column = IdColumn()
    ids = [new_id() for _ in range(1_500)]
    ids[700] = "odd"
    for identifier in ids:
        column.append(identifier)
    assert [column.number_of(i) for i in ids] == list(range(1_500))
    assert column[700] == "odd"
    assert column.number_of(str(uuid.UUID(int=0))) == -1
