"""A session stores before it sends, keeps what arrives, and never discards an alternative."""

from __future__ import annotations

import asyncio
import logging
from typing import NoReturn

import pytest
from support.program import Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, ending, says, scored

from desktop_chat.app.session import ChatSession
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.secret import Secret
from desktop_chat.errors import NoKey, StreamCut, UsageError
from desktop_chat.wire.transport import WireRequest

WRONG_KEY = ScriptedReply([b'{"error":{"code":401,"message":"No"}}'], 401, JSON)


def texts(session: ChatSession) -> list[str]:
    return [message.text for message in session.messages()]


async def kept(opened: Program, session: ChatSession) -> dict[str, Message]:
    stored = await opened.services.archive.messages(session.id)
    return {message.id: message for message in stored}


async def test_question_and_answer_are_shown_and_kept() -> None:
    async with program(ScriptedTransport(says("Hel", "lo"))) as opened:
        session = opened.session()
        session.send("Hi")
        assert [row.text for row in session.rows()] == ["Hi", ""]
        await opened.ended(session)
        assert texts(session) == ["Hi", "Hello"]
        stored = await kept(opened, session)
        answer = stored[session.messages()[-1].id]
        assert answer.text == "Hello"
        assert answer.state is MessageState.COMPLETE
        assert answer.record is not None
        assert answer.record.provider == "Scripted"
        assert answer.record.generation_id == "gen-1"
        assert answer.record.usage is not None
        assert session.conversation.title == "Hi"


async def test_the_question_is_stored_before_the_request_leaves() -> None:
    gate = asyncio.Event()
    transport = ScriptedTransport(ScriptedReply([gate, chunk("x"), ending()]))
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.requested(transport)
        stored = await kept(opened, session)
        assert [message.text for message in stored.values()] == ["Hi", ""]
        gate.set()
        await opened.ended(session)


async def test_a_stopped_answer_keeps_what_arrived_and_offers_to_continue() -> None:
    transport = ScriptedTransport(ScriptedReply([chunk("Hal"), asyncio.Event()]))
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.row_with(session, "Hal")
        session.stop()
        await opened.ended(session)
        answer = session.messages()[-1]
        assert (answer.text, answer.state) == ("Hal", MessageState.STOPPED)
        assert (await kept(opened, session))[answer.id].state is MessageState.STOPPED
        notice = session.rows()[-1].notice
        assert notice is not None
        assert notice.actions[0].command_id == "message.continue"
        assert transport.closed_count == 1


async def test_a_stop_before_the_request_has_left_ends_the_answer_too() -> None:
    async with program(ScriptedTransport()) as opened:
        session = opened.session()
        session.send("Hi")
        session.stop()
        await opened.ended(session)
        assert session.messages()[-1].state is MessageState.STOPPED


async def test_a_cut_answer_is_interrupted_and_can_be_continued_in_place() -> None:
    cut = ScriptedReply([chunk("Hal"), StreamCut("The connection ended.")])
    transport = ScriptedTransport(cut, says("lo"))
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        answer = session.messages()[-1]
        assert (answer.text, answer.state) == ("Hal", MessageState.INTERRUPTED)
        session.continue_answer(answer.id)
        await opened.ended(session)
        assert texts(session) == ["Hi", "Hallo"]
        assert session.messages()[-1].state is MessageState.COMPLETE
        record = session.messages()[-1].record
        assert record is not None
        assert record.usage is not None
        assert record.usage.completion_tokens > 2, "the part before the cut counts too"
        assert transport.bodies[1]["messages"][-1] == {"role": "assistant", "content": "Hal"}
        assert (await kept(opened, session))[answer.id].text == "Hallo"


async def test_a_continued_answer_keeps_the_probabilities_of_its_first_part() -> None:
    cut = ScriptedReply([scored("Hal", -0.5), StreamCut("The connection ended.")])
    rest = ScriptedReply([scored("lo", -1.5, lt=-0.25), ending()])
    async with program(ScriptedTransport(cut, rest)) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        answer_id = session.messages()[-1].id
        session.continue_answer(answer_id)
        await opened.ended(session)
        await opened.settled()
        answer = (await kept(opened, session))[answer_id]
        tokens = await session.token_probabilities(answer_id)
        assert (answer.text, answer.logprob_count, answer.logprobs) == ("Hallo", 2, ())
        assert [(token.text, token.logprob) for token in tokens] == [("Hal", -0.5), ("lo", -1.5)]


async def test_a_failed_answer_says_why_and_is_retried_in_its_own_place() -> None:
    transport = ScriptedTransport(WRONG_KEY, says("Hello"))
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        failed = session.messages()[-1]
        assert failed.state is MessageState.FAILED
        assert failed.record is not None
        assert failed.record.failure is not None
        assert (failed.record.failure.kind, failed.record.failure.code) == ("KeyRejected", 401)
        assert session.conversation.state == "failed"
        session.retry(failed.id)
        await opened.ended(session)
        assert texts(session) == ["Hi", "Hello"]
        assert session.messages()[-1].id == failed.id
        assert session.conversation.state == ""


async def test_a_wait_before_the_next_attempt_can_be_cut_short() -> None:
    body = b'{"error":{"code":429,"message":"Slow down"}}'
    busy = ScriptedReply([body], 429, JSON | {"retry-after": "100"})
    async with program(ScriptedTransport(busy, says("Hello"))) as opened:
        session = opened.session()
        session.send("Hi")
        waiting = await opened.row_where(session, lambda row: row.notice is not None)
        assert waiting.notice is not None
        assert (waiting.notice.kind, waiting.notice.countdown_s) == ("retrying", 100)
        session.retry(waiting.message_id)
        await opened.ended(session)
        assert texts(session) == ["Hi", "Hello"]


async def test_a_bug_leaves_no_row_that_seems_to_grow_for_ever(
    logged_warnings: list[logging.LogRecord],
) -> None:
    class Broken(ScriptedTransport):
        def open(self, request: WireRequest, key: Secret | None = None) -> NoReturn:
            raise RuntimeError("a bug")

    async with program(Broken(), expected_bugs=1) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        assert session.messages()[-1].state is MessageState.INTERRUPTED
    assert len(logged_warnings) == 1
    logged_warnings.clear()


async def test_a_missing_key_fails_the_turn_before_any_request() -> None:
    transport = ScriptedTransport()
    async with program(transport) as opened:
        session = opened.session("openrouter")
        session.send("Hi")
        await opened.ended(session)
        record = session.messages()[-1].record
        assert record is not None
        assert record.failure is not None
        assert record.failure.kind == NoKey.__name__
        assert transport.requests == []


async def test_regenerating_makes_an_alternative_and_keeps_the_first() -> None:
    async with program(ScriptedTransport(says("one"), says("two"))) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        first = session.messages()[-1]
        session.regenerate(first.id, Sampling(temperature=0.0))
        await opened.ended(session)
        assert texts(session) == ["Hi", "two"]
        assert (session.rows()[-1].branch_index, session.rows()[-1].branch_count) == (1, 2)
        assert opened.transport.bodies[1]["temperature"] == 0
        session.show_branch(session.messages()[-1].id, -1)
        assert texts(session) == ["Hi", "one"]
        session.show_branch(first.id, -1)
        assert texts(session) == ["Hi", "one"]


async def test_the_branch_stays_while_an_answer_is_being_made() -> None:
    transport = ScriptedTransport(says("one"), ScriptedReply([chunk("two"), asyncio.Event()]))
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        session.regenerate(session.messages()[-1].id)
        await opened.row_with(session, "two")
        session.show_branch(session.messages()[-1].id, -1)
        assert session.rows()[-1].text == "two"
        session.stop()
        await opened.ended(session)


async def test_editing_a_question_branches_off_before_it() -> None:
    async with program(ScriptedTransport(says("one"), says("two"))) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        question = session.messages()[0]
        session.edit(question.id, "Hello")
        await opened.ended(session)
        assert texts(session) == ["Hello", "two"]
        assert session.rows()[0].branch_count == 2
        assert [m["content"] for m in opened.transport.bodies[1]["messages"]] == ["Hello"]


async def test_deleting_can_be_undone() -> None:
    async with program(ScriptedTransport(says("one"))) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        session.delete(session.messages()[0].id)
        assert texts(session) == []
        await opened.settled()
        assert await kept(opened, session) == {}
        undo = opened.services.notices.history[-1].action
        assert undo is not None
        undo()
        assert texts(session) == ["Hi", "one"]
        await opened.settled()
        assert len(await kept(opened, session)) == 2


async def test_only_what_is_set_is_sent_and_what_is_unsupported_is_named() -> None:
    async with program(ScriptedTransport(says("one"), says("two"))) as opened:
        session = opened.session()
        session.change(sampling=Sampling(temperature=0.5, seed=7), system_prompt="Be brief.")
        session.send("Hi")
        await opened.ended(session)
        body = opened.transport.bodies[0]
        assert (body["temperature"], body["seed"]) == (0.5, 7)
        assert "top_p" not in body
        assert body["messages"][0] == {"role": "system", "content": "Be brief."}
        record = session.messages()[-1].record
        assert record is not None
        assert record.sampling == Sampling(temperature=0.5, seed=7)
        assert record.request_body == opened.transport.requests[0].body.decode()


async def test_the_preview_is_what_is_sent() -> None:
    async with program(ScriptedTransport(says("one"))) as opened:
        session = opened.session()
        session.change(sampling=Sampling(temperature=0.5))
        preview = await session.preview("Hi")
        session.send("Hi")
        await opened.ended(session)
        assert preview.body == opened.transport.requests[0].body


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_nothing_is_sent_for_an_empty_text(text: str) -> None:
    async with program(ScriptedTransport()) as opened:
        session = opened.session()
        with pytest.raises(UsageError):
            session.send(text)
        assert session.is_empty


async def test_one_answer_at_a_time() -> None:
    transport = ScriptedTransport(ScriptedReply([asyncio.Event()]))
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        with pytest.raises(UsageError):
            session.send("again")
        session.stop()
        await opened.ended(session)


async def test_closing_the_program_interrupts_the_answer_and_keeps_it() -> None:
    transport = ScriptedTransport(ScriptedReply([chunk("Hal"), asyncio.Event()]))
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.row_with(session, "Hal")
        await opened.conversations.close()
        answer = (await kept(opened, session))[session.messages()[-1].id]
        assert (answer.text, answer.state) == ("Hal", MessageState.INTERRUPTED)


async def test_tool_calls_reasoning_and_citations_are_kept() -> None:
    call = {"index": 0, "id": "c1", "function": {"name": "clock", "arguments": "{}"}}
    reply = ScriptedReply(
        [
            chunk(delta={"reasoning": "hm", "content": None}),
            chunk(delta={"tool_calls": [call]}),
            chunk(
                delta={
                    "annotations": [
                        {"type": "url_citation", "url_citation": {"url": "https://a.example"}}
                    ]
                }
            ),
            ending("tool_calls"),
        ]
    )
    async with program(ScriptedTransport(reply)) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        answer = (await kept(opened, session))[session.messages()[-1].id]
        assert answer.role is Role.ASSISTANT
        assert answer.reasoning == "hm"
        assert [(c.id, c.name, c.arguments) for c in answer.tool_calls] == [("c1", "clock", "{}")]
        assert [citation.url for citation in answer.citations] == ["https://a.example"]


async def test_a_server_that_refuses_stream_options_is_asked_without_them() -> None:
    body = b'{"error":{"message":"Unknown field: stream_options","code":400}}'
    transport = ScriptedTransport(ScriptedReply([body], 400, JSON), says("Hello"))
    async with program(transport) as opened:
        session = opened.session("litellm")
        session.send("Hi")
        await opened.ended(session)
        assert texts(session) == ["Hi", "Hello"]
        assert ["stream_options" in sent for sent in transport.bodies] == [True, False]
        record = session.messages()[-1].record
        assert record is not None
        assert record.request_body == transport.requests[1].body.decode()


async def test_thinking_left_in_the_text_of_a_local_server_is_shown_as_reasoning() -> None:
    pieces = ("<thi", "nk>hm</think>", "\n\nHello")
    async with program(ScriptedTransport(says(*pieces), says(*pieces))) as opened:
        local, other = opened.session("ollama"), opened.session("openai")
        opened.services.account.keep_key_for_session(other.endpoint, Secret("sk-test"))
        for session in (local, other):
            session.send("Hi")
            await opened.ended(session)
        assert (local.rows()[-1].reasoning, local.rows()[-1].text) == ("hm", "Hello")
        assert other.rows()[-1].text == "<think>hm</think>\n\nHello"
