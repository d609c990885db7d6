"""Pages of one list of models, joined into the body that a list in one piece would have."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Raw, Struct

from desktop_chat.wire.values import as_count, as_dict, as_list, decode_json


class _Page(Struct):
    data: list[Raw]


def rows_on(body: bytes) -> tuple[int, int | None]:
    """Return how many models are on a page, and in the whole list, None where it does not say."""
    try:
        payload = as_dict(decode_json(body))
    except ValueError:
        return 0, None
    return len(as_list(payload.get("data"))), as_count(payload.get("total_count"))


def joined(bodies: Sequence[bytes]) -> bytes:
    """Return the pages as one list; a single one as it is, and without what cannot be read."""
    if len(bodies) == 1:
        return bodies[0]
    rows: list[bytes] = []
    for body in bodies:
        try:
            rows.extend(bytes(row) for row in msgspec.json.decode(body, type=_Page).data)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
    return b'{"data":[' + b",".join(rows) + b"]}"
