"""`usage`: cost and tokens by day, model, provider or conversation, from the archive's ledger.

Must not know how costs are kept.
"""

from __future__ import annotations

import argparse

from desktop_chat.app.services import Services
from desktop_chat.app.usage_report import UsageReport, ledger_usage
from desktop_chat.cli.output import Output
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.spending import SpentBy, SpentShare
from desktop_chat.core.usage_days import days_start_us
from desktop_chat.errors import UsageError
from desktop_chat.formats.usage_table_csv import figures, names, write


async def usage(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `usage`; return the exit status."""
    since_us = 0
    if parsed.days is not None:
        if parsed.days < 1:
            raise UsageError("--days takes a number from 1.")
        since_us = days_start_us(services.clock(), parsed.days)
    report = await ledger_usage(services.archive, SpentBy(parsed.by), since_us=since_us)
    if parsed.csv:
        output.text(write(report.by, report.shares, report.titles))
        return 0
    for share in report.shares:
        if parsed.json:
            output.json(names(share, report.by, report.titles) | figures(share))
        else:
            output.line(_line(report, share))
    return 0


def _line(report: UsageReport, share: SpentShare) -> str:
    total = share.total
    # A line break in a name would look like another line.
    words = " ".join(names(share, report.by, report.titles).values()).split()
    cost = cost_text(total.cost_usd, is_estimate=total.estimated_usd > 0)
    tokens = f"{count_text(share.prompt_tokens)} + {count_text(share.completion_tokens)} tokens"
    unpriced = f", without a known cost: {count_text(total.unpriced)}" if total.unpriced else ""
    requests = f"requests: {count_text(total.requests)}"
    return f"{' '.join(words) or 'unknown'}  {cost}  {tokens}, {requests}{unpriced}"
