"""An answer ends exactly once and honestly, whatever comes and wherever it is cut."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.conformance import conformance_path
from support.pieces import cut, cut_all
from support.scripted import EVENT_STREAM, JSON, chunk, ending

from desktop_chat import errors as er
from desktop_chat.core import events as ev
from desktop_chat.core.message import MessageState
from desktop_chat.core.reducer import Draft, apply
from desktop_chat.wire.response import MAX_ERROR_BYTES, MAX_REPLY_BYTES, ResponseDecoder
from desktop_chat.wire.sse import MAX_EVENT_BYTES

DONE = b"data: [DONE]\n\n"
HTML = {"content-type": "text/html; charset=utf-8"}
PLAIN = {"content-type": "text/plain"}


def decoded(
    *pieces: bytes, status: int = 200, headers: dict[str, str] = EVENT_STREAM, ends: bool = True
) -> list[ev.TurnEvent]:
    decoder = ResponseDecoder(status, headers)
    found = [event for piece in pieces for event in decoder.feed(piece)]
    return found + decoder.end() if ends else found


def draft_of(events: Sequence[ev.TurnEvent]) -> Draft:
    draft = Draft()
    for event in events:
        apply(draft, event)
    return draft


def failure(events: Sequence[ev.TurnEvent]) -> er.AppError:
    assert isinstance(events[-1], ev.Failed)
    return events[-1].error


def recordings() -> list[tuple[Path, dict[str, Any] | None]]:
    folder = conformance_path("streams")
    expected = msgspec.json.decode((folder / "EXPECTED.json").read_bytes())
    return [(path, expected.get(path.name)) for path in sorted(folder.glob("*.sse"))]


# ------------------------------------------------------------ recorded streams


def test_recorded_streams_give_what_an_independent_reader_found_at_any_cut() -> None:
    rng = random.Random(29)
    compared = 0
    for path, expected in recordings():
        if expected is None:
            continue  # recorded at /responses, another API
        data = path.read_bytes()
        for cuts in (0, 3, 60, 400):
            pieces = cut(data, [rng.randint(0, len(data)) for _ in range(cuts)])
            events = decoded(*pieces)
            assert_as_expected(draft_of(events), expected, path.name)
            assert [type(event) for event in events].count(ev.Opened) == 1
        compared += 1
    assert compared == 29


def assert_as_expected(draft: Draft, expected: dict[str, Any], name: str) -> None:
    for text, kind in ((str(draft.text), "content"), (str(draft.reasoning), "reasoning")):
        assert hashlib.sha256(text.encode()).hexdigest() == expected[f"{kind}_sha256"], name
    calls = [(call.id, call.name, str(call.arguments)) for call in draft.tool_calls]
    assert calls == [(c["id"], c["name"], c["arguments"]) for c in expected["tool_calls"]], name
    assert draft.finish_reason == (expected["finish_reason"] or ""), name
    assert draft.native_finish_reason == (expected["native_finish_reason"] or ""), name
    assert (draft.generation_id, draft.model) == (expected["id"], expected["model"]), name
    assert draft.provider == (expected["provider"] or ""), name
    assert len(draft.annotations) == expected["annotations"], name
    if expected["usage"]:
        assert draft.usage is not None
        assert draft.usage.raw == expected["usage"], name
    if expected["error"]:
        assert draft.failure is not None
        assert expected["error"]["message"][:200] in draft.failure.text, name
        assert draft.failure.code == expected["error"]["code"], name
    else:
        assert draft.state is MessageState.COMPLETE, name


def test_groqs_usage_is_found_in_its_own_place() -> None:
    name = "streams/pydantic-ai__test_groq_model_web_search_tool_stream__0.sse"
    draft = draft_of(decoded(conformance_path(name).read_bytes()))
    assert draft.usage is not None
    assert draft.usage.total_tokens == 5362


def test_recorded_streams_cut_anywhere_before_their_end_are_marked_interrupted() -> None:
    rng = random.Random(7)
    for path, expected in recordings():
        if expected is None or expected["error"] or not expected["content_len"]:
            continue
        data = path.read_bytes()
        last_text = data.index(b'"finish_reason":"')
        for _ in range(10):
            events = decoded(data[: rng.randint(data.index(b"\n\n"), last_text)])
            assert isinstance(failure(events), er.StreamCut | er.EmptyAnswer), path.name
            whole = draft_of(decoded(data))
            assert str(whole.text).startswith(str(draft_of(events).text)), path.name


def test_streams_of_another_api_fail_with_a_sentence() -> None:
    for path, expected in recordings():
        if expected is None:
            assert failure(decoded(path.read_bytes())).text, path.name


@pytest.mark.parametrize(
    "name",
    [
        "aimock-or-hello",
        "aimock-or-think",
        "llamacpp-stream",
        "litellm-stream",
        "litellm-llamacpp-stream",
    ],
)
def test_captured_streams_of_real_servers_are_decoded(name: str) -> None:
    _, _, body = conformance_path(f"captures/{name}.txt").read_bytes().partition(b"\r\n\r\n")
    draft = draft_of(decoded(*cut_all(body)))
    assert draft.state is MessageState.COMPLETE
    assert len(draft.text) > 0


# ------------------------------------------------------------ honest endings


def test_done_ends_the_answer_and_nothing_after_it_counts() -> None:
    events = decoded(chunk("Hi") + ending() + chunk("more"), chunk("more"))
    assert str(draft_of(events).text) == "Hi"
    assert events[-1] == ev.Finished()
    assert events.count(ev.Finished()) == 1


def test_the_end_of_the_connection_after_a_finish_reason_is_a_proper_end() -> None:
    assert decoded(chunk("Hi"), chunk(finish_reason="stop"))[-1] == ev.Finished()


def test_a_finish_reason_alone_does_not_end_the_answer() -> None:
    assert decoded(chunk("Hi", finish_reason="stop"), ends=False)[-1] == ev.FinishReported("stop")


@pytest.mark.parametrize("rest", [b"", b'data: {"choices":[{"del', b"data: ", b"data: {}", b": x"])
def test_a_stream_without_an_end_is_cut_and_keeps_what_came(rest: bytes) -> None:
    events = decoded(chunk("Hi") + rest)
    assert isinstance(failure(events), er.StreamCut)
    assert str(draft_of(events).text) == "Hi"
    assert draft_of(events).state is MessageState.INTERRUPTED


def test_a_last_event_without_its_blank_line_counts() -> None:
    events = decoded(chunk("Hi"), chunk(finish_reason="stop").rstrip())
    assert events[-1] == ev.Finished()


def test_tool_calls_need_no_finish_reason_to_be_whole() -> None:
    call = {"index": 0, "id": "x", "function": {"name": "f", "arguments": "{}"}}
    events = decoded(chunk(delta={"content": None, "tool_calls": [call]}) + DONE)
    assert draft_of(events).finish_reason == ""
    assert events[-1] == ev.Finished()
    cut_off = decoded(chunk(delta={"content": None, "tool_calls": [call]}))
    assert isinstance(failure(cut_off), er.StreamCut)


def test_a_broken_connection_keeps_what_came_and_ends_once() -> None:
    decoder = ResponseDecoder(200, EVENT_STREAM)
    events = decoder.feed(chunk("Hi"))
    error = er.StreamCut("The connection broke off.")
    assert decoder.fail(error) == [ev.Failed(error)]
    assert decoder.fail(error) == decoder.end() == decoder.feed(chunk("more")) == []
    assert str(draft_of(events).text).startswith("Hi")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", er.EmptyAnswer),
        (b"\n\n", er.EmptyAnswer),
        (DONE, er.EmptyAnswer),
        (ending(), er.EmptyAnswer),
        (chunk(finish_reason="stop"), er.EmptyAnswer),
        (b": OPENROUTER PROCESSING\n\n", er.StreamCut),
        (chunk(), er.StreamCut),
        (chunk(finish_reason="content_filter") + DONE, er.Refused),
        (chunk(finish_reason="error") + DONE, er.ProviderFailed),
        (chunk("Hi", finish_reason="error") + DONE, er.ProviderFailed),
        (b"data: hello\n\n", er.NotJson),
        (b"data: [1]\n\n" + DONE, er.NotJson),
        (b"data: " + b"x" * 10_000_000 + b"\n\n", er.NotJson),
        (b"hello there", er.NotAnEventStream),
    ],
)
def test_an_answer_that_says_nothing_fails_with_its_reason(body: bytes, kind: type) -> None:
    found = failure(decoded(body))
    assert type(found) is kind
    assert found.text.endswith(".")


def test_an_event_that_is_no_json_is_passed_over() -> None:
    events = decoded(chunk("a") + b"data: {broken\n\ndata: 5\n\n" + chunk("b") + ending())
    assert str(draft_of(events).text) == "ab"
    assert events[-1] == ev.Finished()


def test_comments_are_signs_of_life() -> None:
    events = decoded(b": OPENROUTER PROCESSING\n\n", ends=False)
    assert events == [ev.Opened(), ev.KeptAlive("OPENROUTER PROCESSING")]


def test_the_generation_is_named_by_the_head() -> None:
    events = decoded(chunk("x"), headers=EVENT_STREAM | {"x-generation-id": "gen-7"})
    assert events[0] == ev.Opened("gen-7", (("x-generation-id", "gen-7"),))


# ------------------------------------------------------------ errors inside a stream


def test_an_error_inside_the_stream_keeps_text_and_usage_and_ends_it() -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": 4}
    last = chunk(usage=usage, error={"code": 502, "message": "Boom"}, finish_reason="error")
    draft = draft_of(decoded(chunk("Hi") + last + DONE))
    assert str(draft.text) == "Hi"
    assert draft.usage is not None
    assert draft.failure is not None
    assert draft.failure.kind == "ProviderFailed"
    assert draft.state is MessageState.FAILED


@pytest.mark.parametrize(
    "data",
    [b'{"error":{"message":"Boom","code":"x"}}', b'{"message":"Boom"}', b"Boom", b'"Boom"'],
)
def test_an_error_event_is_an_error_whatever_its_data(data: bytes) -> None:
    found = failure(decoded(chunk("Hi") + b"event: error\ndata: " + data + b"\n\n"))
    assert "Boom" in found.text


# ------------------------------------------------------------ bodies that are no stream


def test_a_whole_completion_in_place_of_a_stream_is_taken() -> None:
    message = {"role": "assistant", "content": "Hi", "reasoning": "why"}
    body = msgspec.json.encode(
        {
            "id": "gen-1",
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 2},
        }
    )
    for headers in (JSON, EVENT_STREAM, {}):
        draft = draft_of(decoded(*cut_all(body), headers=headers))
        assert (str(draft.text), str(draft.reasoning)) == ("Hi", "why")
        assert draft.state is MessageState.COMPLETE
        assert draft.usage is not None


def test_recorded_completions_are_taken() -> None:
    for path in sorted(conformance_path("captures").glob("*nonstream.txt")):
        body = path.read_bytes().partition(b"\r\n\r\n")[2]
        draft = draft_of(decoded(body, headers=JSON))
        assert draft.state is MessageState.COMPLETE, path.name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("aimock-or-limit", er.RateLimited),
        ("aimock-nothing", er.ProviderFailed),
        ("litellm-limited-3", er.RateLimited),
        ("litellm-mock-429-stream", er.RateLimited),
        ("litellm-mock-500", er.ProviderFailed),
        ("litellm-mock-context", er.ContextTooLong),
        ("litellm-mock-timeout", er.ProviderFailed),
        ("litellm-nope", er.UnknownModel),
        ("litellm-badkey", er.BadParameter),
    ],
)
def test_captured_refusals_of_real_servers_have_their_kind(name: str, kind: type) -> None:
    head, _, body = conformance_path(f"captures/{name}.txt").read_bytes().partition(b"\r\n\r\n")
    status = int(head.split(maxsplit=2)[1])
    assert type(failure(decoded(body, status=status, headers=JSON))) is kind


@pytest.mark.parametrize("headers", [JSON, EVENT_STREAM, {}, {"content-type": "odd/odd"}])
def test_a_stream_is_known_by_its_bytes_where_the_head_says_otherwise(
    headers: dict[str, str],
) -> None:
    events = decoded(b"\r\n: x\n\n" + chunk("Hi") + ending(), headers=headers)
    assert events[-1] == ev.Finished()


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (200, JSON, b'{"error":{"code":502,"message":"Boom"}}', er.ProviderFailed),
        (200, JSON, b'{"error":"Boom"}', er.ProviderFailed),
        (200, JSON, b'{"choices":[{"error":{"code":429,"message":"x"}}]}', er.RateLimited),
        (200, JSON, b'{"choices":[', er.NotJson),
        (200, JSON, b'{"choices":[]}', er.ProviderFailed),
        (200, HTML, b"<!DOCTYPE html><title>Hotel</title>", er.SignInPage),
        (200, EVENT_STREAM, b"<html>", er.SignInPage),
        (200, HTML, b"Sign in, please", er.NotAnEventStream),
        (200, PLAIN, b"Sign in, please", er.NotAnEventStream),
        (200, PLAIN, b"error: no upstream", er.NotAnEventStream),
        (204, {}, b"", er.EmptyAnswer),
        (302, {"location": "https://login.example/"}, b"", er.SignInPage),
        (401, JSON, b'{"error":{"code":401,"message":"No"}}', er.KeyRejected),
        (429, EVENT_STREAM, b'{"error":{"code":429,"message":"x"}}', er.RateLimited),
        (503, HTML, b"<html><title>Down</title>", er.ProviderFailed),
        (500, {}, b"", er.ProviderFailed),
    ],
)
def test_what_is_no_answer_fails_as_what_it_is(
    status: int, headers: dict[str, str], body: bytes, kind: type
) -> None:
    for pieces in ([body], cut_all(body)):
        events = decoded(*pieces, status=status, headers=headers)
        assert type(failure(events)) is kind
        assert not any(isinstance(event, ev.Finished) for event in events)


# ------------------------------------------------------------ bounds


def test_a_huge_error_body_is_read_no_further_than_needed() -> None:
    piece = b"x" * 16_384
    events = decoded(*[piece] * (MAX_ERROR_BYTES // len(piece) + 1), status=500, ends=False)
    assert isinstance(failure(events), er.ProviderFailed)


def test_an_endless_line_fails_and_keeps_what_came() -> None:
    piece = b"x" * (1024 * 1024)
    events = decoded(chunk("Hi"), b"data: ", *[piece] * (MAX_EVENT_BYTES // len(piece)), ends=False)
    assert failure(events).text == "One event is larger than 16 MB."
    assert str(draft_of(events).text) == "Hi"


def test_an_endless_answer_fails_and_keeps_what_came() -> None:
    piece = chunk("Hi") + b": " + b"x" * (1024 * 1024) + b"\n"
    events = decoded(*[piece] * (MAX_REPLY_BYTES // len(piece) + 1), ends=False)
    assert failure(events).text == "The answer is larger than 128 MB."
    assert len(draft_of(events).text) > 100


def test_an_endless_json_body_fails() -> None:
    piece = b"[" * (1024 * 1024)
    events = decoded(*[piece] * 17, headers=JSON, ends=False)
    assert isinstance(failure(events), er.TooLarge)


def test_a_line_of_ten_megabytes_is_content_like_any_other() -> None:
    events = decoded(chunk("x" * 10_000_000) + ending())
    assert len(draft_of(events).text) == 10_000_000


# ------------------------------------------------------------ any bytes at all


def test_naughty_strings_arrive_as_they_were_sent() -> None:
    for text in msgspec.json.decode(
        conformance_path("blns/blns.json").read_bytes(), type=list[str]
    ):
        body = chunk(text) + ending()
        if text:
            assert str(draft_of(decoded(*cut_all(body))).text) == text


@given(st.binary(max_size=200), st.sampled_from([200, 204, 302, 400, 500]), st.data())
def test_any_bytes_end_exactly_once(body: bytes, status: int, data: st.DataObject) -> None:
    headers = data.draw(st.sampled_from([EVENT_STREAM, JSON, HTML, PLAIN, {}]))
    events = decoded(*cut_all(body), status=status, headers=headers)
    ends = [event for event in events if isinstance(event, ev.Finished | ev.Failed)]
    assert ends == [events[-1]]
    once = decoded(body, status=status, headers=headers)
    assert [type(event) for event in once] == [type(event) for event in events]
