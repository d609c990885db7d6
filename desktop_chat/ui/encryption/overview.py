"""What the window of the encryption says first: whether it is on, and what can be done about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_chat.core.figures import count_text
from desktop_chat.core.unseen import in_own_direction
from desktop_chat.settings.secrets import BackendInfo
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle


class Overview(QWidget):
    """Says how it stands, with a button for each act.

    Args:
        theme: The colours and sizes.
    """

    set_up_wanted = Signal()
    lock_wanted = Signal()
    change_wanted = Signal()
    code_wanted = Signal()
    take_off_wanted = Signal()
    copies_unwanted = Signal()
    remember_changed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sign = QLabel()
        self.title = Label(theme, "", TextStyle.TITLE)
        self.about = Label(theme, "", TextStyle.BODY, "text_2")
        self.about.setWordWrap(True)
        self.set_up = TextButton(theme, self.tr("Encrypt…"), ButtonKind.PRIMARY)
        self.lock = TextButton(theme, self.tr("Lock now"), ButtonKind.PRIMARY, drawing="lock")
        self.change = TextButton(theme, self.tr("Change passphrase…"))
        self.code = TextButton(theme, self.tr("Recovery code…"))
        self.take_off = TextButton(theme, self.tr("Take the encryption off…"))
        self.remember = QCheckBox()
        self.remember.hide()
        self.copies = Label(theme, "", TextStyle.BODY)
        self.copies.setWordWrap(True)
        self.remove = TextButton(theme, self.tr("Back up anew and delete them"))
        self._when_on: tuple[QWidget, ...] = (self.lock, self.change, self.code, self.take_off)
        self._build()
        pairs = (
            (self.set_up, self.set_up_wanted),
            (self.lock, self.lock_wanted),
            (self.change, self.change_wanted),
            (self.code, self.code_wanted),
            (self.take_off, self.take_off_wanted),
            (self.remove, self.copies_unwanted),
        )
        for button, wish in pairs:
            button.clicked.connect(wish)
        self.remember.clicked.connect(self.remember_changed)
        self.show_copies([])

    def show_state(self, *, is_on: bool, is_read_only: bool) -> None:
        """Say whether the archive is encrypted, and offer what makes sense."""
        drawing = "lock" if is_on else "lock-open"
        self._sign.setPixmap(pixmap(drawing, self._theme.text_2, self._theme.px(20)))
        if is_on:
            self.title.setText(self.tr("The archive is encrypted"))
            self.about.setText(
                self.tr(
                    "Its passphrase or its recovery code opens it. Settings, presets and what you "
                    "export are not part of the archive and stay readable."
                )
            )
        else:
            self.title.setText(self.tr("The archive is not encrypted"))
            self.about.setText(
                self.tr(
                    "Whoever has the file can read it. Encrypted, it opens with a passphrase of "
                    "yours or with a recovery code to print. Without either nobody can open it, "
                    "not even you. What was readable is overwritten; a disk may still keep old "
                    "copies of it, which only encryption of the whole disk prevents."
                )
            )
        self.set_up.setVisible(not is_on)
        for widget in self._when_on:
            widget.setVisible(is_on)
        self.remember.setVisible(is_on and bool(self.remember.text()))
        for button in (self.set_up, self.change, self.take_off):
            button.setEnabled(not is_read_only)

    def show_keyring(self, keyring: BackendInfo, *, is_remembered: bool, is_on: bool) -> None:
        """Offer the keyring, where there is one that can be used."""
        if keyring.usable:
            words = self.tr("Open with the {0}, without a passphrase").format(keyring.name)
            self.remember.setText(words)
        self.remember.setChecked(is_remembered)
        self.remember.setVisible(is_on and keyring.usable)

    def show_copies(self, paths: list[Path]) -> None:
        """Say which copies of the archive are not encrypted."""
        for widget in (self.copies, self.remove):
            widget.setVisible(bool(paths))
        if paths:
            words = self.tr("{0} older copies are not encrypted: {1}")
            names = ", ".join(in_own_direction(path.name) for path in paths)
            self.copies.setText(words.format(count_text(len(paths)), names))

    def _build(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self._sign)
        head.addWidget(self.title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self.about)
        column.addWidget(self.remember)
        column.addSpacing(px(6))
        for button in (self.set_up, *self._when_on):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(px(6))
        column.addWidget(self.copies)
        column.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
