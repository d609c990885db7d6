"""The window of backups: the list, a new one, and the two ways to put one back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QProgressBar, QWidget

from desktop_chat.app.backups import Backups
from desktop_chat.app.services import Services
from desktop_chat.archive.backups import BackupFile, BackupStopped
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.core.figures import count_text
from desktop_chat.errors import AppError, Locked
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.open_file import OpenDialog
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.encryption.unlock_dialog import UnlockDialog
from desktop_chat.ui.imports.audit import day_and_time
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.second_window import browse
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.entry_list import Entry, EntryList
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle

_SIZE = QSize(680, 560)
_FOLLOW_MS = 100


class BackupsDialog(Dialog):
    """Lists the backups of the folder, the newest first.

    Args:
        theme: The colours and sizes.
        services: Run what takes time.
        backups: Those of the archive.
    """

    def __init__(
        self, theme: Theme, services: Services, backups: Backups, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Backups"))
        self._theme = theme
        self._services = services
        self._backups = backups
        self._found: dict[str, BackupFile] = {}
        self.folder = ElidedLabel(theme, "", TextStyle.SMALL, "text_2")
        self.list = EntryList(theme, self.tr("Backups"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("frame", "field")
        self.said = Sentence(theme)
        self.empty = Label(theme, self.tr("There is no backup here yet."), TextStyle.BODY, "text_2")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = TextButton(theme, self.tr("Cancel"))
        self.write = TextButton(theme, self.tr("Back up now"), drawing="archive")
        self.open_folder = TextButton(theme, self.tr("Open folder"), drawing="folder-open")
        self.choose = TextButton(theme, self.tr("Change folder…"))
        self.look = TextButton(theme, self.tr("Look inside"), drawing="eye")
        self.merge = TextButton(theme, self.tr("Add what is missing"))
        self.whole = TextButton(
            theme, self.tr("Put back"), ButtonKind.PRIMARY, drawing="archive-restore"
        )
        self.other = TextButton(theme, self.tr("Another file…"), ButtonKind.FLAT)
        self._follow = QTimer(self, interval=_FOLLOW_MS)
        self._build()
        self._join()
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self._show_job()
        self._do(self._read())

    @property
    def _chosen(self) -> Path | None:
        chosen = self.list.chosen
        return self._found[chosen.id].path if chosen is not None else None

    def _build(self) -> None:
        px = self._theme.px
        top = QHBoxLayout()
        top.setSpacing(px(8))
        for button in (self.write, self.open_folder, self.choose):
            top.addWidget(button)
        top.addStretch(1)
        self.content.addLayout(top)
        self.content.addWidget(self.folder)
        self.content.addWidget(self.said)
        self.content.addWidget(self.empty)
        self.content.addWidget(self.list, 1)
        about = Label(
            self._theme,
            self.tr(
                "Before a backup is put back, what is here now is backed up, so that it can be put "
                "back as well. Adding what is missing changes nothing that is here."
            ),
            TextStyle.SMALL,
            "text_2",
        )
        about.setWordWrap(True)
        self.content.addWidget(about)
        self.content.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, px(8), 0, 0)
        foot.setSpacing(px(8))
        foot.addWidget(self.other)
        foot.addStretch(1)
        for button in (self.stop, self.look, self.merge, self.whole):
            foot.addWidget(button)
        self.content.addLayout(foot)

    def _join(self) -> None:
        self.write.clicked.connect(lambda: self._do(self._write()))
        self.stop.clicked.connect(self._backups.stop)
        self.look.clicked.connect(self._look_inside)
        self.whole.clicked.connect(lambda: self._restore(self._chosen, is_whole=True))
        self.merge.clicked.connect(lambda: self._restore(self._chosen, is_whole=False))
        self.other.clicked.connect(self._ask_for_file)
        self.choose.clicked.connect(self._ask_for_folder)
        self.open_folder.clicked.connect(self._open_folder)
        self.list.currentItemChanged.connect(lambda *_: self._show_job())
        self._follow.timeout.connect(self._show_job)
        disconnect = self._backups.changed.connect(lambda _: self._show_job())
        self.finished.connect(lambda _: disconnect())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        start_for(self, self._services.tasks, "backups", self._told(work))

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except BackupStopped:
            self.said.say(self.tr("Cancelled; nothing has changed."), "", "text_2", "info")
        except AppError as error:
            self.said.say_error(error)

    async def _read(self) -> None:
        found, damaged = await self._backups.list(), await self._backups.damaged()
        await asyncio.sleep(0)
        self.folder.setText(str(self._backups.folder))
        self._found = {str(each.path): each for each in found}
        self.list.clear()
        for each in found:
            size = QLocale().formattedDataSize(each.size)
            self.list.add(Entry(str(each.path), day_and_time(each.taken_us), size))
        for path in damaged:
            self._found[str(path)] = BackupFile(path, 0, 0)
            words = self.tr("Damaged archive, kept aside: what can be read of it can be added")
            self.list.add(Entry(str(path), path.name, words))
        if self._found:
            self.list.setCurrentRow(0)
        self.empty.setVisible(not self._found)
        self._show_job()

    async def _write(self) -> None:
        written = await self._backups.write()
        size = QLocale().formattedDataSize(written.size)
        said = self.tr("Backed up and checked: {0}.").format(size)
        self.said.say(said, "", "success", "circle-check")
        await self._read()

    def _restore(self, backup: Path | None, *, is_whole: bool) -> None:
        if backup is not None:
            self._do(self._put_back(backup) if is_whole else self._add_missing(backup))

    async def _put_back(self, backup: Path, key: ArchiveKey | None = None) -> None:
        try:
            before = await self._backups.restore_whole(backup, key)
        except Locked:
            self._unlock(backup, self._put_back)
            return
        said = self.tr("Put back. What was here before is the newest backup: {0}.")
        said = said.format(day_and_time(before.taken_us))
        self.said.say(said, "", "success", "circle-check")
        await self._read()

    async def _add_missing(self, backup: Path, key: ArchiveKey | None = None) -> None:
        try:
            report, _ = await self._backups.restore_merge(backup, key)
        except Locked:
            self._unlock(backup, self._add_missing)
            return
        added, known = report.total("added"), report.total("known")
        said = self.tr("{0} messages added, {1} were here already.")
        said = said.format(count_text(added), count_text(known))
        more = self.tr("It can be undone under Import.")
        if report.left_out:
            more = self.tr("What cannot be read is listed under Import.")
        self.said.say(said, more, "success", "circle-check")
        await self._read()

    def _unlock(
        self, backup: Path, act: Callable[[Path, ArchiveKey], Coroutine[Any, Any, None]]
    ) -> None:
        """Ask what opens a backup that is encrypted with another key, then act again."""
        asking = UnlockDialog(self._theme, backup, self._services.tasks, self)
        asking.unlocked.connect(lambda key: self._do(act(backup, key)))
        asking.open()

    def _ask_for_file(self) -> None:
        dialog = OpenDialog(self.tr("Choose a backup"), self.tr("Backups (*.db)"), self)
        dialog.chosen.connect(self._take_other)
        dialog.open()

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Where backups go"), str(self._backups.folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.accepted.connect(lambda: self._do(self._change_folder(dialog.selectedFiles()[0])))
        dialog.open()

    async def _change_folder(self, folder: str) -> None:
        self._backups.set_folder(Path(folder))
        await self._read()

    def _take_other(self, path: Path) -> None:
        entry = Entry(str(path), path.name, str(path.parent))
        self._found[entry.id] = BackupFile(path, 0, 0)
        self.list.add(entry, is_chosen=True)
        self.empty.hide()

    def _look_inside(self) -> None:
        if self._chosen is None:
            return
        if not browse(self._chosen):
            said = self.tr("A second window cannot be opened.")
            self.said.say(said, "", "danger", "circle-alert")

    def _open_folder(self) -> None:
        folder = self._backups.folder
        while not folder.exists():
            folder = folder.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _show_job(self) -> None:
        job = self._backups.job
        self.bar.setVisible(job is not None)
        self.stop.setVisible(job is not None)
        is_writable = not self._services.archive.is_read_only
        chosen = self._chosen
        is_ready = job is None and is_writable and chosen is not None
        self.merge.setEnabled(is_ready)
        self.look.setEnabled(chosen is not None and ".damaged-" not in chosen.name)
        # What is damaged can only be added to what is here.
        self.whole.setEnabled(is_ready and ".damaged-" not in (chosen or Path()).name)
        self.write.setEnabled(job is None)
        if job is None:
            self._follow.stop()
            return
        self._follow.start()
        self.bar.setRange(0, job.total)
        self.bar.setValue(job.done)
        self.stop.setEnabled(not job.is_stopped)
