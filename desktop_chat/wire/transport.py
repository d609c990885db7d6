"""What a request is, and what carries it: the contract that `net` and `practice` fulfil alike.

A transport knows nothing of conversations; it takes a finished request and gives status, headers
and bytes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from desktop_chat.core.secret import Secret


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One HTTP request without its key.

    Attributes:
        method: "GET" or "POST".
        url: Absolute URL; never holds a key.
        headers: Header names and values, without Authorization.
        body: JSON in UTF-8, b"" for GET; exactly what is sent and archived.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


class Reply(Protocol):
    """An answer whose head has arrived and whose body streams."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, names in lower case."""
        ...

    def body(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives, in pieces of any size; once only.

        Raises:
            TransportError: The connection failed or a time limit passed.
        """
        ...


class Transport(Protocol):
    """Carries requests to an endpoint."""

    def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AbstractAsyncContextManager[Reply]:
        """Send the request and give its reply; leaving the context closes the connection at once.

        The key goes into the Authorization header here and is kept in no other value.

        Raises:
            TransportError: The endpoint was not reached.
        """
        ...
