"""A conversation is exported to the chosen file in the chosen format, or it is said why not."""

from __future__ import annotations

from pathlib import Path

from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.formats.registry import EXPORTS
from desktop_chat.ui.dialogs.export import ExportDialog


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
