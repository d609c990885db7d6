"""A backup a day by itself, a warning where none can be written, none lost by a restore."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from support.experiments import experiment
from support.program import Program, program
from support.scripted import ScriptedTransport, says

from desktop_chat.app.backups import DAY_US, Backups
from desktop_chat.archive.backups import BackupStopped
from desktop_chat.core.conversation import Conversation
from desktop_chat.errors import ArchiveError, UsageError


async def fill(opened: Program, *titles: str) -> None:
    for title in titles:
        await opened.services.archive.save_conversation(Conversation(title, title=title))
    await opened.conversations.reload()


def setting(opened: Program, **changes: object) -> None:
    """Change settings of the backups."""
    settings = opened.services.settings.settings
    backups = msgspec.structs.replace(settings.backups, **changes)
    opened.services.settings.update(msgspec.structs.replace(settings, backups=backups))


def shown(opened: Program) -> set[str]:
    return {head.title for head in opened.conversations.listed}


def backups_of(opened: Program) -> Backups:
    return opened.conversations.backups


async def test_one_is_written_a_day_and_none_of_an_empty_archive(tmp_path: Path) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        backups = backups_of(opened)
        assert await backups.write_if_due() is None
        await fill(opened, "a")
        written = await backups.write_if_due()
        assert written is not None
        assert written.path.parent == tmp_path / "backups"
        assert await backups.write_if_due() is None
        old = written.path.with_name("desktop-chat-20200101T000000Z.db")
        written.path.rename(old)
        assert await backups.write_if_due() is not None
        assert len(await backups.list()) == 2


async def test_each_profile_has_its_own_day_in_a_folder_that_they_share(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    for profile in ("one", "two"):
        async with program(ScriptedTransport(), tmp_path / profile) as opened:
            setting(opened, folder=str(shared))
            await fill(opened, profile)
            assert await backups_of(opened).write_if_due() is not None
            assert await backups_of(opened).write_if_due() is None
    assert len(list(shared.glob("*.db"))) == 2


async def test_it_is_not_written_where_that_was_turned_off(tmp_path: Path) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        await fill(opened, "a")
        setting(opened, daily=False)
        assert await backups_of(opened).write_if_due() is None
        setting(opened, daily=True)
        (tmp_path / "elsewhere").mkdir()
        setting(opened, folder=str(tmp_path / "elsewhere"))
        written = await backups_of(opened).write_if_due()
        assert written is not None
        assert written.path.parent == tmp_path / "elsewhere"


async def test_what_cannot_be_written_is_told_once_with_the_age_of_the_last(
    tmp_path: Path,
) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        await fill(opened, "a")
        (tmp_path / "file").write_text("")
        setting(opened, folder=str(tmp_path / "file"))
        for _ in range(3):
            assert await backups_of(opened).write_if_due() is None
        (told,) = opened.services.notices.history
        assert told.text.startswith("No backup could be written to")
        assert told.advice.startswith("There is no backup yet.")


async def test_a_whole_restore_keeps_what_was_there_before(tmp_path: Path) -> None:
    async with program(ScriptedTransport(says("x")), tmp_path) as opened:
        await fill(opened, "a", "b")
        session = await opened.conversations.open("b")
        first = await backups_of(opened).write()
        await fill(opened, "c")
        before = await backups_of(opened).restore_whole(first.path)
        assert shown(opened) == {"a", "b"}
        assert await opened.conversations.open("b") is not session
        await backups_of(opened).restore_whole(before.path)
        assert shown(opened) == {"a", "b", "c"}


async def test_a_restore_never_thins_away_what_it_restores(tmp_path: Path) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        await fill(opened, "a")
        first = await backups_of(opened).write()
        older = first.path.with_name("desktop-chat-20260101T000000Z.db")
        first.path.rename(older)
        (older.with_name("desktop-chat-20260101T010000Z.db")).write_bytes(older.read_bytes())
        await fill(opened, "b")
        await backups_of(opened).restore_whole(older)
        assert shown(opened) == {"a"}
        assert len(await backups_of(opened).list()) == 3


async def test_a_merge_adds_and_is_taken_back_like_an_import(tmp_path: Path) -> None:
    async with program(ScriptedTransport(says("x")), tmp_path) as opened:
        session = opened.session()
        session.send("question")
        await opened.ended(session)
        await opened.settled()
        first = await backups_of(opened).write()
        await opened.services.archive.places.change(
            [session.id], lambda head: Conversation(head.id, deleted_us=1)
        )
        await opened.services.archive.places.remove(session.id)
        await fill(opened, "new")
        report, _ = await backups_of(opened).restore_merge(first.path)
        assert shown(opened) == {"new", "question"}
        assert report.is_whole
        assert report.total("added") == 2
        again, _ = await backups_of(opened).restore_merge(first.path)
        assert (again.total("added"), again.total("known")) == (0, 2)
        await opened.conversations.imports.undo(report.import_id)
        assert shown(opened) == {"new"}


async def test_a_merge_taken_back_takes_its_experiments_along(tmp_path: Path) -> None:
    async with program(ScriptedTransport(), tmp_path / "other") as opened:
        await fill(opened, "theirs")
        quiet, busy = experiment(), experiment()
        for head in (quiet, busy):
            await opened.services.archive.save_experiment(head)
        file = (await backups_of(opened).write()).path
    async with program(ScriptedTransport(), tmp_path / "mine") as opened:
        archive, imports = opened.services.archive, opened.conversations.imports
        own = experiment()
        await archive.save_experiment(own)
        report, _ = await backups_of(opened).restore_merge(file)
        later_us = report.ended_us + 1
        await archive.save_experiment(msgspec.structs.replace(busy, updated_us=later_us))
        await imports.undo(report.import_id)
        listed = {head.id for head in await archive.experiments(limit=9)}
        assert listed == {own.id, busy.id}
        again, _ = await backups_of(opened).restore_merge(file)
        assert again.experiments == (quiet.id,)
        assert len(await archive.experiments(limit=9)) == 3
        await archive.delete_experiment(own.id)
        await archive.delete_experiment(busy.id)
        assert (await backups_of(opened).restore_merge(file))[0].experiments == ()
        assert [head.id for head in await archive.experiments(limit=9)] == [quiet.id]


@pytest.mark.parametrize("content", [b"", b"hello" * 999])
async def test_what_is_no_backup_changes_nothing(tmp_path: Path, content: bytes) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        await fill(opened, "a")
        (tmp_path / "no.db").write_bytes(content)
        with pytest.raises(ArchiveError):
            await backups_of(opened).restore_whole(tmp_path / "no.db")
        with pytest.raises(ArchiveError):
            await backups_of(opened).restore_merge(tmp_path / "gone.db")
        assert shown(opened) == {"a"}
        assert await backups_of(opened).list() == []


async def test_one_job_at_a_time_and_it_can_be_stopped(tmp_path: Path) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        await fill(opened, *(f"{number} " + "long " * 5_000 for number in range(80)))
        backups = backups_of(opened)
        refused: list[Exception] = []

        async def second() -> None:
            try:
                await backups.write()
            except UsageError as error:
                refused.append(error)

        def begin(_change: None) -> None:
            if backups.job is not None and not refused:
                opened.services.tasks.start("second", second())
                backups.stop()

        backups.changed.connect(begin)
        with pytest.raises(BackupStopped):
            await backups.write()
        await opened.settled()
        assert len(refused) <= 1
        assert backups.job is None
        assert await backups.list() == []


def test_a_day_has_all_its_microseconds() -> None:
    assert DAY_US == 86_400_000_000


async def test_a_backup_of_the_future_and_a_missing_disk_do_not_stop_it_silently(
    tmp_path: Path,
) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        await fill(opened, "a")
        (tmp_path / "backups").mkdir()
        (tmp_path / "backups" / "desktop-chat-21000101T000000Z.db").write_text("")
        assert await backups_of(opened).write_if_due() is not None
        setting(opened, folder=str(tmp_path / "unplugged" / "disk"))
        assert await backups_of(opened).write_if_due() is None
        assert "is not there" in opened.services.notices.history[-1].text
        assert not (tmp_path / "unplugged").exists()
