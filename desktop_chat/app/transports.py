"""Chooses what carries a request: the network, or the practice model inside the program."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.wire.transport import Transport


@dataclass(frozen=True, slots=True)
class Transports:
    """The two ways a request can go; both speak the same wire."""

    practice: Transport
    network: Transport

    def for_endpoint(self, endpoint: Endpoint) -> Transport:
        """Return what carries requests to an endpoint."""
        is_embedded = endpoint.base_url == PRACTICE.base_url
        return self.practice if is_embedded else self.network
