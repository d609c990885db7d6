"""One chunk of a stream becomes turn events, in every form that servers give it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core import events as ev
from desktop_chat.wire.chunks import ChunkDecoder

NAMES = st.sampled_from(
    [
        *("id", "model", "provider", "choices", "delta", "message", "content", "refusal", "index"),
        *("reasoning", "reasoning_details", "tool_calls", "function", "arguments", "usage"),
        *("error", "images", "annotations", "logprobs", "finish_reason", "type", "text"),
        *("citations", "search_results", "x_groq"),
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
PAYLOADS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=25,
)


def chunk(delta: Any = None, **fields: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta or {}, "finish_reason": None} | fields.pop("choice", {})
    return {"choices": [choice]} | fields


def decoded(*chunks: Any, splits_thinking: bool = False) -> list[ev.TurnEvent]:
    decoder = ChunkDecoder(splits_thinking=splits_thinking)
    return [event for one in chunks for event in decoder.decode(one)] + decoder.close()


@pytest.mark.parametrize("content", ["", None, 5, {}, []])
def test_content_that_says_nothing_gives_nothing(content: Any) -> None:
    assert decoded(chunk({"role": "assistant", "content": content})) == []


def test_text_comes_as_it_is() -> None:
    assert decoded(chunk({"content": "a\u2028b"})) == [ev.TextAdded("a\u2028b")]


def test_content_may_be_a_list_of_parts() -> None:
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}], "closed": True}
    parts = [thinking, {"type": "text", "text": "yes"}, {"type": "reference"}, "odd", None]
    assert decoded(chunk({"content": parts})) == [ev.ReasoningAdded("hm"), ev.TextAdded("yes")]


@pytest.mark.parametrize(
    "delta",
    [
        {"reasoning": "why"},
        {"reasoning_content": "why"},
        {"reasoning": "why", "reasoning_content": "why"},
        {"reasoning": None, "reasoning_content": "why", "content": None},
    ],
)
def test_plain_reasoning_is_shown_once(delta: dict[str, Any]) -> None:
    assert decoded(chunk(delta)) == [ev.ReasoningAdded("why")]


@pytest.mark.parametrize(
    "item",
    [
        {"type": "reasoning.text", "text": "why", "index": 0, "format": None, "new": [1]},
        {"type": "reasoning.summary", "summary": "why", "index": 0},
    ],
)
def test_reasoning_details_are_shown_once_and_kept_verbatim(item: dict[str, Any]) -> None:
    found = decoded(chunk({"reasoning": "why", "reasoning_details": [item]}))
    assert found == [ev.ReasoningAdded("why"), ev.ReasoningDetailsAdded((item,))]


def test_encrypted_details_and_signatures_show_nothing() -> None:
    items = [
        {"type": "reasoning.encrypted", "data": "gAAA"},
        {"type": "reasoning.text", "signature": "s", "index": 0},
    ]
    assert decoded(chunk({"reasoning_details": items})) == [ev.ReasoningDetailsAdded(tuple(items))]


def test_inline_thinking_is_split_only_where_asked() -> None:
    one = chunk({"content": "<think>why</think>so"})
    assert decoded(one) == [ev.TextAdded("<think>why</think>so")]
    split = decoded(one, splits_thinking=True)
    assert split == [ev.ReasoningAdded("why"), ev.TextAdded("so")]


def test_citations_files_and_images_are_given_on() -> None:
    citation = {"type": "url_citation", "url_citation": {"url": "https://a.example"}}
    file = {"type": "file", "file": {"hash": "h", "content": [{"type": "text", "text": "x"}]}}
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}, "index": 0}
    found = decoded(chunk({"annotations": [citation, file], "images": [image, "https://b", 5]}))
    assert found == [
        ev.AnnotationsAdded((citation, file)),
        ev.ImagesAdded(("data:image/png;base64,AA", "https://b")),
    ]


def test_sources_that_every_chunk_repeats_become_citations_once() -> None:
    first = chunk(citations=["https://a"], search_results=[{"url": "https://a", "title": "A"}])
    second = chunk(citations=["https://a", "https://b"])
    found = decoded(first, first, second)
    assert found == [
        ev.AnnotationsAdded(
            ({"type": "url_citation", "url_citation": {"url": "https://a", "title": "A"}},)
        ),
        ev.AnnotationsAdded(({"type": "url_citation", "url_citation": {"url": "https://b"}},)),
    ]


def test_refusals_and_log_probabilities_are_given_on() -> None:
    item = {"token": "a", "logprob": -0.1, "top_logprobs": []}
    found = decoded(chunk({"refusal": "No."}, choice={"logprobs": {"content": [item]}}))
    assert found == [ev.RefusalAdded("No."), ev.LogprobsAdded((item,))]


def test_the_finish_may_repeat_and_usage_follow_it() -> None:
    finish = {"finish_reason": "stop", "native_finish_reason": "end_turn"}
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "cost": 0.1}
    found = decoded(chunk(choice=finish), chunk(choice=finish, usage=usage))
    assert found[:2] == [ev.FinishReported("stop", "end_turn")] * 2
    assert isinstance(found[2], ev.UsageReported)
    assert found[2].usage.cost_usd == Decimal("0.1")


@pytest.mark.parametrize("choices", [[], None, {}, [None], "x"])
def test_usage_comes_without_choices_too(choices: Any) -> None:
    (found,) = decoded({"choices": choices, "usage": {"prompt_tokens": 4}})
    assert isinstance(found, ev.UsageReported)


def test_names_are_given_when_they_are_new_and_the_first_id_stands() -> None:
    found = decoded(
        chunk(id="", model=""),
        chunk(id="gen-1", model="m"),
        chunk(id="gen-1", model="m"),
        chunk(id="stub", model="m", provider="P"),
    )
    assert found == [ev.Identified("m", "", "gen-1"), ev.Identified("m", "P", "")]


def test_what_serves_the_request_is_named_once() -> None:
    found = decoded(
        chunk(system_fingerprint=None, service_tier=5, seed=True),
        chunk(system_fingerprint="fp_1"),
        chunk(system_fingerprint="fp_1"),
        chunk(system_fingerprint="fp_1", service_tier="flex", choice={"seed": 9}),
    )
    assert found == [ev.BackendNamed("fp_1"), ev.BackendNamed("fp_1", "flex", 9)]


def test_other_choices_than_the_first_are_left_out() -> None:
    choices = [
        {"index": 1, "delta": {"content": "no"}},
        {"index": 0, "delta": {"content": "yes"}},
    ]
    assert decoded({"choices": choices}) == [ev.TextAdded("yes")]


def test_a_whole_message_counts_only_where_no_delta_came() -> None:
    message = {"role": "assistant", "content": "all of it"}
    whole = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    assert decoded(whole) == [ev.TextAdded("all of it"), ev.FinishReported("stop")]
    both = chunk({"content": "all"}, choice={"message": {"content": "all"}})
    assert decoded(both, whole) == [ev.TextAdded("all"), ev.FinishReported("stop")]


def test_halves_of_a_character_join_across_chunks() -> None:
    found = decoded(chunk({"content": "a\ud83d"}), chunk({"content": "\ude00"}))
    assert found == [ev.TextAdded("a"), ev.TextAdded("😀")]


def test_halves_that_stay_alone_become_replacement_marks() -> None:
    found = decoded(
        chunk({"content": "\ud83d", "reasoning": "\ud83d", "refusal": "\ud83d"}, id="\ud83d")
    )
    assert found == [
        ev.Identified("", "", "\ufffd"),
        ev.ReasoningAdded("\ufffd"),
        ev.TextAdded("\ufffd"),
        ev.RefusalAdded("\ufffd"),
    ]


def test_halves_join_in_kept_details_too() -> None:
    def detail(text: str) -> dict[str, Any]:
        item = {"type": "reasoning.text", "index": 0, "text": text}
        return chunk({"reasoning_details": [item]})

    found = decoded(detail("\ud83d"), detail("\ude00"))
    kept = [
        event.items[0]["text"] for event in found if isinstance(event, ev.ReasoningDetailsAdded)
    ]
    assert kept == ["", "😀"]
    assert [event.text for event in found if isinstance(event, ev.ReasoningAdded)] == ["😀"]


@pytest.mark.parametrize(
    "error",
    [
        {"error": {"code": 502, "message": "Boom"}},
        {"error": {"code": "server_error", "message": "Boom"}},
        {"error": "Boom"},
        {"code": "busy", "error": "Boom"},
        {"type": "error", "error": {"type": "overloaded_error", "message": "Boom"}},
        {"object": "error", "message": "Boom", "code": 500},
        {"message": "Boom"},
        {"detail": "Boom"},
        {"choices": [{"index": 0, "delta": {}, "error": {"code": 502, "message": "Boom"}}]},
        chunk(error={"code": 502, "message": "Boom"}),
    ],
)
def test_errors_are_seen_in_all_their_forms(error: dict[str, Any]) -> None:
    found = decoded(error)
    assert isinstance(found[-1], ev.Failed)
    assert "Boom" in found[-1].error.text


def test_an_error_keeps_what_its_chunk_brings() -> None:
    error = {"code": 400, "message": "Token limit reached"}
    files = {"type": "file", "file": {"hash": "h"}}
    found = decoded(
        chunk(
            {"content": "last words"},
            usage={"prompt_tokens": 1},
            error=error | {"metadata": {"file_annotations": [files]}},
        )
    )
    assert [type(event) for event in found] == [
        ev.TextAdded,
        ev.UsageReported,
        ev.AnnotationsAdded,
        ev.Failed,
    ]


@pytest.mark.parametrize("nothing", [None, "", {}, [], False])
def test_an_empty_error_field_is_no_error(nothing: Any) -> None:
    assert decoded(chunk({"content": "a"}, error=nothing)) == [ev.TextAdded("a")]


@pytest.mark.parametrize(
    "extra",
    [
        {"choices": [], "debug": {"echo_upstream_body": {"messages": []}}},
        {"choices": [], "openrouter_metadata": {"strategy": "direct"}},
        {"choices": [], "prompt_filter_results": [], "obfuscation": "xx", "p": "abc"},
        {"type": "response.created", "response": {"id": "r"}},
        {},
    ],
)
def test_chunks_of_another_purpose_give_nothing(extra: dict[str, Any]) -> None:
    assert decoded(extra) == []


@given(st.lists(PAYLOADS, max_size=6), st.booleans())
def test_no_chunk_breaks_the_decoder(payloads: list[Any], splits: bool) -> None:
    for event in decoded(*payloads, splits_thinking=splits):
        repr(event).encode()
