"""A backup is written and put back by clicks; what fails is said and changes nothing."""

from __future__ import annotations

from pathlib import Path

import apsw
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.app.notices import Notice, Severity
from desktop_chat.core.conversation import Conversation
from desktop_chat.ui.backups.dialog import BackupsDialog


async def fill(opened: Desktop, *titles: str) -> None:
    now_us = opened.opened.services.clock()
    for title in titles:
        head = Conversation(title, title=title, updated_us=now_us)
        await opened.opened.services.archive.save_conversation(head)
    await opened.opened.conversations.reload()


async def shown(opened: Desktop) -> BackupsDialog:
    opened.window.run("archive.backups")
    (dialog,) = opened.window.findChildren(BackupsDialog)
    await opened.settled()
    return dialog


def titles(opened: Desktop) -> set[str]:
    return {head.title for head in opened.opened.conversations.listed}


async def test_backing_up_and_putting_back_are_a_click_each(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        await fill(opened, "a")
        dialog = await shown(opened)
        assert dialog.empty.isVisible()
        assert not dialog.whole.isEnabled()
        dialog.write.click()
        await opened.settled()
        assert dialog.said.text.startswith("Backed up and checked")
        await fill(opened, "b")
        dialog.whole.click()
        await opened.settled()
        assert dialog.said.text.startswith("Put back.")
        assert titles(opened) == {"a"}
        assert len(dialog.list.entries) == 2
        dialog.list.setCurrentRow(0)
        dialog.whole.click()
        await opened.settled()
        assert titles(opened) == {"a", "b"}


async def test_what_is_missing_is_added_from_another_file(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(), tmp_path / "other") as opened:
        await fill(opened, "theirs")
        backups = opened.opened.conversations.backups
        file = (await backups.write(tmp_path / "kept")).path
    async with desktop(ScriptedTransport(), tmp_path / "mine") as opened:
        await fill(opened, "mine")
        dialog = await shown(opened)
        dialog._take_other(file)  # noqa: SLF001 - a file dialog stands before it
        dialog.merge.click()
        await opened.settled()
        assert titles(opened) == {"mine", "theirs"}
        assert dialog.said.text.startswith("0 messages added")


async def test_the_conversation_on_screen_is_that_of_the_backup(tmp_path: Path) -> None:
    transport = ScriptedTransport(says("one"), says("two"))
    async with desktop(transport, tmp_path) as opened:
        await opened.say("first")
        dialog = await shown(opened)
        dialog.write.click()
        await opened.settled()
        opened.session.send("second")
        await opened.opened.ended(opened.session)
        await opened.settled()
        assert len(opened.texts) == 4
        dialog.whole.click()
        await opened.settled()
        assert opened.texts == ["first", "one"]


async def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        await fill(opened, "a")
        (tmp_path / "backups").write_text("in the way")
        dialog = await shown(opened)
        dialog.write.click()
        await opened.settled()
        assert dialog.said.text
        assert titles(opened) == {"a"}


async def test_a_damaged_file_is_said_and_changes_nothing(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        await fill(opened, "a")
        damaged = tmp_path / "damaged.db"
        damaged.write_text("hello " * 999)
        dialog = await shown(opened)
        dialog._take_other(damaged)  # noqa: SLF001 - a file dialog stands before it
        dialog.whole.click()
        await opened.settled()
        assert "damaged" in dialog.said.text
        assert titles(opened) == {"a"}


async def test_the_notice_of_a_damaged_archive_leads_there() -> None:
    async with desktop(ScriptedTransport()) as opened:
        backups = opened.opened.conversations.backups
        act = lambda: backups.wanted.emit(None)  # noqa: E731
        notice = Notice(Severity.ERROR, "The archive is damaged.", "", "Restore a backup…", act)
        opened.opened.services.notices.add(notice)
        act()
        await opened.settled()
        assert len(opened.window.findChildren(BackupsDialog)) == 1


async def test_a_check_says_that_all_is_sound_or_leads_to_the_backups(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("one")), tmp_path) as opened:
        await opened.say("first")
        opened.window.run("archive.check")
        await opened.settled()
        notices = opened.opened.services.notices
        assert notices.history[-1].text == "The archive is sound: 1 conversations, 2 messages."
        connection = apsw.Connection(str(tmp_path / "archive.db"))
        connection.execute("UPDATE messages SET text = 'changed' WHERE role = 'assistant'")
        connection.close()
        opened.window.run("archive.check")
        await opened.settled()
        assert "damaged" in notices.history[-1].text
        act = notices.history[-1].action
        assert act is not None
        act()
        await opened.settled()
        assert len(opened.window.findChildren(BackupsDialog)) == 1
