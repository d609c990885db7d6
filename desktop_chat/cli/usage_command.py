"""`usage`: cost and tokens by day, model, provider or conversation, from the archive's ledger.

Must not know how costs are kept.
"""

from __future__ import annotations

import argparse
import csv
import io

from desktop_chat.app.services import Services
from desktop_chat.cli.output import Output
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.spending import SpentBy, SpentShare, shares
from desktop_chat.errors import UsageError
from desktop_chat.formats.spreadsheets import harmless

_DAY_US = 86_400_000_000
_FIGURES = ("requests", "prompt_tokens", "completion_tokens", "cost_usd", "estimated_usd")


async def usage(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `usage`; return the exit status."""
    since_us = 0
    if parsed.days is not None:
        if parsed.days < 1:
            raise UsageError("--days takes a number from 1.")
        since_us = max(0, services.clock() - parsed.days * _DAY_US)
    by = SpentBy(parsed.by)
    found = shares(await services.archive.spent_rows(since_us=since_us), by)
    if parsed.csv:
        output.text(_table(by, found))
        return 0
    for share in found:
        if parsed.json:
            output.json({by.value: share.name} | _figures(share))
        else:
            output.line(_line(share))
    return 0


def _figures(share: SpentShare) -> dict[str, object]:
    """Return a share's figures as a script reads them: money as exact decimal texts."""
    total = share.total
    values = (
        total.requests,
        share.prompt_tokens,
        share.completion_tokens,
        str(total.cost_usd),
        str(total.estimated_usd),
    )
    return dict(zip(_FIGURES, values, strict=True))


def _table(by: SpentBy, found: tuple[SpentShare, ...]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((by.value, *_FIGURES))
    for share in found:
        writer.writerow((harmless(share.name), *_figures(share).values()))
    return text.getvalue()


def _line(share: SpentShare) -> str:
    total = share.total
    # A line break in a name would look like another line.
    name = " ".join(share.name.split()) or "unknown"
    cost = cost_text(total.cost_usd, is_estimate=total.estimated_usd > 0)
    tokens = f"{count_text(share.prompt_tokens)} + {count_text(share.completion_tokens)} tokens"
    return f"{name}  {cost}  {tokens}, requests: {count_text(total.requests)}"
