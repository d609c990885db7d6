"""Foreign text made fit to show and to log: no control characters, no keys, a bounded length."""

from __future__ import annotations

import re

from desktop_chat.core.redaction import redact
from desktop_chat.core.secret import Secret
from desktop_chat.core.unseen import without_deceptive
from desktop_chat.errors import AppError
from desktop_chat.wire.values import mended

LINE_LIMIT = 300
DETAIL_LIMIT = 2_000

# C0 and C1 controls, and the marks that reorder what stands beside them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")


def one_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Return the text as one plain line of at most `limit` characters, keys masked."""
    # The cut before the work keeps a body of many megabytes cheap; what follows only shortens.
    line = _SPACES.sub(" ", redact(mended(text[: limit * 8])))
    plain = without_deceptive(_UNSEEN.sub("", line)).strip()
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def without_key(error: AppError, key: Secret | None) -> AppError:
    """Return the error with the key masked in it: a server may quote whatever it was sent."""
    if key is not None:
        error.text, error.advice, error.detail = map(
            key.hidden_in, (error.text, error.advice, error.detail)
        )
        if isinstance(error.code, str):
            error.code = key.hidden_in(error.code)
    return error


def detail_text(text: str) -> str:
    """Return the text for technical detail: lines kept, keys masked, at most 2,000 characters."""
    plain = without_deceptive(_UNSEEN.sub("", redact(mended(text[: DETAIL_LIMIT * 4])))).strip()
    return plain if len(plain) <= DETAIL_LIMIT else plain[: DETAIL_LIMIT - 1] + "…"
