"""Tests of desktop_chat.core.message: states, citations and the form in which messages are kept."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.message import (
    Citation,
    Failure,
    Message,
    MessageState,
    Role,
    ToolCall,
    TurnRecord,
)
from desktop_chat.core.sampling import Sampling


def message(**fields: object) -> Message:
    return msgspec.structs.replace(Message("1", "c", Role.ASSISTANT), **fields)


@pytest.mark.parametrize("state", MessageState)
def test_only_a_streaming_message_may_still_grow(state: MessageState) -> None:
    assert state.is_final is (state is not MessageState.STREAMING)


@pytest.mark.parametrize(
    "annotation",
    [
        {},
        {"type": "file"},
        {"url_citation": None},
        {"url_citation": "https://a.example"},
        {"url_citation": {}},
        {"url_citation": {"url": 5}},
    ],
)
def test_an_annotation_without_a_web_source_is_no_citation(annotation: dict[str, object]) -> None:
    assert message(annotations=(annotation,)).citations == ()


def test_each_source_is_cited_once_in_its_order() -> None:
    annotations = tuple(
        {"type": "url_citation", "url_citation": {"url": url, "title": title, "start_index": 3}}
        for url, title in (
            ("https://b.example", "B"),
            ("https://a.example", ""),
            ("https://b.example", "C"),
        )
    )
    assert message(annotations=annotations).citations == (
        Citation("https://b.example", "B"),
        Citation("https://a.example"),
    )


@given(
    st.text(st.characters(codec="utf-8")),
    st.text(st.characters(codec="utf-8")),
    st.sampled_from(MessageState),
    st.lists(st.builds(ToolCall, st.text("ab"), st.text("ab"), st.just('{"a":1}'))),
)
def test_a_message_comes_back_whole_from_json(
    text: str, reasoning: str, state: MessageState, calls: list[ToolCall]
) -> None:
    record = TurnRecord(
        model="a/b",
        sampling=Sampling(temperature=0.5, stop=("x",)),
        failure=Failure("RateLimited", "Wait.", code=429),
    )
    original = message(
        text=text, reasoning=reasoning, state=state, tool_calls=tuple(calls), record=record
    )
    assert msgspec.json.decode(msgspec.json.encode(original), type=Message) == original


def test_an_older_or_newer_record_is_still_read() -> None:
    data = b'{"id":"1","conversation_id":"c","role":"user","a_field_of_tomorrow":[1]}'
    assert msgspec.json.decode(data, type=Message) == Message("1", "c", Role.USER)
