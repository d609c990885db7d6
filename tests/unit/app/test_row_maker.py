"""A row names its place among the alternatives and the model by its title."""

from __future__ import annotations

from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says

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
