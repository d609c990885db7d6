"""`usage`: cost and tokens by day, model, provider or conversation, as here or a router counts.

Must not know how costs are kept.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from desktop_chat.app.services import Services
from desktop_chat.app.usage_report import UsageReport, ledger_usage, router_of, router_usage
from desktop_chat.cli.ask import named_endpoint, take_key
from desktop_chat.cli.output import Output
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.provider import management_of
from desktop_chat.core.spending import SpentBy, SpentShare, day_name
from desktop_chat.core.usage_days import UsageSpan, days_start_us
from desktop_chat.errors import NoKey, UsageError
from desktop_chat.formats.usage_table_csv import figures, names, write


async def usage(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `usage`; return the exit status."""
    by, since_us = SpentBy(parsed.by), _since_us(parsed, services.clock())
    if parsed.router:
        report = await _told(parsed, services, output, by, since_us)
    else:
        report = await ledger_usage(services.archive, by, since_us=since_us)
    if parsed.csv:
        output.text(write(report.by, report.shares, report.titles))
        return 0
    for share in report.shares:
        if parsed.json:
            output.json(names(share, report.by, report.titles) | figures(share))
        else:
            output.line(_line(report, share))
    return 0


def _since_us(parsed: argparse.Namespace, now_us: int) -> int:
    if parsed.days is None:
        return UsageSpan(parsed.span or UsageSpan.ALL).since_us(now_us)
    if parsed.days < 1:
        raise UsageError("--days takes a number from 1.")
    return days_start_us(now_us, parsed.days)


async def _told(
    parsed: argparse.Namespace, services: Services, output: Output, by: SpentBy, since_us: int
) -> UsageReport:
    """Return what a router counted, with its remarks on standard error.

    Raises:
        UsageError: The endpoint is no router.
        NoKey: No management key is there.
        AppError: Nothing is kept, and the router says nothing.
    """
    router = named_endpoint(parsed, services)
    if parsed.endpoint is None:
        router = router_of(services.account, services.models, router)
    take_key(parsed, management_of(router), services)
    since = day_name(since_us) if since_us else ""
    found = await router_usage(services.models, router, by, since=since, is_fresh=True)
    if found is None:
        raise NoKey(
            f"{router.title} tells what it counted only to a management key, and none is kept.",
            advice="Keep one under Usage in the window, or name its variable with --key-env.",
        )
    if found.kept.failure is not None:
        output.problem(found.kept.failure)
    when = datetime.fromtimestamp(found.kept.fetched_us / 1e6, UTC).isoformat(" ", "minutes")
    output.note(f"The last 30 full days by UTC, of the whole account, as of {when}.")
    if by is SpentBy.CONVERSATION:
        output.note("The router knows no conversations: these are models.")
    return found.report


def _line(report: UsageReport, share: SpentShare) -> str:
    total = share.total
    # A line break in a name would look like another line.
    words = " ".join(names(share, report.by, report.titles).values()).split()
    cost = cost_text(total.cost_usd, is_estimate=total.estimated_usd > 0)
    tokens = f"{count_text(share.prompt_tokens)} + {count_text(share.completion_tokens)} tokens"
    unpriced = f", without a known cost: {count_text(total.unpriced)}" if total.unpriced else ""
    requests = f"requests: {count_text(total.requests)}"
    return f"{' '.join(words) or 'unknown'}  {cost}  {tokens}, {requests}{unpriced}"
