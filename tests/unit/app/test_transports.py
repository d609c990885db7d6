"""The practice endpoint never reaches the network, and every other one does."""

from __future__ import annotations

from support.scripted import ScriptedTransport

from desktop_chat.app.transports import Transports
from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS, custom_endpoint


def test_only_the_practice_endpoint_stays_inside() -> None:
    transports = Transports(ScriptedTransport(), ScriptedTransport())
    others = [*READY_ENDPOINTS, custom_endpoint("http://practice.example/v1")]
    for endpoint in others:
        expected = transports.practice if endpoint is PRACTICE else transports.network
        assert transports.for_endpoint(endpoint) is expected
