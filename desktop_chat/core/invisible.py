"""Characters that a reader cannot see but a program obeys: found, and named.

Owns which characters those are. Joiners and direction marks that ordinary Arabic, Persian, Hindi
and emoji are written with are not among them.
"""

from __future__ import annotations

import re

_SIGNS = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u200b\u2060-\u2064\ufeff"  # no width
    "\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # overrides and isolates of direction
    "\u115f\u1160\u180e\u3164\uffa0"  # fillers
    "\ufff9-\ufffb"
    "\U000e0001\U000e0100-\U000e01ef"  # hidden tags and selectors
    "]"
)
# Tags spell a region behind a black flag; elsewhere they are a text that nobody sees.
_TAGS = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+")


def invisible_signs(text: str) -> tuple[str, ...]:
    """Return the names ("U+202E") of the invisible characters in a text, each once, in order."""
    if text.isascii() and text.isprintable():
        return ()
    found = [match[0][0] for pattern in (_SIGNS, _TAGS) for match in pattern.finditer(text)]
    return tuple(dict.fromkeys(f"U+{ord(sign):04X}" for sign in found))
