"""Tests of desktop_chat.app.token_branch."""

from __future__ import annotations

import pytest
from support.program import program
from support.scripted import ScriptedReply, ScriptedTransport, ending, scored

from desktop_chat.app.token_branch import begun_again
from desktop_chat.app.token_report import TokenReport, token_report
from desktop_chat.core.message import MessageState, Prefill
from desktop_chat.core.token_probabilities import Outcome, tokens_of
from desktop_chat.errors import StreamCut, UsageError

PAGE = Outcome(" page", b" page", -1.25)


def report_of(text: str, *texts: str | bytes) -> TokenReport:
    items = [
        {"token": one if isinstance(one, str) else "", "logprob": -0.5}
        | ({"bytes": list(one)} if isinstance(one, bytes) else {})
        for one in texts
    ]
    return token_report("m", text, tokens_of(items))


SMILE = "🙂".encode()


@pytest.mark.parametrize(
    ("report", "index", "outcome"),
    [
        (report_of("the wall", "the", "<end>"), 1, PAGE),
        (report_of("a🙂", "a", SMILE[:2], SMILE[2:]), 2, PAGE),
        (report_of("the wall", "the", " wall"), 1, Outcome("", SMILE[:2], -1.0)),
        (report_of("the wall", "the", " wall"), 1, Outcome("", b"", -1.0)),
    ],
    ids=["no place", "inside a character", "half a character", "the end"],
)
def test_what_cannot_begin_a_text_is_refused(
    report: TokenReport, index: int, outcome: Outcome
) -> None:
    with pytest.raises(UsageError):
        begun_again(report, index, outcome)


def test_what_stood_before_stays_with_its_tokens() -> None:
    report = report_of("On the wall.", "On", " the", " wall", ".")
    begun = begun_again(report, 2, PAGE)
    assert begun["text"] == "On the page"
    assert [token.text for token in begun["logprobs"]] == ["On", " the", " page"]
    assert begun["logprobs"][:2] == report.tokens[:2]
    assert begun["logprobs"][2].logprob == -1.25
    assert begun["logprob_count"] == 3
    assert begun["record"].prefill == Prefill("m", 11, " page", " wall")


def test_a_first_blank_that_the_server_left_out_stays_out() -> None:
    assert begun_again(report_of("The wall", " The", " wall"), 0, PAGE)["text"] == "page"
    assert begun_again(report_of(" The wall", " The", " wall"), 0, PAGE)["text"] == " page"


# In a session -----------------------------------------------------------------------------------


async def test_regenerating_from_a_token_goes_on_from_it_on_a_branch_of_its_own() -> None:
    first = ScriptedReply([scored("On"), scored(" the"), scored(" wall"), ending()])
    second = ScriptedReply([scored(" of", -0.25), scored(" it"), ending()])
    transport = ScriptedTransport(first, second)
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        old = session.messages()[-1]
        report = await session.token_report(old.id)
        session.regenerate_from(report, 2, Outcome(" page", b" page", -2.0))
        await opened.ended(session)
        await opened.settled()
        assert transport.bodies[1]["messages"][-1] == {
            "role": "assistant",
            "content": "On the page",
        }
        kept = await opened.services.archive.messages(session.id)
        stored = {message.id: message for message in kept}
        new = stored[session.messages()[-1].id]
        assert (new.text, new.parent_id, new.logprob_count) == (
            "On the page of it",
            old.parent_id,
            5,
        )
        assert stored[old.id].text == "On the wall"
        assert new.record is not None
        assert new.record.prefill == Prefill(old.id, 11, " page", " wall")
        assert "from “page”" in session.rows()[-1].caption
        tokens = await session.token_probabilities(new.id)
        assert [token.text for token in tokens] == ["On", " the", " page", " of", " it"]
        assert (session.rows()[-1].branch_index, session.rows()[-1].branch_count) == (1, 2)


async def test_a_regeneration_that_fails_keeps_the_beginning_it_was_given() -> None:
    first = ScriptedReply([scored("On"), scored(" the"), ending()])
    cut = ScriptedReply([scored(" gull"), StreamCut("The connection ended.")])
    transport = ScriptedTransport(first, cut)
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        report = await session.token_report(session.messages()[-1].id)
        session.regenerate_from(report, 1, Outcome(" a", b" a", -2.0))
        with pytest.raises(UsageError):
            session.regenerate_from(report, 1, Outcome(" a", b" a", -2.0))
        await opened.ended(session)
        answer = session.messages()[-1]
        assert (answer.text, answer.state) == ("On a gull", MessageState.INTERRUPTED)
        assert answer.record is not None
        assert answer.record.prefill is not None
