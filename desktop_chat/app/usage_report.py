"""What was used, by day, model, provider or conversation: as it is counted here and by a router.

The window and the command line ask here, so that both say the same. Must not know how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from msgspec import Struct

from desktop_chat.app.account import Account
from desktop_chat.app.model_library import Kept, ModelLibrary
from desktop_chat.archive import Archive
from desktop_chat.core.model_statistics import Activity
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.spending import (
    SpentBy,
    SpentShare,
    SpentSum,
    joined_shares,
)
from desktop_chat.errors import NoKey


class UsageReport(Struct, frozen=True):
    """What was used in a span.

    Attributes:
        by: What the shares are put together by.
        shares: Days in their order, everything else the dearest first.
        days: The same by day.
        titles: Of conversations, by their ids, as far as they are still there.
    """

    by: SpentBy
    shares: tuple[SpentShare, ...] = ()
    days: tuple[SpentShare, ...] = ()
    titles: dict[str, str] = {}

    @property
    def total(self) -> SpentShare:
        """All of it together, without a name."""
        total = SpentShare("")
        for day in self.days:
            total = total.with_share(day)
        return total


@dataclass(frozen=True, slots=True)
class RouterUsage:
    """What a router says of an account.

    Attributes:
        kept: Its rows with their date.
        report: What they say of the span.
    """

    kept: Kept[tuple[Activity, ...]]
    report: UsageReport


async def ledger_usage(archive: Archive, by: SpentBy, *, since_us: int = 0) -> UsageReport:
    """Return what the archive's ledger says of the time since a moment.

    Raises:
        ArchiveError: It cannot be read.
    """
    found, days = await archive.usage.shares(by, since_us=since_us)
    titles: dict[str, str] = {}
    if by is SpentBy.CONVERSATION:
        titles = await archive.places.titles([share.name for share in found if share.name])
    return UsageReport(by, found, days, titles)


def router_of(account: Account, models: ModelLibrary, preferred: Endpoint) -> Endpoint:
    """Return an endpoint if it is a router, else the first one that is."""
    return next(filter(models.tells_of, (preferred, *account.endpoints)), preferred)


async def router_usage(
    models: ModelLibrary,
    router: Endpoint,
    by: SpentBy,
    *,
    since: str = "",
    is_fresh: bool = False,
) -> RouterUsage | None:
    """Return what a router counted for the account, None where no management key is kept.

    Args:
        models: Asks the router, or has what it said.
        router: Which.
        by: What it is put together by; a router knows no conversations, and tells models instead.
        since: The first day, YYYY-MM-DD by UTC; "" for all that it tells.
        is_fresh: Whether it is asked although what is kept is young.

    Raises:
        AppError: Nothing is kept, and the router says nothing.
    """
    try:
        kept = await models.activity(router, is_fresh=is_fresh)
    except NoKey:
        return None
    kept = replace(kept, value=tuple(row for row in kept.value if row.day >= since))
    told = SpentBy.MODEL if by is SpentBy.CONVERSATION else by
    parts = joined_shares((_part(row, told) for row in kept.value), told)
    days = joined_shares((_part(row, SpentBy.DAY) for row in kept.value), SpentBy.DAY)
    return RouterUsage(kept, UsageReport(told, parts, days))


def _part(row: Activity, by: SpentBy) -> SpentShare:
    name = {SpentBy.DAY: row.day, SpentBy.PROVIDER: row.provider_name}.get(by, row.model)
    total = SpentSum(cost_usd=row.usage_usd, requests=row.requests)
    return SpentShare(name, total, row.prompt_tokens, row.completion_tokens)
