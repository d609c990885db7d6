"""The window of imports: a new one, the one under way, and the audits of those before."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QWidget
from typing_extensions import override

from desktop_chat.app.export_files import write_file
from desktop_chat.app.import_report import ImportReport, written
from desktop_chat.app.imports import Imports
from desktop_chat.app.services import Services
from desktop_chat.archive.imports import ImportHead
from desktop_chat.core.figures import count_text
from desktop_chat.core.file_names import file_stem
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError
from desktop_chat.formats.registry import IMPORTS
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.open_file import OpenDialog
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.imports.audit import AuditPage, day_and_time
from desktop_chat.ui.imports.drops import dropped_paths
from desktop_chat.ui.imports.pages import RunningPage, StartPage
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.entry_list import Entry, EntryList

_SIZE = QSize(860, 620)
_LIST_WIDTH = 232
_FOLLOW_MS = 100


class ImportsDialog(Dialog):
    """Imports by their time, the newest first, below a new one.

    Args:
        theme: The colours and sizes.
        services: Run what takes time, and are told what failed.
        imports: Those under way and kept.
    """

    def __init__(
        self, theme: Theme, services: Services, imports: Imports, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Import"))
        self.setAcceptDrops(True)
        self._services = services
        self._imports = imports
        self._heads: dict[str, ImportHead] = {}
        self._report: ImportReport | None = None
        self._wants_newest = False
        self._remarks: dict[str, str] = {}
        self.list = EntryList(theme, self.tr("Imports"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setFixedWidth(theme.px(_LIST_WIDTH))
        self.list.add(self._new_entry, is_chosen=True)
        self.start_page = StartPage(theme, [known.title for known in IMPORTS])
        self.running_page = RunningPage(theme)
        self.audit = AuditPage(theme)
        self._pages = QStackedWidget()
        for page in (self.start_page, self.running_page, self.audit):
            self._pages.addWidget(page)
        row = QHBoxLayout()
        row.setSpacing(theme.px(24))
        row.addWidget(self.list)
        row.addWidget(self._pages, 1)
        self.content.addLayout(row, 1)
        # What is told for each of thousands of conversations need not be painted each time.
        self._follow = QTimer(self, interval=_FOLLOW_MS, singleShot=True)
        self._join()
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self._show_running()
        self._do(self._read())

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.begin(*paths)

    def begin(self, path: Path, *more: Path) -> None:
        """Begin to import files or folders one after the other, and show how far it is."""
        if self._services.notices.attempt(lambda: self._imports.start(path, *more)):
            self.list.setCurrentRow(0)
            self._show_running()

    @property
    def _new_entry(self) -> Entry:
        running = self._imports.running
        if running is None:
            return Entry("", self.tr("New import"), self.tr("File, folder or ZIP"))
        name = plain_line(running.source.name)
        count = self.tr("{0} conversations read").format(count_text(running.conversations))
        if running.waiting:
            count += " · " + self.tr("{0} waiting").format(count_text(running.waiting))
        return Entry("", self.tr("Importing {0}").format(name), count)

    def _join(self) -> None:
        self._follow.timeout.connect(self._show_running)
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.start_page.file_wanted.connect(self._ask_for_file)
        self.start_page.folder_wanted.connect(self._ask_for_folder)
        self.running_page.stop_wanted.connect(self._imports.stop)
        self.audit.save_wanted.connect(self._ask_where)
        self.audit.undo_wanted.connect(lambda: self._do(self._undo(self._chosen_id)))
        self.audit.done.connect(self.accept)
        for disconnect in (
            self._imports.changed.connect(lambda _: self._note_change()),
            self._imports.ended.connect(lambda _: self._note_end()),
        ):
            self.finished.connect(lambda _, done=disconnect: done())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        start_for(self, self._services.tasks, "imports", work)

    @property
    def _chosen_id(self) -> str:
        chosen = self.list.chosen
        return chosen.id if chosen is not None else ""

    def _note_change(self) -> None:
        if not self._follow.isActive():
            self._follow.start()

    def _note_end(self) -> None:
        self._wants_newest = not self._chosen_id and self._imports.running is None
        self._do(self._read())

    def _show_running(self) -> None:
        self.list.change(0, self._new_entry)
        running = self._imports.running
        if running is not None:
            self.running_page.show_running(running)
        if not self._chosen_id:
            self._pages.setCurrentWidget(self.running_page if running else self.start_page)

    async def _read(self) -> None:
        heads = await self._imports.page()
        chosen, self._heads = self._chosen_id, {head.id: head for head in heads}
        while self.list.count() > 1:
            self.list.takeItem(1)
        for head in heads:
            self.list.add(self._entry(head))
        if self._wants_newest and heads:
            self._wants_newest, chosen = False, heads[0].id
        self.list.choose(chosen)

    def _entry(self, head: ImportHead) -> Entry:
        state = self.tr("{0} messages").format(count_text(head.added))
        if head.undone_us is not None:
            state = self.tr("taken back")
        elif not head.is_finished:
            state = self.tr("not finished")
        name = plain_line(Path(head.source).name)
        return Entry(head.id, name, f"{day_and_time(head.started_us)} · {state}")

    def _show_chosen(self) -> None:
        if self._chosen_id:
            self._do(self._show_audit(self._chosen_id))
        else:
            self._show_running()

    async def _show_audit(self, import_id: str) -> None:
        report = await self._imports.report(import_id)
        await asyncio.sleep(0)
        if import_id == self._chosen_id and import_id in self._heads:
            self._report = report
            remark = self._remarks.get(import_id, "")
            self.audit.show_import(self._heads[import_id], report, remark)
            self._pages.setCurrentWidget(self.audit)
            if not self.list.hasFocus():
                self.audit.close_button.setFocus()

    async def _undo(self, import_id: str) -> None:
        self.audit.undo.setEnabled(False)
        done = await self._imports.undo(import_id)
        await asyncio.sleep(0)
        remark = self.tr("Taken back: {0} messages. Importing the same again restores them.")
        remark = remark.format(count_text(done.deleted))
        if done.kept:
            kept = self.tr("{0} stay, because they were changed or continued since.")
            remark = f"{remark} {kept.format(count_text(done.kept))}"
        self._remarks[import_id] = remark
        await self._read()

    def _ask_for_file(self) -> None:
        filters = self.tr("Exports (*.json *.jsonl *.zip *.db);;All files (*)")
        dialog = OpenDialog(self.tr("Import file"), filters, self)
        dialog.chosen.connect(self.begin)
        dialog.open()

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Import folder"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.accepted.connect(lambda: self.begin(Path(dialog.selectedFiles()[0])))
        dialog.open()

    def _ask_where(self) -> None:
        if self._report is None:
            return
        name = file_stem(Path(self._report.source).stem, self.tr("import"))
        dialog = SaveDialog(self.tr("Save report"), f"{name} report.txt", self)
        report = self._report
        dialog.chosen.connect(lambda path: self._do(self._write(path, report)))
        dialog.open()

    async def _write(self, path: Path, report: ImportReport) -> None:
        text = written([report], is_json=path.suffix == ".json")
        try:
            await asyncio.to_thread(write_file, path, text)
        except AppError as error:
            self.audit.say(f"{error.text} {error.advice}".strip())
        else:
            self.audit.say(self.tr("Report saved as {0}.").format(path))
