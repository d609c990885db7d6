"""Pages of one list of models, joined into the body that a list in one piece would have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from desktop_chat.wire.json_rows import JsonRows
from desktop_chat.wire.models import MOST_MODELS
from desktop_chat.wire.values import as_count, decode_json

_END = b"]}"


def rows_on(body: bytes) -> tuple[int, int | None]:
    """Return how many models are on a page, and in the whole list, None where it does not say."""
    rows = JsonRows(body)
    count = sum(1 for _ in islice(rows, MOST_MODELS))
    total = rows.scalars.get("total_count")
    return count, None if total is None else as_count(decode_json(total))


def joined(bodies: Sequence[bytes]) -> bytes:
    """Return the pages as one list; a single one as it is, and without what cannot be read.

    A list whose last page is cut is cut, too.
    """
    if len(bodies) == 1:
        return bodies[0]
    rows: list[bytes] = []
    is_cut = False
    for body in bodies:
        page = JsonRows(body)
        rows.extend(islice(page, MOST_MODELS))
        is_cut = page.is_cut
    return b'{"data":[' + b",".join(rows) + (b"" if is_cut else _END)
