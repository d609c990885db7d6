"""Asks what opens a backup that is encrypted with another key than the archive."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_chat.app.tasks import Tasks
from desktop_chat.archive.encryption import unlock_either
from desktop_chat.core.unseen import in_own_direction
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.encryption.forms import PassphraseForm
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle

_WIDTH = 420


class UnlockDialog(Dialog):
    """A form that tries what is typed, and closes once it opens the backup.

    Args:
        theme: The colours and sizes.
        backup: The encrypted file.
        tasks: Runs the trying.

    Signals:
        unlocked: The ArchiveKey.
    """

    unlocked = Signal(object)

    def __init__(
        self, theme: Theme, backup: Path, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Unlock a backup"))
        self._backup = backup
        self._tasks = tasks
        words = self.tr("{0} is encrypted with a key of its own.")
        about = Label(theme, words.format(in_own_direction(backup.name)), TextStyle.BODY, "text_2")
        about.setWordWrap(True)
        self.said = Sentence(theme)
        self.form = PassphraseForm(theme, self.tr("Unlock"))
        self.form.setMinimumWidth(theme.px(_WIDTH))
        for widget in (about, self.said, self.form):
            self.content.addWidget(widget)
        self.form.cancelled.connect(self.reject)
        self.form.accepted.connect(self._try)
        self.form.begin()

    def _try(self) -> None:
        self.form.setEnabled(False)
        start_for(self, self._tasks, "unlock", self._tried(self.form.current.text()))

    async def _tried(self, text: str) -> None:
        try:
            key = await unlock_either(self._backup, text)
        except AppError as error:
            self.said.say_error(error)
            self.form.setEnabled(True)
            self.form.begin()
            return
        self.accept()
        self.unlocked.emit(key)
