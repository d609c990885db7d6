"""Tests of desktop_chat.core.reducer: the draft depends on what arrived, not on how it was cut."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core import events as ev
from desktop_chat.core.message import Failure, MessageState, ToolCall
from desktop_chat.core.reducer import Draft, GrowingText, ReasoningDetails, apply, failure_of
from desktop_chat.core.usage import Usage
from desktop_chat.errors import ProviderFailed, RateLimited, StreamCut

Item = dict[str, Any]


def draft_of(*events: ev.TurnEvent) -> Draft:
    draft = Draft()
    for event in events:
        apply(draft, event)
    return draft


def cut(text: str, places: Iterable[int]) -> list[str]:
    """Return the pieces of a text between places that wrap around its length."""
    bounds = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[low:high] for low, high in itertools.pairwise(bounds)]


PLACES = st.lists(st.integers(0, 10_000), max_size=12)


class TestGrowingText:
    @given(st.text(), st.lists(st.text() | st.none(), max_size=30))
    def test_it_is_the_pieces_joined_however_often_it_is_read(
        self, start: str, pieces: list[str | None]
    ) -> None:
        text, expected = GrowingText(start), start
        for piece in pieces:
            if piece is None:
                assert str(text) == expected
            else:
                text.add(piece)
                expected += piece
            assert len(text) == len(expected)
        assert str(text) == expected


class TestReasoningDetails:
    def test_pieces_of_one_item_grow_together(self) -> None:
        details = ReasoningDetails()
        details.add({"type": "reasoning.text", "index": 0, "text": "I ", "format": "f"})
        details.add({"type": "reasoning.text", "index": 0, "text": "think"})
        assert details.merged() == [
            {"type": "reasoning.text", "index": 0, "text": "I think", "format": "f"}
        ]

    def test_a_late_signature_goes_into_the_item_it_signs(self) -> None:
        details = ReasoningDetails()
        details.add({"type": "reasoning.text", "index": 0, "text": "I think", "signature": None})
        details.add({"type": "reasoning.text", "index": 0, "text": None, "signature": "sig"})
        assert details.merged() == [
            {"type": "reasoning.text", "index": 0, "text": "I think", "signature": "sig"}
        ]

    @pytest.mark.parametrize(
        "second",
        [
            {"type": "reasoning.text", "index": 1, "text": "b"},
            {"type": "reasoning.summary", "index": 0, "summary": "b"},
            {"type": "reasoning.text", "text": "b"},
        ],
    )
    def test_another_type_or_index_begins_another_item(self, second: Item) -> None:
        first = {"type": "reasoning.text", "index": 0, "text": "a"}
        details = ReasoningDetails()
        details.add(first)
        details.add(second)
        assert details.merged() == [first, second]

    def test_items_without_an_index_join_while_their_type_stays(self) -> None:
        details = ReasoningDetails()
        for text in ("a", "b"):
            details.add({"type": "reasoning.encrypted", "data": text})
        assert details.merged() == [{"type": "reasoning.encrypted", "data": "ab"}]

    def test_an_unknown_field_is_kept_and_null_never_takes_a_value_away(self) -> None:
        details = ReasoningDetails()
        details.add({"type": "t", "index": 0, "id": "r1", "odd": {"a": [1]}})
        details.add({"type": "t", "index": 0, "id": None, "odd": None, "new": 2})
        assert details.merged() == [
            {"type": "t", "index": 0, "id": "r1", "odd": {"a": [1]}, "new": 2}
        ]

    def test_a_text_that_changes_its_kind_takes_the_last_value(self) -> None:
        details = ReasoningDetails()
        for text in ("a", "b", 5, "c"):
            details.add({"type": "t", "text": text})
        assert details.merged() == [{"type": "t", "text": "c"}]

    def test_what_is_read_and_what_was_given_stay_apart(self) -> None:
        given_item: Item = {"type": "t", "text": "a"}
        details = ReasoningDetails([given_item])
        read = details.merged()
        details.add({"type": "t", "text": "b"})
        read[0]["text"] = "changed"
        assert given_item == {"type": "t", "text": "a"}
        assert details.merged() == [{"type": "t", "text": "ab"}]

    @given(st.text(), PLACES, st.lists(st.booleans(), max_size=13))
    def test_any_cutting_and_reading_gives_the_same(
        self, text: str, places: list[int], reads: list[bool]
    ) -> None:
        details = ReasoningDetails()
        for position, piece in enumerate(cut(text, places) or [text]):
            details.add({"type": "t", "index": 3, "text": piece})
            if position < len(reads) and reads[position]:
                details.merged()
        assert details.merged() == [{"type": "t", "index": 3, "text": text}]

    def test_what_was_merged_before_goes_on_growing(self) -> None:
        details = ReasoningDetails([{"type": "t", "index": 0, "text": "a"}])
        details.add({"type": "t", "index": 0, "text": "b"})
        assert details.merged() == [{"type": "t", "index": 0, "text": "ab"}]


@given(st.text(), st.text(), st.text(), PLACES, PLACES, PLACES)
def test_the_draft_does_not_depend_on_the_cutting(
    text: str, reasoning: str, refusal: str, places: list[int], more: list[int], most: list[int]
) -> None:
    draft = draft_of(
        *[ev.ReasoningAdded(piece) for piece in cut(reasoning, more)],
        *[ev.TextAdded(piece) for piece in cut(text, places)],
        *[ev.RefusalAdded(piece) for piece in cut(refusal, most)],
    )
    assert (str(draft.text), str(draft.reasoning), str(draft.refusal)) == (text, reasoning, refusal)


@given(st.lists(st.sampled_from([0, 0, 2]), max_size=40), PLACES, PLACES)
def test_tool_calls_grow_side_by_side(turns: list[int], places: list[int], more: list[int]) -> None:
    pieces = {0: cut('{"city":"Graz"}', places), 2: cut('{"n":[1,2]}', more)}
    events: list[ev.TurnEvent] = [ev.ToolCallAdded(i, f"id{i}", f"f{i}") for i in (2, 0, 1)]
    events += [
        ev.ToolCallAdded(index, arguments=pieces[index].pop(0))
        for index in [*turns, *[0] * 20, *[2] * 20]
        if pieces[index]
    ]
    assert draft_of(*events).finished_tool_calls == (
        ToolCall("id0", "f0", '{"city":"Graz"}'),
        ToolCall("id1", "f1"),
        ToolCall("id2", "f2", '{"n":[1,2]}'),
    )


def test_a_call_keeps_the_first_id_and_name_and_gets_a_local_id_where_none_comes() -> None:
    draft = draft_of(
        ev.ToolCallAdded(0, "a", "f"), ev.ToolCallAdded(0, "b", "g"), ev.ToolCallAdded(1, "", "h")
    )
    assert draft.finished_tool_calls == (ToolCall("a", "f"), ToolCall("call_1", "h"))


def test_an_annotation_that_is_repeated_stands_once_and_in_its_place() -> None:
    first: Item = {"type": "file", "file": {"a": 1, "b": 2}}
    again: Item = {"file": {"b": 2, "a": 1}, "type": "file"}
    other: Item = {"type": "url_citation"}
    draft = draft_of(ev.AnnotationsAdded((first, other)), ev.AnnotationsAdded((again, other)))
    assert draft.annotations == [first, other]


def test_images_and_log_probabilities_gather() -> None:
    draft = draft_of(
        ev.ImagesAdded(("data:a",)),
        ev.ImagesAdded(("data:b",)),
        ev.LogprobsAdded(({"token": "a"},)),
        ev.LogprobsAdded(({"token": "b"}, {})),
    )
    assert draft.images == ["data:a", "data:b"]
    assert [token.text for token in draft.logprobs] == ["a", "b"]


def test_later_words_of_the_endpoint_replace_earlier_ones_and_empty_ones_do_not() -> None:
    draft = draft_of(
        ev.Opened("gen-1"),
        ev.Identified("model", "provider"),
        ev.Identified(),
        ev.BackendNamed("fp_1", "flex", 0),
        ev.BackendNamed(),
        ev.Opened(),
        ev.FinishReported("length", "MAX_TOKENS"),
        ev.FinishReported("stop"),
        ev.UsageReported(Usage(total_tokens=1)),
        ev.UsageReported(Usage(total_tokens=2)),
    )
    assert (draft.generation_id, draft.model, draft.provider) == ("gen-1", "model", "provider")
    backend = (draft.system_fingerprint, draft.service_tier, draft.seed)
    assert backend == ("fp_1", "flex", 0)
    assert (draft.finish_reason, draft.native_finish_reason) == ("stop", "MAX_TOKENS")
    assert draft.usage == Usage(total_tokens=2)


def test_text_and_usage_after_the_finish_reason_still_count() -> None:
    draft = draft_of(
        ev.FinishReported("stop"), ev.TextAdded("late"), ev.UsageReported(Usage()), ev.Finished()
    )
    assert str(draft.text) == "late"
    assert draft.usage is not None
    assert draft.state is MessageState.COMPLETE


@pytest.mark.parametrize(
    ("error", "state"),
    [(StreamCut("Cut."), MessageState.INTERRUPTED), (ProviderFailed("No."), MessageState.FAILED)],
)
def test_a_failure_keeps_what_arrived(
    error: ProviderFailed | StreamCut, state: MessageState
) -> None:
    draft = draft_of(ev.TextAdded("half"), ev.Failed(error))
    assert str(draft.text) == "half"
    assert draft.state is state
    assert draft.failure is not None
    assert draft.failure.kind == type(error).__name__


def test_the_wait_before_a_retry_ends_with_the_next_answer() -> None:
    waiting = ev.Retrying(RateLimited("Wait."), 2.0)
    draft = draft_of(waiting)
    assert draft.retrying is waiting
    assert draft.state is MessageState.STREAMING
    assert apply(draft, ev.Opened()).retrying is None


def test_the_head_that_counts_is_the_last_one() -> None:
    draft = draft_of(ev.Opened("", (("cf-ray", "1"),)), ev.Opened("", (("x-request-id", "2"),)))
    assert draft.headers == {"x-request-id": "2"}


@pytest.mark.parametrize("end", [ev.Finished(), ev.Failed(StreamCut("Cut."))])
def test_the_wait_before_a_retry_ends_with_the_turn(end: ev.TurnEvent) -> None:
    assert draft_of(ev.Retrying(RateLimited("Wait."), 2.0), end).retrying is None


@pytest.mark.parametrize(
    ("event", "has_content"),
    [
        (ev.Opened("gen"), False),
        (ev.KeptAlive(), False),
        (ev.UsageReported(Usage()), False),
        (ev.TextAdded(""), False),
        (ev.TextAdded("a"), True),
        (ev.ReasoningAdded("a"), True),
        (ev.ToolCallAdded(0), True),
        (ev.ImagesAdded(("data:a",)), True),
        (ev.RefusalAdded("a"), True),
    ],
)
def test_only_parts_of_the_answer_are_content(event: ev.TurnEvent, has_content: bool) -> None:
    assert draft_of(event).has_content is has_content


def test_a_sign_of_life_is_noted() -> None:
    assert draft_of(ev.KeptAlive()).is_kept_alive


def test_what_is_no_event_is_a_bug() -> None:
    with pytest.raises(TypeError, match="not a turn event"):
        apply(Draft(), "text")  # pyright: ignore[reportArgumentType]


def test_an_error_is_kept_with_all_it_says() -> None:
    error = RateLimited("Wait.", advice="Later.", detail="raw", code=429, retry_after_s=3.0)
    assert failure_of(error) == Failure(
        "RateLimited", "Wait.", "Later.", 429, may_retry=True, retry_after_s=3.0, detail="raw"
    )
