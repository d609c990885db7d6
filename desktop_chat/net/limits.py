"""How long the program waits for a server, by what it waits for and by where the server is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from desktop_chat.core.provider import is_local_host


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Limits in seconds; there is none on an answer as a whole.

    Attributes:
        connect_s: For the connection, TLS included.
        write_s: For each piece of the request.
        first_byte_s: From the request to the body's first byte; a local server may load a model.
        idle_s: Between bytes; any byte counts as life, a comment too.
    """

    connect_s: float = 10
    write_s: float = 30
    first_byte_s: float = 120
    idle_s: float = 60


REMOTE_LIMITS = TimeLimits()
LOCAL_LIMITS = TimeLimits(first_byte_s=300, idle_s=300)


def limits_for(url: str) -> TimeLimits:
    """Return the limits for a request, longer where its host is this computer or on its network."""
    host = urlsplit(url).hostname or ""
    return LOCAL_LIMITS if is_local_host(host) else REMOTE_LIMITS
