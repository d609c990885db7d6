"""Which targets may be opened: asked when a text is parsed and again when a link is activated.

Must not know how links are drawn or opened.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_OPENABLE = re.compile(r"(?:https?://[^/\s]|mailto:[^\s])", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


def is_openable(target: str) -> bool:
    """Tell whether a target may be handed to the system: http, https or mailto, and no tricks."""
    return _OPENABLE.match(target) is not None and _CONTROL.search(target) is None


def host_of(target: str) -> str:
    """Return the host a web address really leads to, or a mail link's address; "" for none.

    User names before an `@` in a web address, which disguise the host, are left out.
    """
    try:
        parts = urlsplit(target)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() == "mailto":
        return parts.path
    return host or ""
