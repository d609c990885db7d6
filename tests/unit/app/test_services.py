"""The services share what they were opened over."""

from __future__ import annotations

from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.provider import custom_endpoint

HEAD = Conversation("c", "Title", created_us=1, updated_us=1)


async def test_every_part_works_on_the_same_archive_settings_and_network() -> None:
    endpoint = custom_endpoint("http://127.0.0.1:9/v1")
    transport = ScriptedTransport(ScriptedReply([b'{"data":[{"id":"a"}]}'], headers=JSON))
    async with program(transport) as opened:
        services = opened.services
        await services.keeper.keep_conversation(HEAD)
        assert await services.archive.conversation("c") == HEAD
        services.account.choose(endpoint, "a")
        assert services.settings.settings.endpoints.active_id == endpoint.id
        listed = await services.catalog.refresh(endpoint)
        assert [model.id for model in listed.models] == ["a"]
        assert services.transports.sent.count == 1
