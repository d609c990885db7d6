"""A row names its place among the alternatives and the model by its title."""

from __future__ import annotations

from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, ToolCall, TurnRecord
from desktop_chat.core.sampling import Sampling

MODELS = b'{"data":[{"id":"m-1","name":"The Model"}]}'


async def test_a_row_has_the_title_of_its_model_and_its_place() -> None:
    transport = ScriptedTransport(ScriptedReply([MODELS], headers=JSON), says("a"), says("b"))
    async with program(transport) as opened:
        services = opened.services
        await services.catalog.refresh(services.account.endpoint("practice"))
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        session.regenerate(session.messages()[-1].id)
        assert session.rows()[-1].author == "The Model"
        assert session.rows()[-1].state.value == "streaming"
        await opened.ended(session)
        row = session.rows()[-1]
        assert (row.text, row.branch_index, row.branch_count) == ("b", 1, 2)


async def test_a_row_names_the_model_that_answered_in_place_of_another() -> None:
    listed = b'{"data":[{"id":"m-1","name":"The Model"},{"id":"a/small","name":"A: Small"}]}'
    async with program(ScriptedTransport(ScriptedReply([listed], headers=JSON))) as opened:
        services = opened.services
        await services.catalog.refresh(services.account.endpoint("practice"))
        record = TurnRecord(
            "practice",
            "m-1",
            resolved_model="a/small-2026",
            sampling=Sampling(models=("a/small",)),
        )
        await services.archive.save_conversation(Conversation("c", active_leaf_id="a"))
        await services.archive.save_message(Message("a", "c", Role.ASSISTANT, "x", record=record))
        session = await opened.conversations.open("c")
        row = session.rows()[-1]
    assert row.author == "Small"
    assert row.caption == "fallback from m-1"


async def test_a_result_has_the_name_of_the_tool_that_it_is_of() -> None:
    calls = (ToolCall("1", "look_up"), ToolCall("2", "current_\ntime"))
    said = (
        Message("a", "c", Role.ASSISTANT, tool_calls=calls),
        Message("b", "c", Role.TOOL, "x", parent_id="a", tool_call_id="1"),
        Message("d", "c", Role.TOOL, "y", parent_id="b", tool_call_id="2"),
        Message("e", "c", Role.TOOL, "z", parent_id="d", tool_call_id="unknown"),
        Message("f", "c", Role.USER, "Hi", parent_id="e"),
        Message("g", "c", Role.TOOL, "z", parent_id="f", tool_call_id="1"),
    )
    async with program(ScriptedTransport()) as opened:
        archive = opened.services.archive
        await archive.save_conversation(Conversation("c", active_leaf_id="g"))
        for message in said:
            await archive.save_message(message)
        session = await opened.conversations.open("c")
        names = [row.author for row in session.rows() if row.role is Role.TOOL]
    assert names == ["Tool: look_up", "Tool: current_ time", "Tool", "Tool"]
