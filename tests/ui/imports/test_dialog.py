"""Bringing conversations in by the window: chosen, dropped, audited, taken back, gone wrong."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from support.foreign_exports import chatgpt, chatgpt_node
from support.window import Desktop, desktop

from desktop_chat.ui.dialogs.open_file import OpenDialog
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.imports.dialog import ImportsDialog
from desktop_chat.ui.widgets.labels import Label


def export(path: Path, *texts: str, broken: bool = False) -> Path:
    """Write an export of a conversation for each text."""
    talks = [
        chatgpt(
            chatgpt_node("q", "root", "user", text),
            title=text,
            id=f"c-{number}",
            conversation_id=f"c-{number}",
        )
        for number, text in enumerate(texts)
    ]
    written = msgspec.json.encode(talks)
    path.write_bytes(written[:-1] + b',{"mapping": {"a"' if broken else written)
    return path


def dialog_of(opened: Desktop) -> ImportsDialog:
    (dialog,) = opened.window.findChildren(ImportsDialog)
    return dialog


def drop_on(opened: Desktop, urls: list[str]) -> None:
    """Drop addresses on the window, as the pointer does: it is asked first."""
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    copy, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(opened.window, QDragEnterEvent(QPoint(5, 5), copy, data, button, none))
    QApplication.sendEvent(opened.window, QDropEvent(QPointF(5, 5), copy, data, button, none))


def words(dialog: ImportsDialog) -> list[str]:
    return [label.text() for label in dialog.audit.findChildren(Label) if label.isVisible()]


async def choose(opened: Desktop, path: Path) -> ImportsDialog:
    """Import a file as a person does; return the window of imports."""
    opened.window.run("archive.import")
    dialog = dialog_of(opened)
    dialog.start_page.file.click()
    (asked,) = dialog.findChildren(OpenDialog)
    asked.chosen.emit(path)
    asked.close()
    await opened.settled()
    return dialog


async def test_a_chosen_file_comes_in_and_its_audit_is_shown(tmp_path: Path) -> None:
    async with desktop() as opened:
        dialog = await choose(opened, export(tmp_path / "x.json", "One", "Two"))
        await opened.until(dialog.audit.isVisible)
        assert dialog.audit.title.text() == "Import finished: x.json"
        assert "every node accounted for" in words(dialog)
        assert not dialog.audit.gaps.isVisible()
        assert opened.window.sidebar.model.rowCount() >= 2
        assert dialog.focusWidget() is dialog.audit.close_button


async def test_what_was_not_imported_is_listed_with_its_reason(tmp_path: Path) -> None:
    async with desktop() as opened:
        dialog = await choose(opened, export(tmp_path / "x.json", "One", broken=True))
        await opened.until(dialog.audit.isVisible)
        (entry,) = dialog.audit.gaps.entries
        assert (entry.title, entry.detail) == ("x.json", "the file ends within it")


async def test_a_file_without_conversations_is_no_success(tmp_path: Path) -> None:
    async with desktop() as opened:
        path = tmp_path / "notes.txt"
        path.write_text("hello")
        dialog = await choose(opened, path)
        await opened.until(dialog.audit.isVisible)
        assert dialog.audit.state.text().startswith("No conversation of a known form")
        assert not dialog.audit.undo.isEnabled()


async def test_an_import_is_taken_back_and_says_how_much(tmp_path: Path) -> None:
    async with desktop() as opened:
        dialog = await choose(opened, export(tmp_path / "x.json", "One", "Two"))
        await opened.until(dialog.audit.isVisible)
        dialog.audit.undo.click()
        await opened.settled()
        assert dialog.audit.state.text().startswith("Taken back: 2 messages.")
        assert not dialog.audit.undo.isEnabled()
        assert opened.opened.conversations.listed == ()
        assert "taken back" in dialog.list.entries[1].detail
        assert dialog.audit.sizeHint().height() < 700


async def test_the_report_is_saved_as_text_and_as_json(tmp_path: Path) -> None:
    async with desktop() as opened:
        dialog = await choose(opened, export(tmp_path / "x.json", "One"))
        await opened.until(dialog.audit.isVisible)
        for name in ("report.txt", "report.json"):
            dialog.audit.save.click()
            asked = dialog.findChildren(SaveDialog)[-1]
            asked.chosen.emit(tmp_path / name)
            asked.close()
            await opened.settled()
        assert "The sums add up." in (tmp_path / "report.txt").read_text()
        assert msgspec.json.decode((tmp_path / "report.json").read_bytes())[0]["source"]
        (tmp_path / "file").write_text("")
        dialog.audit.save.click()
        dialog.findChildren(SaveDialog)[-1].chosen.emit(tmp_path / "file" / "r.txt")
        await opened.settled()
        assert "cannot be written" in dialog.audit.state.text()


async def test_a_drop_on_the_window_begins_an_import(tmp_path: Path) -> None:
    path = export(tmp_path / "x.json", "One")
    async with desktop() as opened:
        drop_on(opened, [str(QUrl.fromLocalFile(str(path)).toString())])
        await opened.settled()
        assert dialog_of(opened).audit.title.text() == "Import finished: x.json"


async def test_several_files_that_are_dropped_are_imported_one_after_the_other(
    tmp_path: Path,
) -> None:
    (tmp_path / "folder").mkdir()
    export(tmp_path / "folder" / "y.json", "One", "Two", "Three")
    paths = [export(tmp_path / "x.json", "One"), tmp_path / "gone.zip", tmp_path / "folder"]
    async with desktop() as opened:
        drop_on(opened, [QUrl.fromLocalFile(str(path)).toString() for path in paths])
        assert dialog_of(opened).running_page.count.text() == "0 conversations read · 2 waiting"
        await opened.settled()
        heads = await opened.opened.conversations.imports.page()
        assert [(Path(head.source).name, head.added) for head in heads] == [
            ("folder", 2),
            ("x.json", 1),
        ]
        told = [notice.text for notice in opened.opened.services.notices.history]
        assert any("gone.zip cannot be read" in text for text in told)
        assert dialog_of(opened).audit.title.text() == "Import finished: folder"


async def test_a_second_import_at_the_same_time_is_refused_in_words(tmp_path: Path) -> None:
    path = export(tmp_path / "x.json", "One")
    async with desktop() as opened:
        opened.opened.conversations.imports.start(path)
        opened.window.run("archive.import")
        dialog = dialog_of(opened)
        assert dialog.running_page.isVisible()
        dialog.begin(path)
        assert "under way" in opened.opened.services.notices.history[-1].text
        dialog.running_page.stop.click()
        await opened.settled()
        assert dialog.audit.title.text().startswith("Import")


async def test_one_that_nobody_watched_is_told_in_the_end(tmp_path: Path) -> None:
    path = export(tmp_path / "x.json", "One", "Two")
    async with desktop() as opened:
        opened.window.run("archive.import")
        dialog_of(opened).begin(path)
        dialog_of(opened).reject()
        await opened.settled()
        notice = opened.opened.services.notices.history[-1]
        assert notice.text == "Import of x.json ended: 2 messages are new."


async def test_one_that_did_not_end_says_so(tmp_path: Path) -> None:
    async with desktop() as opened:
        await opened.opened.services.archive.imports.begin("0" * 32, "gone.zip", 1)
        opened.window.run("archive.import")
        dialog = dialog_of(opened)
        await opened.settled()
        dialog.list.setCurrentRow(1)
        await opened.settled()
        assert dialog.audit.title.text() == "Import not finished: gone.zip"
        assert not dialog.audit.save.isEnabled()


@pytest.mark.parametrize("urls", [[], ["https://example.org/x"], ["file:///a", "https://b.x"]])
async def test_other_drops_are_left_alone(urls: list[str]) -> None:
    async with desktop() as opened:
        drop_on(opened, urls)
        assert not opened.window.findChildren(ImportsDialog)


async def test_the_forms_that_can_be_read_are_named_in_full_in_a_narrow_window() -> None:
    async with desktop() as opened:
        opened.window.run("archive.import")
        dialog = dialog_of(opened)
        dialog.resize(dialog.minimumSizeHint())
        await opened.settled()
        for label in dialog.start_page.findChildren(Label):
            if label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width())
