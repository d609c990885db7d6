"""What the archive refuses stays in memory, is told once, and is saved as soon as it can be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from decimal import Decimal
from pathlib import Path

import apsw
import pytest

from desktop_chat.app.keeping import Keeper
from desktop_chat.app.notices import Notices, Severity
from desktop_chat.archive import Archive
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.spending import CostSource, Spent, SpentOf
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.errors import ArchiveError, DiskFull, ReadOnly

HEAD = Conversation("c", "Title", created_us=1, updated_us=1)
MESSAGE = Message("m", "c", Role.USER, "Hello", created_us=1)


class FailingArchive(Archive):
    """An archive that raises `failure`, while there is one, in the place of writing."""

    failure: ArchiveError | None = None

    async def save_conversation(self, conversation: Conversation) -> None:
        if self.failure:
            raise self.failure
        await super().save_conversation(conversation)

    async def save_message(self, message: Message, spent: Sequence[Spent] = ()) -> None:
        if self.failure:
            raise self.failure
        await super().save_message(message, spent)

    async def append_stream(
        self,
        message_id: str,
        text: str,
        reasoning: str,
        tokens: Sequence[TokenProbability] = (),
    ) -> None:
        if self.failure:
            raise self.failure
        await super().append_stream(message_id, text, reasoning, tokens)


@asynccontextmanager
async def keeper_over(path: Path) -> AsyncIterator[tuple[Keeper, FailingArchive, Notices]]:
    archive = await FailingArchive.open(path / "archive.db")
    assert isinstance(archive, FailingArchive)
    notices = Notices()
    yield Keeper(archive, notices), archive, notices
    await archive.close()


async def test_a_full_disk_loses_nothing_and_is_told_once(tmp_path: Path) -> None:
    async with keeper_over(tmp_path) as (keeper, archive, notices):
        archive.failure = DiskFull("The disk is full.")
        await keeper.keep_conversation(HEAD)
        await keeper.keep_message(MESSAGE)
        assert not await keeper.keep_stream("m", "x", "")
        assert keeper.waiting_count == 2
        assert keeper.refusal is archive.failure
        assert [notice.text for notice in notices.history] == ["The disk is full."]
        assert "kept in memory" in notices.history[0].advice


async def test_what_waited_is_saved_when_there_is_room_again(tmp_path: Path) -> None:
    async with keeper_over(tmp_path) as (keeper, archive, notices):
        archive.failure = DiskFull("The disk is full.")
        await keeper.keep_conversation(HEAD)
        await keeper.keep_message(MESSAGE)
        archive.failure = None
        await keeper.retry()
        assert keeper.waiting_count == 0
        assert keeper.refusal is None
        assert await archive.messages("c") == [MESSAGE]
        assert notices.history[-1].severity is Severity.DONE


async def test_a_read_only_archive_promises_nothing(tmp_path: Path) -> None:
    async with keeper_over(tmp_path) as (keeper, archive, notices):
        archive.failure = ReadOnly("The archive cannot be written.")
        await keeper.keep_conversation(HEAD)
        assert "until the program ends" in notices.history[0].advice


async def test_a_newer_archive_is_told_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    await (await Archive.open(path)).close()
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute("PRAGMA user_version=99")
    async with keeper_over(tmp_path) as (keeper, _archive, notices):
        (notice,) = notices.history
        assert "newer version" in notice.text
        assert notice.advice.startswith("Update Desktop Chat")
        assert notice.advice.endswith("until the program ends.")
        await keeper.keep_conversation(HEAD)
        assert len(notices.history) == 1


@pytest.mark.parametrize("state", [MessageState.STREAMING, MessageState.COMPLETE])
async def test_growing_and_finished_messages_are_both_kept(
    tmp_path: Path, state: MessageState
) -> None:
    async with keeper_over(tmp_path) as (keeper, archive, _notices):
        message = Message("m", "c", Role.ASSISTANT, "Hel", created_us=1, state=state)
        await keeper.keep_conversation(HEAD)
        await keeper.keep_message(message)
        assert await archive.messages("c") == [message]


async def test_what_a_message_cost_waits_with_it_and_is_kept_once(tmp_path: Path) -> None:
    opening = Spent("r", 1, message_id="m", cost_usd=Decimal(1))
    ended = Spent("r", 1, message_id="m", cost_usd=Decimal(2), source=CostSource.USAGE)
    async with keeper_over(tmp_path) as (keeper, archive, _):
        await keeper.keep_conversation(HEAD)
        archive.failure = DiskFull("The disk is full.")
        await keeper.keep_message(MESSAGE, opening)
        await keeper.keep_message(MESSAGE, ended)
        assert keeper.waiting_costs == (ended,)
        assert (await archive.spent_total(SpentOf())).requests == 0
        archive.failure = None
        await keeper.retry()
        assert keeper.waiting_costs == ()
        assert await archive.spent_rows() == [ended]
