"""Every request to the network is counted, and none to the practice model."""

from __future__ import annotations

from support.scripted import ScriptedTransport, says

from desktop_chat.app.transports import Transports
from desktop_chat.wire.transport import WireRequest


async def test_requests_to_the_network_are_counted_without_query_or_body() -> None:
    transports = Transports(ScriptedTransport(says("a")), ScriptedTransport(says("b"), says("c")))
    told: list[int] = []
    transports.sent.changed.connect(lambda _: told.append(transports.sent.count))
    request = WireRequest("GET", "https://api.example:8443/v1/key?id=1")
    for _ in range(2):
        async with transports.network.open(request):
            pass
    async with transports.practice.open(request):
        pass
    assert told == [1, 2]
    assert transports.sent.newest == "GET api.example:8443/v1/key"
