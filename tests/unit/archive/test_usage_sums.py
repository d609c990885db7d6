"""What the ledger adds up to is what its rows add up to, in however many steps it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from support.archives import conversation, message

from desktop_chat.archive import Archive, usage_sums
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import TurnRecord
from desktop_chat.core.spending import CostSource, Spent, SpentBy, shares

HOUR_US = 3_600_000_000


@pytest.fixture
def archive(tmp_path: Path) -> Generator[Archive]:
    """Return an archive of its own."""
    found = asyncio.run(Archive.open(tmp_path / "archive.db"))
    yield found
    asyncio.run(found.close())


async def fill(archive: Archive) -> None:
    """Save requests of some days, many at one time, of messages that are there and that are not."""
    head = conversation("c")
    await archive.save_conversation(head)
    record = TurnRecord(endpoint_id="e", model="m", provider="P")
    answer = msgspec.structs.replace(message(head.id), record=record)
    await archive.save_message(answer)
    rows = [
        Spent(
            new_id(),
            n // 3 * 5 * HOUR_US,
            model=f"m{n % 4}",
            conversation_id=head.id if n % 2 else "",
            message_id=answer.id if n % 5 == 0 else "",
            prompt_tokens=n,
            completion_tokens=1,
            cost_usd=None if n % 7 == 0 else Decimal(n).scaleb(-9),
            source=CostSource.USAGE if n % 3 else CostSource.PRICES,
        )
        for n in range(100)
    ]
    await archive.save_spent(*rows)


@pytest.mark.parametrize("by", list(SpentBy))
@pytest.mark.parametrize("step", [1, 7, 100, 101])
async def test_it_adds_up_as_the_rows_do(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, by: SpentBy, step: int
) -> None:
    monkeypatch.setattr(usage_sums, "_STEP", step)
    await fill(archive)
    for since_us in (0, 50 * HOUR_US, 10**15):
        rows = await archive.spent_rows(since_us=since_us)
        expected = (shares(rows, by), shares(rows, SpentBy.DAY))
        assert await archive.usage.shares(by, since_us=since_us) == expected
    if by is SpentBy.PROVIDER:
        found, _ = await archive.usage.shares(by)
        assert {share.name for share in found} == {"P", ""}
