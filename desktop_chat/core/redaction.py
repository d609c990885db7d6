"""Masks keys in texts that come from elsewhere: error bodies, foreign exceptions, log lines.

It works by the look of a key and errs on the side of masking. What the program itself knows to be a
key is a `core.secret.Secret` and never reaches a text.
"""

from __future__ import annotations

import re

MASK = "••••"

_TOKEN = r"[^\s\"'<>,;&]+"
_LOOKS_LIKE_A_KEY = re.compile(
    rf"""
    # A header, in any way of writing it down; in prose, "bearer" may be followed by a word.
    (?P<header>\bauthorization["']?\s*[:=]\s*["']?(?:\w+\s+)?){_TOKEN}
    | (?P<scheme>\bbearer\s+)(?=[^\s{MASK[0]}]{{16}}|\S*(?-i:[A-Z0-9_-])){_TOKEN}
    # The value of a header, a JSON field or a query parameter that is named like a key.
    | (?P<name>\b(?:(?:x[-_])?api[-_]?key|access[-_]?token|client[-_]?secret|password)
        ["']?\s*[:=]\s*["']?){_TOKEN}
    # user:password@ in an address
    | (?P<address>://)[^\s/@:]*:[^\s/@]*(?=@)
    # What providers' keys begin with: sk-or-v1-..., gsk_..., xai-..., hf_..., AIza...
    # Shorter ones are what a provider shows of a key itself.
    | \b(?:(?:sk|pk|rk|csk|fw|gsk|xai|hf|sess|ghp|pplx|nvapi)[-_]|AIza)(?=[\w-]*\d)[\w-]{{12,}}
    | \bsk[-_][\w-]{{20,}}
    # A JSON web token
    | \beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?
    # Any run of letters and digits as long as a key; a UUID has hyphens and stays.
    | (?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{{32,}}
    """,
    re.IGNORECASE | re.VERBOSE,
)


def redact(text: str) -> str:
    """Return the text with all that looks like a key, a token or a password masked."""
    return _LOOKS_LIKE_A_KEY.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    kept = match["header"] or match["scheme"] or match["name"] or match["address"] or ""
    return kept + MASK
