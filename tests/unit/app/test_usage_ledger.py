"""The sum of what a conversation consumed stays right while it is read and while it changes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
from support.archives import message
from support.long_conversations import COST, long_conversation

from desktop_chat.app.keeping import Keeper
from desktop_chat.app.message_store import MessageStore
from desktop_chat.app.notices import Notices
from desktop_chat.app.usage_ledger import UsageLedger
from desktop_chat.archive import Archive, Opening
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.usage import Usage


def answer(conversation_id: str, cost: str) -> Message:
    record = TurnRecord(usage=Usage(1, 7, 8, cost_usd=Decimal(cost)))
    return msgspec.structs.replace(
        message(conversation_id, "x", role=Role.ASSISTANT), record=record
    )


async def test_a_sum_is_read_with_what_is_only_in_memory(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", 200)
    archive = await Archive.open(tmp_path / "archive.db")
    try:
        keeper = Keeper(archive, Notices())
        opening = await archive.opening(talk.id, talk.active_leaf_id)
        store = MessageStore(talk.id, opening, talk.active_leaf_id, archive, keeper)
        ledger = UsageLedger(talk.id, opening, store, archive)
        assert ledger.totals is None
        new = answer(talk.id, "1")
        store.skeleton.add(new.id, None, new.role)
        ledger.replace(None, new)
        store.hold(new)
        await ledger.load()
        assert ledger.totals is not None
        assert ledger.totals.cost_usd == 100 * COST + 1
        assert ledger.totals.counted == 101
        ledger.replace(new, answer(talk.id, "3"))
        assert ledger.totals.cost_usd == 100 * COST + 3
    finally:
        await archive.close()


async def test_what_went_and_was_not_in_memory_makes_the_sum_unknown(tmp_path: Path) -> None:
    archive = await Archive.open(tmp_path / "archive.db")
    try:
        keeper = Keeper(archive, Notices())
        one, other = answer("c", "1"), answer("c", "2")
        opening = Opening((one, other), is_whole=True)
        store = MessageStore("c", opening, None, archive, keeper)
        ledger = UsageLedger("c", opening, store, archive)
        assert ledger.totals is not None
        assert ledger.totals.cost_usd == 3
        assert ledger.change([one], -1)
        assert ledger.totals.cost_usd == 2
        assert ledger.change([one], 1)
        assert not ledger.change([one, None], -1)
        assert ledger.totals is None
    finally:
        await archive.close()
