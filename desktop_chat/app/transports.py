"""Chooses what carries a request: the network, or the practice model inside the program."""

from __future__ import annotations

from desktop_chat.app.sent_requests import NotingTransport, SentRequests
from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.wire.transport import Transport


class Transports:
    """The two ways a request can go; both speak the same wire.

    Attributes:
        practice: Leads to the practice model, and never out of the program.
        network: Leads to every other endpoint.
        sent: What has gone to the network.
    """

    def __init__(self, practice: Transport, network: Transport) -> None:
        self.sent = SentRequests()
        self.practice = practice
        self.network: Transport = NotingTransport(network, self.sent)

    def for_endpoint(self, endpoint: Endpoint) -> Transport:
        """Return what carries requests to an endpoint."""
        is_embedded = endpoint.base_url == PRACTICE.base_url
        return self.practice if is_embedded else self.network
