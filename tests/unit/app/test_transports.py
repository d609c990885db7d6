"""The practice endpoint never reaches the network, and every other one does."""

from __future__ import annotations

from support.scripted import ScriptedTransport

from desktop_chat.app.transports import Transports
from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS, custom_endpoint


def test_only_the_practice_endpoint_stays_inside() -> None:
    practice, network = ScriptedTransport(), ScriptedTransport()
    transports = Transports(practice, network)
    others = [*READY_ENDPOINTS, custom_endpoint("http://practice.example/v1")]
    for endpoint in others:
        expected = practice if endpoint is PRACTICE else network
        assert transports.for_endpoint(endpoint) is expected
