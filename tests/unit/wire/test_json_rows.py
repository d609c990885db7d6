"""A list falls into its values, and what is broken costs no more than itself."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.wire.json_rows import MAX_ROW_BYTES, MOST_BROKEN, MOST_MEMBERS, JsonRows

ROW = b'{"id":"%s","nested":{"id":"]},{[","of":[{"id":"n"},{"id":"m"}]},"quoted":"\\"}"}'


def values(rows: JsonRows) -> list[Any]:
    return [msgspec.json.decode(row) for row in rows]


def ids(rows: JsonRows) -> list[str]:
    return [value["id"] for value in values(rows)]


def body_of(*names: bytes) -> bytes:
    rows = b",".join(ROW % name for name in names)
    return b'{"object":"list","data":[' + rows + b'],"total_count":9}'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "a", 'quo"te', "\\"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=12), st.sampled_from([0, 1, 3]))
def test_every_list_falls_into_what_it_was_made_of(wanted: list[Any], indent: int) -> None:
    whole = msgspec.json.encode(wanted)
    text = msgspec.json.format(whole, indent=indent) if indent else whole
    for body in (text, b'{"error":null,"models":[],"data":' + text + b',"x":{"data":[1]}}'):
        rows = JsonRows(body)
        assert values(rows) == wanted
        assert (rows.broken, rows.is_cut) == (0, False)


@given(st.data())
def test_no_bytes_break_it(data: st.DataObject) -> None:
    signs = st.sampled_from([*b'{}[]",:\\ 1', *b'{"data":['])
    body = b'{"data":[' * data.draw(st.booleans()) + bytes(data.draw(st.lists(signs, max_size=60)))
    assert all(row in body for row in JsonRows(body))


def test_what_stands_beside_the_list_is_known_afterwards() -> None:
    rows = JsonRows(body_of(b"a", b"b"))
    assert ids(rows) == ["a", "b"]
    assert rows.scalars == {"object": b'"list"', "total_count": b"9"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"models":[{"id":"other"}],"data":[{"id":"a"}]}',
        b'{"data":[{"id":"a"}],"models":[{"id":"other"}]}',
        b'{"data":[],"models":[{"id":"a"}]}',
        b'{"models":[{"id":"a"}],"data":null}',
        b'\xef\xbb\xbf [ {"id":"a"} ] ',
    ],
)
def test_the_likeliest_list_that_is_not_empty_is_the_list(body: bytes) -> None:
    assert ids(JsonRows(body)) == ["a"]


@pytest.mark.parametrize("end", [10, 40, 1])
def test_a_list_that_is_cut_off_gives_what_came_before(end: int) -> None:
    body = body_of(b"a", b"b", b"c")
    place = body.index(ROW % b"c") + end
    rows = JsonRows(body[:place])
    assert ids(rows) == ["a", "b"]
    assert (rows.is_cut, rows.broken) == (True, 0)


def test_a_list_that_is_cut_between_two_values_is_cut() -> None:
    rows = JsonRows(body_of(b"a").partition(b'],"total')[0])
    assert ids(rows) == ["a"]
    assert rows.is_cut


@pytest.mark.parametrize(
    "broken",
    [
        b'{"id":"x","of":[{"id":"nested"},}',
        b'{"id":"x","y":[}',
        b'{"id":"x","y":{]}',
        b'{"id" "x"]',
        b'{"id":]',
    ],
    ids=str,
)
def test_broken_values_between_healthy_ones_are_passed_over(broken: bytes) -> None:
    rows = JsonRows(b"[" + b",".join([ROW % b"a", broken, ROW % b"b", broken, ROW % b"c"]) + b"]")
    assert ids(rows) == ["a", "b", "c"]
    assert (rows.broken, rows.is_cut) == (2, False)


def test_a_value_that_is_too_long_is_passed_over_whatever_is_in_it() -> None:
    long = b'{"id":"' + b"]}," * MAX_ROW_BYTES + b'"}'
    rows = JsonRows(b"[" + b",".join([long, ROW % b"a", long, ROW % b"b"]) + b"]")
    assert ids(rows) == ["a", "b"]
    assert rows.broken == 2


def test_a_list_of_nothing_but_broken_values_comes_to_an_end() -> None:
    rows = JsonRows(b"[" + b'{"id":],' * (MOST_BROKEN * 3))
    assert ids(rows) == []
    assert (rows.broken, rows.is_cut) == (MOST_BROKEN, True)


def test_what_is_nested_too_deeply_is_passed_over() -> None:
    deep = b'{"id":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    rows = JsonRows(b"[" + b",".join([ROW % b"a", deep, ROW % b"b"]) + b"]")
    assert ids(rows) == ["a", "b"]
    assert rows.broken == 1


@pytest.mark.parametrize(
    "before",
    [b'"x":"' + b"y" * MAX_ROW_BYTES + b'",', b'"k":[],' * MOST_MEMBERS, b" " * MAX_ROW_BYTES],
    ids=["a long text", "many members", "blanks"],
)
def test_a_list_is_not_looked_for_without_end(before: bytes) -> None:
    rows = JsonRows(b"{" + before + b'"data":[{"id":"a"}]}')
    assert (ids(rows), rows.is_cut) == ([], True)
