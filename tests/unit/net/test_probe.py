"""Only local servers are asked, all at once, and silence costs little."""

from __future__ import annotations

import asyncio

from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS, Endpoint
from desktop_chat.errors import Offline
from desktop_chat.net.probe import LocalServer, find_local_servers

MODELS = ScriptedReply([b'{"data":[{"id":"m"}]}'], 200, JSON)
LOCKED = ScriptedReply([b'{"error":{"message":"Invalid API Key"}}'], 401, JSON)
HTML = ScriptedReply([b"<title>Router</title>"], 200, {"content-type": "text/html"})
ODD = ScriptedReply([b"hello"], 200, JSON)


def local(name: str) -> Endpoint:
    return Endpoint(name, name.title(), f"http://localhost/{name}/v1", is_local=True)


async def test_servers_that_answer_are_found_with_their_models() -> None:
    endpoints = [local("a"), local("b"), local("c"), local("d"), local("e")]
    transport = ScriptedTransport(MODELS, Offline("Nothing answers."), LOCKED, HTML, ODD)
    found = await find_local_servers(transport, endpoints)
    assert [(server.endpoint.id, server.wants_key) for server in found] == [
        ("a", False),
        ("c", True),
    ]
    assert [model.id for model in found[0].models] == ["m"]
    assert transport.keys == [None] * 5


async def test_endpoints_elsewhere_are_left_alone() -> None:
    remote = [PRACTICE, *(endpoint for endpoint in READY_ENDPOINTS if not endpoint.is_local)]
    transport = ScriptedTransport()
    assert await find_local_servers(transport, remote) == ()
    assert transport.requests == []


async def test_a_silent_server_is_given_up() -> None:
    silent = ScriptedReply([asyncio.Event()], 200, JSON)
    transport = ScriptedTransport(silent, MODELS)
    found = await find_local_servers(transport, [local("a"), local("b")], limit_s=0.05)
    assert [server.endpoint.id for server in found] == ["b"]
    assert isinstance(found[0], LocalServer)
    assert transport.closed_count == 2
