"""How long the program waits for a server, by what it waits for and by where the server is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from desktop_chat.core.provider import is_local_host


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Limits in seconds; there is none on an answer as a whole.

    Attributes:
        connect_s: For the connection, TLS included.
        write_s: For each piece of the request.
        first_byte_s: From the request to the body's first byte.
        idle_s: Between bytes; any byte counts as life, a comment too.
        local_silence_s: In place of the two before where they are shorter and the server is on this
            computer or its network: it may have a model to load.
    """

    connect_s: float = 10
    write_s: float = 30
    first_byte_s: float = 120
    idle_s: float = 60
    local_silence_s: float = 300

    def at(self, url: str) -> TimeLimits:
        """Return the limits that hold for a URL."""
        if not is_local_host(urlsplit(url).hostname or ""):
            return self
        return replace(
            self,
            first_byte_s=max(self.first_byte_s, self.local_silence_s),
            idle_s=max(self.idle_s, self.local_silence_s),
        )


DEFAULT_LIMITS = TimeLimits()
