"""Core values to rows and back."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from support.archives import any_message, any_sampling

from desktop_chat.archive.database import Row, SqlValue
from desktop_chat.archive.rows import (
    checksum,
    conversation_from,
    conversation_row,
    message_from,
    message_row,
    packed_id,
    unpacked_id,
)
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, MessageState, Role, ToolCall, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.token_probabilities import tokens_of
from desktop_chat.core.usage import Usage

TEXT_AT = (6, 7, 8, 9)


def as_read(row: tuple[SqlValue, ...]) -> Row:
    """Return a message's row as the database gives it: long texts as bytes."""
    return tuple(
        value.encode() if index in TEXT_AT and isinstance(value, str) else value
        for index, value in enumerate(row)
    )


@given(any_message)
def test_any_message_comes_back_as_it_was(message: Message) -> None:
    assert message_from(as_read(message_row(message, 1)), "c") == message


@given(any_sampling)
def test_any_conversation_comes_back_as_it_was(sampling: Sampling) -> None:
    conversation = Conversation(
        new_id(),
        title="t",
        created_us=1,
        updated_us=2,
        is_pinned=True,
        deleted_us=3,
        active_leaf_id=new_id(),
        system_prompt="s",
        sampling=sampling,
        draft="d",
        state="failed",
    )
    row = list(conversation_row(conversation))
    row[1], row[6] = str(row[1]).encode(), str(row[6]).encode()
    assert conversation_from(tuple(row)) == conversation


@pytest.mark.parametrize(
    "identifier",
    [
        "01a20ada-2738-7e6e-87fc-a3a60ba72050",
        "01a20ada-2738-7e6e-87fc-a3a60ba72050".upper(),
        "{" + "01a20ada-2738-7e6e-87fc-a3a60ba72050" + "}",
        "urn:uuid:" + "01a20ada-2738-7e6e-87fc-a3a60ba72050",
        "01a20ada-2738-7e6e-87fc-a3a60ba72050".replace("-", ""),
        "client-created-root",
        "",
        "日本",
    ],
)
def test_an_id_comes_back_in_its_own_spelling(identifier: str) -> None:
    assert unpacked_id(packed_id(identifier)) == identifier


def test_a_uuid_takes_sixteen_bytes() -> None:
    assert len(packed_id(new_id())) == 16


def test_lone_surrogates_anywhere_lose_no_message() -> None:
    message = Message(
        "id\ud800",
        "c",
        Role.ASSISTANT,
        "text \ud83d\ude00 \ud800",
        annotations=({"\udc00key": ["value \udc00", {"deep": "\ud800"}]},),
        record=TurnRecord(model="m\ud800", usage=Usage(raw={"x": "\udfff"})),
    )
    loaded = message_from(as_read(message_row(message, 1)), "c")
    assert loaded.text == "text \U0001f600 \ufffd"
    assert loaded.annotations == ({"\ufffdkey": ["value \ufffd", {"deep": "\ufffd"}]},)
    assert loaded.record is not None
    assert loaded.record.model == "m\ufffd"


def test_the_request_body_is_not_in_the_row() -> None:
    message = Message("i", "c", Role.ASSISTANT, record=TurnRecord(request_body="secret words"))
    assert "secret words" not in str(message_row(message, 1))


@pytest.mark.parametrize(
    ("column", "damage"),
    [
        (3, "assistamt"),
        (4, "complete!"),
        (8, b"{"),
        (9, b'{"sampling":{"temperature":9}}'),
        (9, b"\xff"),
    ],
)
def test_a_damaged_row_still_gives_its_text(column: int, damage: SqlValue) -> None:
    message = Message("i", "c", Role.USER, "what was said", record=TurnRecord(model="m"))
    row = list(as_read(message_row(message, 1)))
    row[column] = damage
    loaded = message_from(tuple(row), "c")
    assert loaded.text == "what was said"
    assert loaded.state is MessageState.INTERRUPTED


def test_text_that_is_no_utf_8_any_more_is_still_read() -> None:
    row = list(as_read(message_row(Message("i", "c", Role.USER, "abc"), 1)))
    row[6] = b"a\xffc"
    assert message_from(tuple(row), "c").text == "a\ufffdc"


def test_a_damaged_conversation_still_gives_its_title() -> None:
    row = list(conversation_row(Conversation("i", title="kept")))
    row[1], row[6] = b"kept", b"{"
    assert conversation_from(tuple(row)).title == "kept"


JUNK: tuple[SqlValue, ...] = (None, 7, -1.5, "x", b"", b"\xff", b"[]", b"null")


@pytest.mark.parametrize("junk", JUNK, ids=repr)
@pytest.mark.parametrize("column", range(10))
def test_anything_in_the_place_of_anything_still_gives_a_message(
    column: int, junk: SqlValue
) -> None:
    row = list(as_read(message_row(Message("i", "c", Role.USER, "said", record=TurnRecord()), 1)))
    row[column] = junk
    found = message_from(tuple(row), "c")
    assert msgspec.convert(msgspec.to_builtins(found), Message) == found


@pytest.mark.parametrize("junk", JUNK, ids=repr)
@pytest.mark.parametrize("column", range(7))
def test_anything_in_the_place_of_anything_still_gives_a_conversation(
    column: int, junk: SqlValue
) -> None:
    row = list(conversation_row(Conversation("i", title="kept")))
    row[1], row[6] = b"kept", b"{}"
    row[column] = junk
    found = conversation_from(tuple(row))
    assert msgspec.convert(msgspec.to_builtins(found), Conversation) == found


def test_a_checksum_tells_values_and_their_places_apart() -> None:
    rows: list[tuple[SqlValue, ...]] = [
        ("ab", "c"),
        ("a", "bc"),
        ("abc", None),
        (None, "abc"),
        (1,),
        ("1",),
    ]
    assert len({checksum(*row) for row in rows}) == len(rows)


def test_a_checksum_is_the_same_for_a_text_and_its_bytes() -> None:
    assert checksum("é") == checksum("é".encode())


def test_no_field_of_a_message_is_forgotten() -> None:
    filled = Message(
        "i",
        "c",
        Role.TOOL,
        "t",
        "p",
        1,
        MessageState.STOPPED,
        "r",
        ({"a": 1},),
        (ToolCall("1", "n"),),
        "call",
        "no",
        ("data:",),
        ({"b": 2},),
        tokens_of([{"token": "a"}]),
        TurnRecord(model="m"),
        1,
    )
    # The tokens have rows of their own.
    kept = msgspec.structs.replace(filled, logprobs=())
    assert message_from(as_read(message_row(filled, 1)), "c") == kept
    unset = msgspec.structs.asdict(Message("", "", Role.USER))
    same = {name for name, value in unset.items() if getattr(filled, name) == value}
    assert not same, "give the new field a value above"
