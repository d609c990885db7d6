"""Rows say what a message is, in words and figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from desktop_chat.app.rows import TurnRow, caption, draft_row, figures, message_row, stop_note
from desktop_chat.core import events as ev
from desktop_chat.core.message import Failure, Message, MessageState, Role, TurnRecord
from desktop_chat.core.reducer import Draft, apply
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.usage import Timings, Usage
from desktop_chat.errors import RateLimited

TIMINGS = Timings(started_us=1, first_token_after_us=620_000, finished_after_us=10_620_000)


def answer(state: MessageState = MessageState.COMPLETE, **record: object) -> Message:
    return Message(
        "m",
        "c",
        Role.ASSISTANT,
        "text",
        state=state,
        record=TurnRecord(**record),  # type: ignore[arg-type]
    )


def test_the_caption_gives_time_to_first_token_rate_tokens_and_cost() -> None:
    usage = Usage(completion_tokens=811, cost_usd=Decimal("0.0031"))
    text = caption(answer(usage=usage, timings=TIMINGS)).replace("\u202f", " ")
    assert text == "0.62 s to first token · 81 tok/s · 811 tok · $0.0031"


def test_our_own_count_is_marked_as_about() -> None:
    usage = Usage(completion_tokens=1200, cost_usd=Decimal("0.5"), is_estimate=True)
    parts = [part.replace("\u202f", " ") for part in figures(TurnRecord(usage=usage))]
    assert parts == ["≈ 1 200 tok", "≈ $0.50"]


def test_a_failed_answer_says_why_and_offers_a_retry() -> None:
    failure = Failure("RateLimited", "Too many requests.", "Wait.", code=429, detail="raw words")
    notice = message_row(answer(MessageState.FAILED, failure=failure), (0, 1)).notice
    assert notice is not None
    assert (notice.kind, notice.text, notice.advice) == ("error", "Too many requests.", "Wait.")
    assert notice.detail == "RateLimited, 429\nraw words"
    assert [action.command_id for action in notice.actions] == [
        "message.continue",
        "message.retry",
    ]


def test_a_missing_key_leads_to_the_key_and_an_unknown_model_to_the_models() -> None:
    for kind, first in (("NoKey", "endpoint.add_key"), ("UnknownModel", "model.choose")):
        row = message_row(answer(MessageState.FAILED, failure=Failure(kind, "x")), (0, 1))
        assert row.notice is not None
        assert row.notice.actions[0].command_id == first


def test_an_interrupted_answer_offers_to_continue() -> None:
    notice = message_row(answer(MessageState.INTERRUPTED), (0, 1)).notice
    assert notice is not None
    assert notice.kind == "interrupted"
    assert notice.actions[0].command_id == "message.continue"


def test_an_answer_cut_by_max_tokens_names_the_limit() -> None:
    cut = answer(finish_reason="length", sampling=Sampling(max_tokens=1024))
    notice = message_row(cut, (0, 1)).notice
    assert notice is not None
    assert notice.text == "Reached max_tokens, 1\u202f024."


def test_a_growing_answer_has_no_caption_and_shows_a_coming_retry() -> None:
    draft = apply(Draft(), ev.Retrying(RateLimited("Too many requests."), 9.0))
    row = draft_row(Message("m", "c", Role.ASSISTANT), draft, (1, 3), "Model")
    assert row.caption == ""
    assert row.notice is not None
    assert (row.notice.kind, row.notice.countdown_s) == ("retrying", 9.0)
    assert (row.branch_index, row.branch_count) == (1, 3)


def test_a_row_changes_its_revision_with_every_event() -> None:
    message, draft = Message("m", "c", Role.ASSISTANT), Draft()
    before = draft_row(message, draft, (0, 1), "Model")
    after = draft_row(message, apply(draft, ev.TextAdded("a")), (0, 1), "Model")
    assert after.revision > before.revision
    assert after.text == "a"


def test_the_author_is_you_or_the_model() -> None:
    assert message_row(Message("m", "c", Role.USER), (0, 1)).author == "You"
    assert message_row(answer(model="a/b"), (0, 1)).author == "b"
    assert message_row(answer(model="a/b"), (0, 1), "Model B").author == "Model B"


def test_a_refusal_is_shown_where_the_text_would_be_while_it_grows_and_after() -> None:
    growing = Message("m", "c", Role.ASSISTANT, state=MessageState.STREAMING)
    draft = apply(Draft(), ev.RefusalAdded("I cannot."))
    assert draft_row(growing, draft, (0, 1), "Model").text == "I cannot."
    ended = Message("m", "c", Role.ASSISTANT, refusal="I cannot.")
    assert message_row(ended, (0, 1)).text == "I cannot."


def stopped(provider: str, usage: Usage | None, **record: Any) -> TurnRow:
    return message_row(
        answer(MessageState.STOPPED, provider=provider, usage=usage, **record), (0, 1)
    )


@pytest.mark.parametrize(
    ("provider", "usage", "text", "advice"),
    [
        ("OpenAI", None, "Stopped by you.", ""),
        ("Mistral", None, "Stopped by you.", "Mistral goes on and bills the whole answer."),
        (
            "Mistral",
            Usage(completion_tokens=12, is_estimate=True),
            "Stopped by you after 12 tokens.",
            "Mistral goes on and bills the whole answer.",
        ),
        (
            "Mistral",
            Usage(completion_tokens=842, cost_usd=Decimal("0.0123")),
            "Stopped by you.",
            "Mistral billed the whole answer: 842 tokens, $0.012.",
        ),
        (
            "OpenAI",
            Usage(completion_tokens=12, cost_usd=Decimal("0.25")),
            "Stopped by you.",
            "OpenAI billed 12 tokens, $0.25.",
        ),
        ("", Usage(completion_tokens=12), "Stopped by you.", "The endpoint billed 12 tokens."),
    ],
)
def test_a_stopped_answer_says_what_is_billed_before_and_after_that_is_known(
    provider: str, usage: Usage | None, text: str, advice: str
) -> None:
    notice = stopped(provider, usage).notice
    assert notice is not None
    assert (notice.text, notice.advice) == (text, advice)


def test_tokens_that_nobody_received_make_no_rate() -> None:
    timings = Timings(1, first_token_after_us=0, finished_after_us=1_000_000)
    exact = Usage(completion_tokens=842)
    assert "tok/s" not in stopped("Mistral", exact, timings=timings).caption
    assert "841\u202ftok/s" in stopped("OpenAI", exact, timings=timings).caption
    guessed = Usage(completion_tokens=12, is_estimate=True)
    assert "11\u202ftok/s" in stopped("Mistral", guessed, timings=timings).caption


def test_before_a_stop_the_provider_that_bills_on_is_named() -> None:
    assert stop_note("Mistral") == "Mistral goes on and bills the whole answer."
    assert stop_note("OpenAI") == stop_note("") == ""
