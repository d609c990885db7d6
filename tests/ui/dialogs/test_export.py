"""A conversation is exported to the chosen file in the chosen format, or it is said why not."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.formats.registry import EXPORTS
from desktop_chat.ui.dialogs.export import ExportDialog
from desktop_chat.ui.dialogs.progress import ProgressDialog


async def opened_dialog(opened: Desktop) -> ExportDialog:
    await opened.say("A/B: which?")
    opened.window.run("conversation.export")
    await opened.settled()
    (dialog,) = opened.window.findChildren(ExportDialog)
    return dialog


async def test_the_title_is_a_file_name_that_every_system_takes() -> None:
    async with desktop(ScriptedTransport(says("Hello"))) as opened:
        dialog = await opened_dialog(opened)
        assert Path(dialog.selectedFiles()[0]).name == "A_B_ which_.md"
        dialog.close()


async def test_the_conversation_is_written_and_that_is_said(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("Hello"))) as opened:
        dialog = await opened_dialog(opened)
        dialog.chosen.emit(tmp_path / "out.md", EXPORTS["markdown"])
        dialog.close()
        await opened.settled()
        assert "Hello" in (tmp_path / "out.md").read_text()
        assert opened.opened.services.notices.history[-1].text.startswith("Exported to")


async def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with desktop(ScriptedTransport(says("Hello"))) as opened:
        dialog = await opened_dialog(opened)
        dialog.chosen.emit(tmp_path / "file" / "out.md", EXPORTS["markdown"])
        dialog.close()
        await opened.settled()
        assert "cannot be written" in opened.window.chat.notice_bar.text


async def two(opened: Desktop) -> None:
    await opened.say("first words")
    opened.window.run("conversation.new")
    await opened.say("second words")


async def test_all_conversations_are_one_file(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await two(opened)
        opened.window.run("archive.export")
        await opened.settled()
        (dialog,) = opened.window.findChildren(ExportDialog)
        dialog.chosen.emit(tmp_path / "all.html", EXPORTS["html"])
        dialog.close()
        await opened.settled()
        text = (tmp_path / "all.html").read_text()
        assert text.count("<article") == 2
        assert not opened.window.findChildren(ProgressDialog)


async def test_those_that_are_selected_are_one_file(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await two(opened)
        ids = tuple(head.id for head in opened.opened.conversations.listed)
        opened.window.sidebar.export_requested.emit(ids)
        await opened.settled()
        (dialog,) = opened.window.findChildren(ExportDialog)
        assert Path(dialog.selectedFiles()[0]).name == "2 conversations.md"
        dialog.chosen.emit(tmp_path / "out.json", EXPORTS["json"])
        dialog.close()
        await opened.settled()
        assert len(msgspec.json.decode((tmp_path / "out.json").read_bytes())) == 2


async def test_the_shown_branch_alone_is_written(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("one"), says("two"))) as opened:
        await opened.say("question")
        opened.window.run("answer.regenerate")
        await opened.opened.ended(opened.session)
        await opened.settled()
        opened.window.run("conversation.export_branch")
        await opened.settled()
        (dialog,) = opened.window.findChildren(ExportDialog)
        dialog.chosen.emit(tmp_path / "out.json", EXPORTS["json"])
        dialog.close()
        await opened.settled()
        written = msgspec.json.decode((tmp_path / "out.json").read_bytes())
        assert [message["text"] for message in written["messages"]] == ["question", "two"]


async def test_one_message_alone_is_written(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("one"))) as opened:
        await opened.say("question")
        answer = opened.session.messages()[-1]
        opened.window.chat.transcript.action_requested.emit("message.export", answer.id)
        await opened.settled()
        (dialog,) = opened.window.findChildren(ExportDialog)
        dialog.chosen.emit(tmp_path / "out.md", EXPORTS["markdown"])
        dialog.close()
        await opened.settled()
        written = (tmp_path / "out.md").read_text()
        assert "## Assistant (m-1)\n\none\n" in written
        assert "## You" not in written


async def test_many_are_one_pdf_in_which_each_has_its_pages(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await two(opened)
        opened.window.run("archive.export")
        await opened.settled()
        (dialog,) = opened.window.findChildren(ExportDialog)
        assert dialog.nameFilters()[-1] == "PDF (*.pdf)"
        dialog.chosen.emit(tmp_path / "all.pdf", None)
        dialog.close()
        await opened.settled()
        written = (tmp_path / "all.pdf").read_bytes()
        assert written.startswith(b"%PDF-")
        assert b"/Count 2" in written
        assert opened.opened.services.notices.history[-1].text.startswith("Exported to")


async def test_an_empty_archive_has_nothing_to_export() -> None:
    async with desktop() as opened:
        opened.window.run("archive.export")
        await opened.settled()
        assert opened.window.chat.notice_bar.text.startswith("There is no conversation")
