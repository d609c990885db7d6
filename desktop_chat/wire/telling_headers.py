"""Which headers of a reply tell of the answer, and are kept with it.

Which generation it is, for whom to ask about it, whether a cache gave it, what is left of a limit.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_chat.core.unseen import plain_line
from desktop_chat.wire.values import mended

TELLING_HEADERS = (
    "x-generation-id",
    "x-request-id",
    "request-id",
    "cf-ray",
    "x-provider-name",
    "x-openrouter-cache-status",
    "x-openrouter-cache-age",
    "x-openrouter-cache-ttl",
    "x-openrouter-cache-source-id",
    "openai-processing-ms",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-remaining-tokens",
)
_LONGEST = 200


def telling_headers(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the name in lower case and the value, on one short line, of each that is there."""
    found = ((name, headers.get(name, "")) for name in TELLING_HEADERS)
    return tuple((name, plain_line(mended(value[:_LONGEST]))) for name, value in found if value)
