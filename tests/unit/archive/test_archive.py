"""The archive as the program sees it: awaited, on threads of its own."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from support.archive_disks import FailingDisk, RecordingDisk, mounted
from support.archives import conversation, message, unprivileged_folder
from support.searches import query_of

from desktop_chat.archive import Archive
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.errors import AlreadyOpen, Corrupt, DiskFull, ReadOnly


@asynccontextmanager
async def opened(path: Path) -> AsyncGenerator[Archive]:
    """Open an archive and close it again."""
    archive = await Archive.open(path)
    try:
        yield archive
    finally:
        await archive.close()


# What goes wrong --------------------------------------------------------------------------------


async def test_a_full_disk_loses_nothing_and_the_next_try_works(tmp_path: Path) -> None:
    disk = FailingDisk()
    with mounted(disk):
        async with opened(tmp_path / "archive.db") as archive:
            talk = conversation()
            await archive.save_conversation(talk)
            kept, waiting = message(talk.id, "kept"), message(talk.id, "waiting")
            await archive.save_message(kept)
            disk.writes_left = 0
            with pytest.raises(DiskFull):
                await archive.save_message(waiting)
            assert await archive.messages(talk.id) == [kept]
            disk.writes_left = None
            await archive.save_message(waiting)
            assert await archive.messages(talk.id) == [kept, waiting]


async def test_where_no_archive_can_be_made_an_empty_one_takes_nothing(tmp_path: Path) -> None:
    reason = ReadOnly("The archive cannot be written.")
    archive = await Archive.open_empty(tmp_path / "archive.db", reason)
    try:
        assert archive.is_read_only
        assert await archive.conversations(limit=9) == []
        with pytest.raises(ReadOnly):
            await archive.save_conversation(conversation())
    finally:
        await archive.close()


async def test_a_second_archive_on_the_same_file_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path / "archive.db") as archive:
        with pytest.raises(AlreadyOpen):
            await Archive.open(tmp_path / "archive.db")
        assert await archive.conversations(limit=9) == []


async def test_a_damaged_archive_gives_way_to_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_text("damaged " * 1000)
    with pytest.raises(Corrupt) as caught:
        await Archive.open(path)
    assert "archive.damaged-" in caught.value.text
    async with opened(path) as archive:
        assert not archive.is_read_only


async def test_a_read_only_archive_is_read_and_says_why_it_takes_nothing() -> None:
    with unprivileged_folder() as folder:
        talk = conversation("kept")
        async with opened(folder / "archive.db") as archive:
            await archive.save_conversation(talk)
            await archive.save_message(message(talk.id, "words"))
        folder.chmod(0o500)
        async with opened(folder / "archive.db") as archive:
            assert archive.is_read_only
            assert [item.title for item in await archive.conversations(limit=9)] == ["kept"]
            assert (await archive.searches.page(query_of("words"))).hits
            assert (await archive.check()).is_sound
            with pytest.raises(ReadOnly) as caught:
                await archive.save_message(message(talk.id))
            assert caught.value is archive.read_only_reason
        folder.chmod(0o700)


async def test_a_cancelled_save_is_still_carried_out(tmp_path: Path) -> None:
    async with opened(tmp_path / "archive.db") as archive:
        talk = conversation()
        await archive.save_conversation(talk)
        saving = asyncio.ensure_future(archive.save_message(message(talk.id, "kept")))
        await asyncio.sleep(0)
        saving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saving
        await archive.save_conversation(talk)
        assert [item.text for item in await archive.messages(talk.id)] == ["kept"]


async def test_an_answer_that_was_streaming_is_recovered(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    talk = conversation()
    answer = message(talk.id, role=Role.ASSISTANT, state=MessageState.STREAMING)
    async with opened(path) as archive:
        assert archive.recovered == ()
        await archive.save_conversation(talk)
        await archive.save_message(answer)
        await archive.append_stream(answer.id, "so far", "thought")
    async with opened(path) as archive:
        assert archive.recovered == (answer.id,)
        (recovered,) = await archive.messages(talk.id)
        assert (recovered.text, recovered.reasoning) == ("so far", "thought")
        assert recovered.state is MessageState.INTERRUPTED


async def test_no_loss_of_power_takes_a_finished_message_back(tmp_path: Path) -> None:
    disk = RecordingDisk()
    talk = conversation()
    with mounted(disk):
        async with opened(tmp_path / "archive.db") as archive:
            await archive.save_conversation(talk)
            await archive.save_message(message(talk.id, "finished"))
            told_at = len(disk.log)
    for seed in range(12):
        folder = tmp_path / str(seed)
        folder.mkdir()
        disk.after_power_loss(told_at, random.Random(seed), folder)
        async with opened(folder / "archive.db") as archive:
            assert [item.text for item in await archive.messages(talk.id)] == ["finished"]


async def test_an_archive_in_use_can_be_read_beside_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    talk = conversation("shared")
    async with opened(path) as owner:
        await owner.save_conversation(talk)
        beside = await Archive.open_beside(path)
        assert isinstance(beside.read_only_reason, AlreadyOpen)
        await owner.save_message(message(talk.id, "new words"))
        assert [item.text for item in await beside.messages(talk.id)] == ["new words"]
        with pytest.raises(AlreadyOpen):
            await beside.save_conversation(talk)
        await beside.close()
        await owner.save_message(message(talk.id, "more words"))


# What goes right --------------------------------------------------------------------------------


async def test_what_is_saved_is_there_after_closing_and_opening(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    talk = conversation("title")
    answer = message(talk.id, "answer", request_body="{}")
    async with opened(path) as archive:
        await archive.save_conversation(talk)
        await archive.save_message(answer)
        await archive.cache_put("models:x", b"[]", 7)
    async with opened(path) as archive:
        assert await archive.conversation(talk.id) == talk
        (loaded,) = await archive.messages(talk.id)
        assert loaded.text == "answer"
        assert await archive.request_body(answer.id) == "{}"
        assert await archive.cache_get("models:x") == (b"[]", 7)
        assert [
            hit.message_id for hit in (await archive.searches.page(query_of("answer"))).hits
        ] == [answer.id]


async def test_a_stream_ends_in_one_finished_message(tmp_path: Path) -> None:
    async with opened(tmp_path / "archive.db") as archive:
        talk = conversation()
        await archive.save_conversation(talk)
        answer = Message("a", talk.id, Role.ASSISTANT, state=MessageState.STREAMING)
        await archive.save_message(answer)
        for piece in ("one ", "two ", "three"):
            await archive.append_stream("a", piece, "")
        done = msgspec.structs.replace(answer, text="one two three", state=MessageState.COMPLETE)
        await archive.save_message(done)
        assert await archive.messages(talk.id) == [done]


async def test_a_deleted_message_can_be_restored(tmp_path: Path) -> None:
    async with opened(tmp_path / "archive.db") as archive:
        talk = conversation()
        await archive.save_conversation(talk)
        item = message(talk.id, "words")
        await archive.save_message(item)
        await archive.delete_messages([item.id])
        assert await archive.messages(talk.id) == []
        await archive.restore_messages([item.id])
        assert await archive.messages(talk.id) == [item]


async def test_what_is_in_the_trash_is_not_counted(tmp_path: Path) -> None:
    async with opened(tmp_path / "archive.db") as archive:
        for deleted_us in (None, None, 5):
            talk = msgspec.structs.replace(conversation(), deleted_us=deleted_us)
            await archive.save_conversation(talk)
        assert await archive.conversation_count() == 2


async def test_many_at_once_neither_block_nor_mix(tmp_path: Path) -> None:
    async with opened(tmp_path / "archive.db") as archive:
        talks = [conversation(f"talk {number}") for number in range(10)]
        await asyncio.gather(*(archive.save_conversation(talk) for talk in talks))
        await asyncio.gather(
            *(
                archive.save_message(message(talk.id, talk.title))
                for talk in talks
                for _ in range(5)
            )
        )
        loaded = await asyncio.gather(*(archive.messages(talk.id) for talk in talks))
        assert [{item.text for item in items} for items in loaded] == [
            {talk.title} for talk in talks
        ]
        assert (await archive.check()).is_sound


async def test_reading_does_not_wait_for_writing(tmp_path: Path) -> None:
    async with opened(tmp_path / "archive.db") as archive:
        talk = conversation("listed")
        await archive.save_conversation(talk)
        writes = [
            asyncio.ensure_future(archive.save_message(message(talk.id, "words " * 5000)))
            for _ in range(40)
        ]
        assert [item.title for item in await archive.conversations(limit=9)] == ["listed"]
        assert not all(write.done() for write in writes)
        await asyncio.gather(*writes)
