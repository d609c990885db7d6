"""Pieces of tool calls find their call in every way of numbering that servers have."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_chat.core.events import ToolCallAdded
from desktop_chat.core.reducer import Draft, apply
from desktop_chat.wire.toolcalls import ToolCallAssembler
from desktop_chat.wire.values import TextJoiner


def piece(
    arguments: Any = None, *, name: str | None = None, call_id: str | None = None, index: Any = None
) -> dict[str, Any]:
    fields: dict[str, Any] = {"type": "function", "function": {"arguments": arguments}}
    if name is not None:
        fields["function"]["name"] = name
    return fields | {k: v for k, v in (("id", call_id), ("index", index)) if v is not None}


def calls(*pieces: dict[str, Any]) -> list[tuple[str, str, str]]:
    assembler = ToolCallAssembler(TextJoiner())
    draft = Draft()
    for one in pieces:
        for event in assembler.add([one]):
            apply(draft, event)
    for event in assembler.close():
        apply(draft, event)
    return [(call.id, call.name, str(call.arguments)) for call in draft.tool_calls]


def test_fragments_are_keyed_by_index() -> None:
    assert calls(
        piece("", name="a", call_id="x", index=0),
        piece('{"p"', index=0),
        piece("", name="b", call_id="y", index=1),
        piece(":1}", index=0),
        piece("{}", index=1),
    ) == [("x", "a", '{"p":1}'), ("y", "b", "{}")]


def test_repeated_and_empty_names_and_ids_change_nothing() -> None:
    assert calls(
        piece("", name="a", call_id="0", index=0),
        piece("{", name="", call_id="", index=0),
        piece("}", name="a", call_id="0", index=0),
        piece(None, index=0),
    ) == [("0", "a", "{}")]


def test_a_name_may_come_after_the_first_piece() -> None:
    assert calls(piece("{", call_id="x", index=0), piece("}", name="a", index=0)) == [
        ("x", "a", "{}")
    ]


@pytest.mark.parametrize(
    "pieces",
    [
        [piece("{}", name="a", call_id="x"), piece("[]", name="b", call_id="y")],
        [piece("{}", name="a", call_id="x", index=0), piece("[]", name="b", call_id="y", index=0)],
        [
            piece("{", name="a", call_id="x"),
            piece("}", call_id="x"),
            piece("[]", name="b", call_id="y"),
        ],
    ],
    ids=["no index", "one index for all", "fragments by id"],
)
def test_ids_tell_calls_apart_where_indexes_do_not(pieces: list[dict[str, Any]]) -> None:
    assert calls(*pieces) == [("x", "a", "{}"), ("y", "b", "[]")]


def test_names_begin_calls_where_there_is_neither_index_nor_id() -> None:
    found = calls(piece("{", name="a"), piece("}"), piece("{}", name="a"))
    assert found == [("", "a", "{}"), ("", "a", "{}")]


def test_an_id_shared_by_several_calls_becomes_a_local_one() -> None:
    found = calls(
        piece("{}", name="a", call_id="0", index=0), piece("[]", name="b", call_id="0", index=1)
    )
    assert found == [("0", "a", "{}"), ("call_1", "b", "[]")]


def test_far_indexes_are_counted_from_zero() -> None:
    assert calls(piece("{}", name="a", call_id="x", index=10**9)) == [("x", "a", "{}")]


def test_arguments_given_as_an_object_become_text() -> None:
    assert calls(piece({"city": "Oslo\ud800"}, name="a")) == [("", "a", '{"city":"Oslo\ufffd"}')]


def test_half_characters_join_across_pieces_of_one_call() -> None:
    found = calls(
        piece('"\ud83d', name="a", index=0),
        piece("?", name="b", index=1),
        piece('\ude00"', index=0),
        piece("\ud83d", index=1),
    )
    assert [arguments for _, _, arguments in found] == ['"😀"', "?\ufffd"]


@pytest.mark.parametrize("odd", [{}, {"function": None}, {"function": "x"}, {"index": "zero"}])
def test_ill_typed_pieces_are_borne(odd: dict[str, Any]) -> None:
    assert ToolCallAssembler(TextJoiner()).add([odd]) == [ToolCallAdded(0)]
