"""A conversation is exported as a PDF or printed, whole or not at all; what fails is said."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.ui.dialogs.progress import ProgressDialog
from desktop_chat.ui.dialogs.save_file import SaveDialog

LONG = "\n\n".join(f"Paragraph {n} of many." for n in range(400))


async def export(opened: Desktop, path: Path) -> None:
    """Begin to export what is on screen."""
    opened.window.run("conversation.export_pdf")
    (dialog,) = opened.window.findChildren(SaveDialog)
    assert dialog.selectedFiles()[0].endswith(".pdf")
    dialog.chosen.emit(path)
    dialog.close()


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def running(opened: Desktop) -> list[str]:
    return [name for name in opened.opened.services.tasks.running if name.startswith("write:")]


async def test_a_pdf_is_written_and_that_is_said(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("Hello"))) as opened:
        await opened.say("Hi")
        await export(opened, tmp_path / "out.pdf")
        await opened.settled()
        assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
        assert opened.opened.services.notices.history[-1].text.startswith("Exported to")


async def test_a_place_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with desktop(ScriptedTransport(says("Hello"))) as opened:
        await opened.say("Hi")
        await export(opened, tmp_path / "file" / "out.pdf")
        await opened.settled()
        assert "cannot be written" in opened.window.chat.notice_bar.text


async def test_a_full_disk_is_told_and_the_older_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "out.pdf"
    file.write_bytes(b"old")
    async with desktop(ScriptedTransport(says(LONG))) as opened:
        await opened.say("Hi")
        await export(opened, file)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
        try:
            await opened.until(lambda: not running(opened))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        await opened.settled()
        assert "cannot be written" in opened.window.chat.notice_bar.text
    assert file.read_bytes() == b"old"
    assert names_in(tmp_path) == ["out.pdf"]


async def test_an_export_can_be_cancelled_and_leaves_nothing(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says(LONG * 8))) as opened:
        await opened.say("Hi")
        await export(opened, tmp_path / "out.pdf")
        found: list[ProgressDialog] = []

        def has_dialog() -> bool:
            found[:] = opened.window.findChildren(ProgressDialog)
            return bool(found)

        await opened.until(has_dialog)
        found[0].reject()
        await opened.until(lambda: not running(opened))
        await opened.settled()
    assert names_in(tmp_path) == []


async def test_a_short_job_shows_no_progress(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("Hello"))) as opened:
        await opened.say("Hi")
        seen: list[bool] = []
        await export(opened, tmp_path / "out.pdf")

        def has_ended() -> bool:
            seen.extend(d.isVisible() for d in opened.window.findChildren(ProgressDialog))
            return not running(opened)

        await opened.until(has_ended)
        assert not any(seen)


def printing_to(path: Path) -> Callable[[QPrintDialog], None]:
    def accept(dialog: QPrintDialog) -> None:
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        QDialog.accept(dialog)

    return accept


async def test_the_systems_dialog_asks_for_a_printer_which_then_gets_the_pages(
    tmp_path: Path,
) -> None:
    async with desktop(ScriptedTransport(says("Hello"))) as opened:
        await opened.say("Hi")
        opened.window.run("conversation.print")
        (dialog,) = opened.window.findChildren(QPrintDialog)
        printing_to(tmp_path / "out.pdf")(dialog)
        await opened.until(lambda: not running(opened))
        await opened.settled()
        assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
        assert opened.opened.services.notices.history[-1].text.startswith("Sent to")


def test_the_library_for_printers_is_not_loaded_with_the_window() -> None:
    code = "import sys, desktop_chat.ui.main_window; print('PySide6.QtPrintSupport' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "False"
