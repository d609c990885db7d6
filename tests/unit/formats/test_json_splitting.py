"""JSON is taken apart at any chunk, and what is broken does not take the rest with it."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.conformance import conformance_path

from desktop_chat.formats.json_splitting import (
    MAX_DEPTH,
    Piece,
    Splitter,
    decoded,
    pieces_of,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.text(), VALUES, max_size=3), max_size=4)


def split(text: bytes, cuts: int = 1) -> list[Piece]:
    splitter = Splitter()
    found: list[Piece] = []
    for start in range(0, len(text), cuts):
        found += splitter.feed(text[start : start + cuts])
    return [*found, *splitter.finish()]


@given(OBJECTS, st.integers(1, 40), st.sampled_from([None, 2]))
def test_an_array_gives_its_elements_however_it_comes(
    objects: list[dict[str, Any]], cuts: int, indent: int | None
) -> None:
    text = msgspec.json.format(msgspec.json.encode(objects), indent=indent or 0)
    assert [decoded(piece.content) for piece in split(text, cuts)] == objects


@given(OBJECTS, st.integers(1, 40))
def test_lines_give_an_object_each(objects: list[dict[str, Any]], cuts: int) -> None:
    text = b"\n".join(map(msgspec.json.encode, objects))
    assert [decoded(piece.content) for piece in split(text, cuts)] == objects


def test_one_object_is_one_record() -> None:
    text = b'\xef\xbb\xbf {"a": [1, {"b": "}],\\""}],\n "c": 2}\n'
    assert [decoded(piece.content) for piece in split(text)] == [{"a": [1, {"b": '}],"'}], "c": 2}]


@pytest.mark.parametrize(
    ("text", "whole", "problem"),
    [
        (b'[{"a":1},{"b":', 1, "the file ends within it"),
        (b'[{"a":1},{"b":"x', 1, "the file ends within it"),
        (b'[{"a":1},', 1, "the file ends before its array does"),
        (b'[{"a":1}', 1, "the file ends before its array does"),
        (b'{"a":', 0, "the file ends within it"),
    ],
)
def test_a_cut_file_gives_what_is_whole(text: bytes, whole: int, problem: str) -> None:
    found = split(text)
    assert len([piece for piece in found if not piece.problem]) == whole
    assert found[-1].problem == problem


def test_a_record_that_is_too_large_or_too_deep_is_left_out_alone() -> None:
    large = b'{"a":"' + b"x" * 3_000_000 + b'"}'
    deep = b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)
    text = b"[" + large + b',{"b":1},' + deep + b',{"c":1}]'
    found = list(pieces_of(io.BytesIO(text), 1 << 20))
    assert [piece.content for piece in found if not piece.problem] == [b'{"b":1}', b'{"c":1}']
    assert [piece.problem for piece in found if piece.problem] == [
        "it is larger than 1 MiB",
        f"it is nested deeper than {MAX_DEPTH} levels",
    ]


def test_lone_surrogates_and_wrong_bytes_are_replaced() -> None:
    value = decoded(b'["\\ud800", "\\udc00x", "\\ud83d\\ude00", "\\\\ud800", "\xff"]')
    assert value == ["\ufffd", "\ufffdx", "\U0001f600", "\\ud800", "\ufffd"]


def test_numbers_too_large_for_a_float_do_not_stop_it() -> None:
    assert decoded(b'[1e999, -1e999, 2.5, "x"]') == [0, 0, 2.5, "x"]


@pytest.mark.parametrize("name", ["y_", "n_", "i_"])
def test_the_public_suite_is_read_or_refused_with_a_reason(name: str) -> None:
    files = sorted(conformance_path("json/test_parsing").glob(f"{name}*.json"))
    assert files
    for file in files:
        content = file.read_bytes()
        list(pieces_of(io.BytesIO(content)))
        try:
            decoded(content)
        except ValueError:
            assert name != "y_", file.name
        else:
            assert name != "n_" or b"\xff" in content or not content.isascii(), file.name


@pytest.mark.parametrize(
    ("value", "count"),
    [(b"[]", 1_600_000), (b"{}", 700_000), (b"1.5", 4_700_000), (b'{"a":0}', 500_000)],
)
def test_a_record_of_too_many_values_is_left_out_alone(value: bytes, count: int) -> None:
    hollow = b'{"a":[' + b",".join([value] * count) + b"]}"
    signs = b'{"a":"' + b",{" * (1 << 20) + b'\\""}'
    found = split(b"[" + hollow + b"," + signs + b',{"c":1}]', 1 << 18)
    assert [piece.problem for piece in found] == ["it has too many values", "", ""]


@pytest.mark.parametrize("inner", [b"", b"{}", b"[],[]", b'{"a":[]}', b"[[{}],{}]"])
@pytest.mark.parametrize("cuts", [1, 2, 3, 40])
def test_brackets_in_a_row_are_counted_however_they_come(inner: bytes, cuts: int) -> None:
    text = b'[{"a":[[[' + inner + b']]]},[[],{"b":[[1]]}],{"c":{}}]'
    assert [decoded(piece.content) for piece in split(text, cuts)] == decoded(text)


def test_depth_is_counted_to_the_last_level() -> None:
    for opened, closed in ((b"[", b"]"), (b'{"a":', b"}")):
        for depth in (MAX_DEPTH, MAX_DEPTH + 1):
            text = b'[{"a":' + opened * (depth - 2) + b"[]" + closed * (depth - 2) + b"}]"
            (piece,) = split(text, 7)
            assert bool(piece.problem) is (depth > MAX_DEPTH)


class Kept:
    """Takes what is too large, in memory; `room` is how many bytes there is room for."""

    def __init__(self, room: int = 1 << 20) -> None:
        self.content = b""
        self.is_closed = False
        self._room = room

    def write(self, content: bytes) -> None:
        if len(self.content) + len(content) > self._room:
            raise OSError(28, "No space left on device")
        self.content += content

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("cuts", [1, 7, 1000])
def test_what_is_too_large_is_put_aside_where_somebody_takes_it(cuts: int) -> None:
    kept: list[Kept] = []

    def aside_for(beginning: bytes) -> Kept | None:
        if not beginning.lstrip().startswith(b'{"ours"'):
            return None
        kept.append(Kept())
        return kept[-1]

    records = [b'{"ours": "' + b"x" * 50 + b'"}', b'{"other": "' + b"x" * 50 + b'"}', b'{"a": 1}']
    text = b"[" + b", ".join([*records, records[0]]) + b"]"
    splitter = Splitter(20, aside_for)
    found: list[Piece] = []
    lent: list[bytes] = []
    for start in range(0, len(text), cuts):
        for piece in splitter.feed(text[start : start + cuts]):
            found.append(piece)
            if piece.aside is not None:
                assert not kept[-1].is_closed
                lent.append(kept[-1].content.strip())
    splitter.close()
    assert [bool(piece.aside) for piece in found] == [True, False, False, True]
    assert lent == [records[0], records[0]]
    assert "larger than" in found[1].problem
    assert found[2] == Piece(records[2])
    assert all(each.is_closed for each in kept)


def test_where_there_is_no_room_to_put_it_aside_that_is_told() -> None:
    kept = Kept(30)
    splitter = Splitter(20, lambda _: kept)
    text = b'[{"a": "' + b"x" * 50 + b'"}, {"b": 1}]'
    found = [piece for at in range(0, len(text), 5) for piece in splitter.feed(text[at : at + 5])]
    assert "no room to put it aside (No space left on device)" in found[0].problem
    assert found[1] == Piece(b'{"b": 1}')
    assert kept.is_closed
