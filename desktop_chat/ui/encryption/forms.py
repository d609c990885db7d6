"""Forms that ask for passphrases: what each needs is checked as it is typed, and said."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.archive.keys import LEAST_PASSPHRASE
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.secret_field import SecretField


class PassphraseForm(QWidget):
    """Asks for what opens the archive now, for a new passphrase twice, or for both.

    Args:
        theme: The colours and sizes.
        act: What its button says.
        asks_current: Whether the present passphrase, or the recovery code, is asked for.
        asks_new: Whether a new one is.
    """

    accepted = Signal()
    cancelled = Signal()

    def __init__(
        self,
        theme: Theme,
        act: str,
        *,
        asks_current: bool = True,
        asks_new: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        show = self.tr("Show what is typed")
        self.current = SecretField(theme, self.tr("Passphrase or recovery code"), show)
        self.new = SecretField(theme, self.tr("New passphrase"), show)
        self.again = SecretField(theme, self.tr("The same again"), show)
        self.fields = [
            *([self.current] if asks_current else []),
            *([self.new, self.again] if asks_new else []),
        ]
        self.hint = Sentence(theme)
        self.accept = TextButton(theme, act, ButtonKind.PRIMARY)
        self.cancel = TextButton(theme, self.tr("Cancel"))
        self._build()
        for field in self.fields:
            field.textChanged.connect(self._follow)
            field.returnPressed.connect(self.accept.click)
        self.accept.clicked.connect(self.accepted)
        self.cancel.clicked.connect(self.cancelled)
        self._follow()

    def begin(self) -> None:
        """Empty the fields and put the keyboard into the first."""
        for field in self.fields:
            field.clear()
            field.hide_text()
        self._follow()
        self.fields[0].setFocus()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(6))
        for field in self.fields:
            caption = Label(self._theme, field.accessibleName(), TextStyle.LABEL)
            caption.setBuddy(field)
            column.addWidget(caption)
            column.addWidget(field)
        column.addWidget(self.hint)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, self._theme.px(8), 0, 0)
        foot.setSpacing(self._theme.px(8))
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.accept)
        column.addStretch(1)
        column.addLayout(foot)

    def _follow(self) -> None:
        problem = self._problem()
        self.accept.setEnabled(not problem and all(field.text() for field in self.fields))
        if problem:
            self.hint.say(problem, "", "text_3", "info")
        else:
            self.hint.clear()

    def _problem(self) -> str:
        if self.new not in self.fields:
            return ""
        if len(self.new.text()) < LEAST_PASSPHRASE:
            words = self.tr("{0} characters at least. Four words without a bond are a good one.")
            return words.format(LEAST_PASSPHRASE)
        if self.again.text() and self.again.text() != self.new.text():
            return self.tr("The two are not the same yet.")
        return "" if self.again.text() else self.tr("Type it once more.")
