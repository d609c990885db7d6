"""CSV of sums of usage: a line for each day, model, provider or conversation.

Owns the columns, for files and for scripts alike. Money is US dollars, exact.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from desktop_chat.core.spending import SpentBy, SpentShare
from desktop_chat.formats.spreadsheets import harmless

FIGURES = (
    "requests",
    "prompt_tokens",
    "completion_tokens",
    "cost_usd",
    "estimated_usd",
    "unpriced_requests",
)
"""The columns behind the name; `estimated_usd` is the part of `cost_usd` that nobody confirmed."""


def figures(share: SpentShare) -> dict[str, object]:
    """Return a share's figures by their columns: money as exact decimal texts."""
    total = share.total
    values = (
        total.requests,
        share.prompt_tokens,
        share.completion_tokens,
        f"{total.cost_usd:f}",
        f"{total.estimated_usd:f}",
        total.unpriced,
    )
    return dict(zip(FIGURES, values, strict=True))


def names(share: SpentShare, by: SpentBy, titles: Mapping[str, str]) -> dict[str, str]:
    """Return what names a share, by its columns: a conversation has its title, too."""
    title = {"title": titles.get(share.name, "")} if by is SpentBy.CONVERSATION else {}
    return {by.value: share.name} | title


def write(by: SpentBy, found: Sequence[SpentShare], titles: Mapping[str, str]) -> str:
    """Return the table with a head."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*names(SpentShare(""), by, {}), *FIGURES))
    for share in found:
        named = map(harmless, names(share, by, titles).values())
        writer.writerow((*named, *figures(share).values()))
    return text.getvalue()
