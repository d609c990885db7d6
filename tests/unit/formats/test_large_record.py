"""A record that is too large to be held is read by its parts, as often as it is asked for."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.formats.json_splitting import CHUNK_BYTES, MAX_DEPTH, decoded
from desktop_chat.formats.large_record import LargeRecord

NAMES = st.text(max_size=4) | st.sampled_from(['"list": [', "list\\", "lists"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6) | st.just("list"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def parts(content: bytes) -> tuple[dict[str, Any] | None, list[Any]]:
    record = LargeRecord()
    record.write(content)
    try:
        head = record.head("list")
        twice = [[decoded(each.content) for each in record.elements("list")] for _ in range(2)]
    finally:
        record.close()
    assert twice[0] == twice[1]
    return head, twice[0]


@given(
    st.dictionaries(NAMES.filter(lambda name: name != "list"), VALUES, max_size=3),
    st.lists(VALUES, min_size=1, max_size=4),
    st.dictionaries(NAMES.filter(lambda name: name != "list"), VALUES, max_size=2),
    st.sampled_from([0, 2]),
)
def test_what_stands_before_the_list_and_its_elements_are_read(
    before: dict[str, Any], elements: list[Any], after: dict[str, Any], indent: int
) -> None:
    after = {name: value for name, value in after.items() if name not in before}
    value = before | {"list": elements} | after
    content = msgspec.json.format(msgspec.json.encode(value), indent=indent)
    assert parts(content) == (before | {"list": []}, elements)


def test_a_list_of_that_name_further_in_is_another() -> None:
    content = b'\xef\xbb\xbf{"a": {"list": [1]}, "b": ["list", [2]], "list": [3, [4]]}'
    assert parts(content)[1] == [3, [4]]


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": 1}',
        b'{"list": 5, "a": [1]}',
        b"[1]",
        b'{"a": ' + b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2) + b', "list": [1]}',
        b'{"a": nothing, "list": [1]}',
    ],
)
def test_what_has_no_such_list_or_cannot_be_read_before_it_gives_nothing(content: bytes) -> None:
    assert parts(content)[0] is None


def test_elements_come_whole_however_long_they_are() -> None:
    long = ["x" * (CHUNK_BYTES - 3), "y" * (2 * CHUNK_BYTES), "z"]
    assert parts(msgspec.json.encode({"list": long}))[1] == long
