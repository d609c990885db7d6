"""`spending`: what was spent today and this month, and on which models.

Must not know how costs are kept.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from decimal import Decimal
from typing import Any

from desktop_chat.app.services import Services
from desktop_chat.cli.output import Output
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.spending import CapKind, SpentSum, month_start_us


async def spending(parsed: argparse.Namespace, services: Services, output: Output) -> int:
    """Carry out `spending`; return the exit status."""
    guard = services.spending
    await guard.refresh()
    rows = await services.archive.spent_rows(since_us=month_start_us(services.clock()))
    by_model: dict[str, SpentSum] = defaultdict(SpentSum)
    for row in rows:
        by_model[row.model] = by_model[row.model].plus(row.cost_usd, row.source)
    sums = {"today": (guard.today, CapKind.DAY), "this month": (guard.month, CapKind.MONTH)}
    if parsed.json:
        found = {name.replace(" ", "_"): _fields(total) for name, (total, _) in sums.items()}
        models = {name: _fields(total) for name, total in by_model.items()}
        output.json(found | {"models_this_month": models})
        return 0
    for name, (total, kind) in sums.items():
        cap_usd = guard.cap_usd(kind)
        of = "" if cap_usd is None else f" of {cost_text(cap_usd)}"
        output.line(f"{name.capitalize()}: {_text(total)}{of}, requests: {_count(total)}.")
    for name, total in sorted(by_model.items(), key=lambda item: -item[1].cost_usd):
        # A line break in a name would look like another model.
        output.line(f"    {' '.join(name.split())}: {_text(total)}, requests: {_count(total)}")
    return 0


def _text(total: SpentSum) -> str:
    return cost_text(total.cost_usd, is_estimate=total.estimated_usd > 0)


def _count(total: SpentSum) -> str:
    unpriced = f", {count_text(total.unpriced)} of them at an unknown price"
    return count_text(total.requests) + (unpriced if total.unpriced else "")


def _fields(total: SpentSum) -> dict[str, Any]:
    """Return a sum as a script reads it: money as exact decimal texts."""
    money: dict[str, Decimal] = {"cost_usd": total.cost_usd, "estimated_usd": total.estimated_usd}
    texts: dict[str, Any] = {name: str(value) for name, value in money.items()}
    return texts | {"requests": total.requests, "unpriced": total.unpriced}
