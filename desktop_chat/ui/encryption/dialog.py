"""The window of the archive's encryption: setting it up, and what can be done once it is on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from desktop_chat.app.backups import Backups
from desktop_chat.app.encrypting import Encrypting
from desktop_chat.app.export_files import write_file
from desktop_chat.app.services import Services
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.recoding import RecodingStopped
from desktop_chat.errors import AppError, SecretError
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.printer import ask_for_printer
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.encryption.code_page import CodePage
from desktop_chat.ui.encryption.code_print import print_text
from desktop_chat.ui.encryption.forms import PassphraseForm
from desktop_chat.ui.encryption.overview import Overview
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_SIZE = QSize(520, 430)
_FOLLOW_MS = 100


class EncryptionDialog(Dialog):
    """Sets the encryption up in three steps, and changes it.

    Args:
        theme: The colours and sizes.
        services: Run what takes time.
        encrypting: What is done.
        backups: Those that may be in the clear.
        lock: Locks the archive.
    """

    def __init__(
        self,
        theme: Theme,
        services: Services,
        encrypting: Encrypting,
        backups: Backups,
        lock: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Encryption"))
        self._services = services
        self._encrypting = encrypting
        self._backups = backups
        self._lock = lock
        self._key: ArchiveKey | None = None
        self._plain: list[Path] = []
        self.pages = QStackedWidget()
        self.overview = Overview(theme)
        self.first = PassphraseForm(theme, self.tr("Next"), asks_current=False, asks_new=True)
        self.code = CodePage(theme)
        self.change = PassphraseForm(theme, self.tr("Change"), asks_new=True)
        self.reveal = PassphraseForm(theme, self.tr("Show"))
        self.take_off = PassphraseForm(theme, self.tr("Take off"))
        self.said = Sentence(theme)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = TextButton(theme, self.tr("Cancel"))
        self._follow = QTimer(self, interval=_FOLLOW_MS)
        for page in (self.overview, *self._forms, self.code):
            self.pages.addWidget(page)
        for widget in (self.said, self.pages, self.bar, self.stop):
            self.content.addWidget(widget, 1 if widget is self.pages else 0)
        self._join()
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self._show_overview()

    @property
    def _forms(self) -> tuple[PassphraseForm, ...]:
        return (self.first, self.change, self.reveal, self.take_off)

    def _join(self) -> None:
        overview = self.overview
        overview.set_up_wanted.connect(lambda: self._show_form(self.first))
        overview.change_wanted.connect(lambda: self._show_form(self.change))
        overview.code_wanted.connect(lambda: self._show_form(self.reveal))
        overview.take_off_wanted.connect(lambda: self._show_form(self.take_off))
        overview.lock_wanted.connect(self._lock)
        overview.copies_unwanted.connect(lambda: self._do(self._remove_copies()))
        overview.remember_changed.connect(lambda is_on: self._do(self._remember(is_on=is_on)))
        for form in self._forms:
            form.cancelled.connect(self._show_overview)
        self.code.cancelled.connect(self._show_overview)
        self.first.accepted.connect(self._show_new_code)
        self.code.accepted.connect(lambda: self._do(self._put_on()))
        self.code.save_wanted.connect(self._ask_where)
        self.code.print_wanted.connect(self._ask_for_printer)
        self.change.accepted.connect(lambda: self._do(self._change()))
        self.reveal.accepted.connect(lambda: self._do(self._reveal()))
        self.take_off.accepted.connect(lambda: self._do(self._take_off()))
        self.stop.clicked.connect(self._encrypting.stop)
        self._follow.timeout.connect(self._show_job)
        disconnect = self._encrypting.changed.connect(lambda _: self._show_job())
        self.finished.connect(lambda _: disconnect())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        self.said.clear()
        start_for(self, self._services.tasks, "encryption", self._told(work))

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        self.pages.setEnabled(False)
        try:
            await work
        except RecodingStopped:
            self.said.say(self.tr("Cancelled; nothing has changed."), "", "text_2", "info")
            self._show_overview()
        except AppError as error:
            self.said.say_error(error)
        finally:
            self.pages.setEnabled(True)
            self._focus()

    def _show_overview(self) -> None:
        self._key = None
        self.code.forget()
        is_on = self._encrypting.is_on
        is_read_only = self._services.archive.is_read_only
        self.overview.show_state(is_on=is_on, is_read_only=is_read_only)
        self.pages.setCurrentWidget(self.overview)
        self._focus()
        self._show_job()
        start_for(self, self._services.tasks, "keyring", self._learn())

    def _focus(self) -> None:
        page = self.pages.currentWidget()
        if isinstance(page, PassphraseForm):
            page.fields[0].setFocus()
        elif page is self.overview:
            is_on = self._encrypting.is_on
            (self.overview.lock if is_on else self.overview.set_up).setFocus()

    def _show_form(self, form: PassphraseForm) -> None:
        self.said.clear()
        self.pages.setCurrentWidget(form)
        form.begin()

    def _show_new_code(self) -> None:
        self._key = ArchiveKey.new()
        self.code.show_code(self._key.code, is_new=True)
        self.pages.setCurrentWidget(self.code)

    async def _learn(self) -> None:
        unlocking = self._encrypting.unlocking
        keyring = await unlocking.keyring()
        is_on = self._encrypting.is_on
        found = await self._backups.list() if is_on else []
        self._plain = await self._encrypting.plain_copies(found) if is_on else []
        self.overview.show_copies(self._plain)
        is_remembered = is_on and await unlocking.remembered() is not None
        self.overview.show_keyring(keyring, is_remembered=is_remembered, is_on=is_on)

    async def _put_on(self) -> None:
        if self._key is None:
            return
        await self._encrypting.put_on(self._key, self.first.new.text())
        self._end(self.tr("Encrypted."))

    async def _take_off(self) -> None:
        await self._encrypting.take_off(self.take_off.current.text())
        self._end(self.tr("The archive is readable without a passphrase again."))

    async def _change(self) -> None:
        await self._encrypting.change_passphrase(self.change.current.text(), self.change.new.text())
        self._end(
            self.tr("The new passphrase opens the archive. Backups made before keep the old one.")
        )

    async def _reveal(self) -> None:
        code = await self._encrypting.recovery_code(self.reveal.current.text())
        self.reveal.begin()
        self.code.show_code(code, is_new=False)
        self.pages.setCurrentWidget(self.code)

    async def _remember(self, *, is_on: bool) -> None:
        try:
            await self._encrypting.remember(is_remembered=is_on)
        except SecretError:
            self.overview.remember.setChecked(not is_on)
            raise

    async def _remove_copies(self) -> None:
        await self._backups.write()
        await self._encrypting.remove_copies(self._plain)
        self._end(self.tr("Backed up, encrypted; the older copies are deleted."))

    def _end(self, words: str) -> None:
        for form in self._forms:
            form.begin()
        self._show_overview()
        self.said.say(words, "", "success", "circle-check")

    def _ask_where(self) -> None:
        dialog = SaveDialog(
            self.tr("Save the recovery code"), "desktop-chat-recovery-code.txt", self
        )
        dialog.chosen.connect(self._save)
        dialog.open()

    def _save(self, path: Path) -> None:
        self._do(self._saved(path, self._sheet()))

    def _sheet(self) -> str:
        words = self.tr("Recovery code of the archive {0}:")
        archive = self._services.archive.path
        return f"Desktop Chat\n{words.format(archive)}\n\n{self.code.text}\n"

    def _ask_for_printer(self) -> None:
        sheet = self._sheet()

        def put_on(printer: QPrinter) -> None:
            self._do(self._printed(sheet, printer))

        ask_for_printer(self.tr("Recovery code"), self, put_on)

    async def _printed(self, sheet: str, printer: QPrinter) -> None:
        print_text(sheet, printer)
        name = printer.printerName() or printer.outputFileName()
        said = self.tr("Sent to {0}. Keep the sheet where the computer is not.").format(name)
        self.code.said.say(said, "", "success", "circle-check")

    async def _saved(self, path: Path, text: str) -> None:
        await asyncio.to_thread(write_file, path, text)
        said = self.tr("Saved. Keep the file where the archive is not.")
        self.code.said.say(said, "", "success", "circle-check")

    def _show_job(self) -> None:
        job = self._encrypting.job
        self.bar.setVisible(job is not None)
        self.stop.setVisible(job is not None)
        if job is None:
            self._follow.stop()
            return
        self._follow.start()
        # In kilobytes: the bar counts with 32 bits.
        self.bar.setRange(0, job.total >> 10)
        self.bar.setValue(job.done >> 10)
        self.stop.setEnabled(not job.is_stopped)
