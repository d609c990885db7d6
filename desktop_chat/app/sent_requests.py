"""What has gone out to the network since the start: method and address of each request."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from urllib.parse import urlsplit

from desktop_chat.core.secret import Secret
from desktop_chat.core.signal import Signal
from desktop_chat.wire.transport import Reply, Transport, WireRequest


class SentRequests:
    """Counts requests, and remembers the address of the newest."""

    def __init__(self) -> None:
        self.changed: Signal[None] = Signal()
        self.count = 0
        self.newest = ""
        """Method, host and path: "GET openrouter.ai/api/v1/key"; "" before the first."""

    def note(self, request: WireRequest) -> None:
        """Note a request that is sent now."""
        parts = urlsplit(request.url)
        self.count += 1
        self.newest = f"{request.method} {parts.netloc}{parts.path}"
        self.changed.emit(None)


class NotingTransport:
    """A transport that notes each request before another carries it."""

    def __init__(self, carrier: Transport, sent: SentRequests) -> None:
        self._carrier = carrier
        self._sent = sent

    def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AbstractAsyncContextManager[Reply]:
        """Note the request and send it; raises as the carrier."""
        self._sent.note(request)
        return self._carrier.open(request, key)
