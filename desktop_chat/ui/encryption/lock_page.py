"""What is shown in the place of the panes while the archive is locked."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.unlocking import Unlocking
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.core.unseen import in_own_direction
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.open_file import OpenDialog
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.imports.audit import day_and_time
from desktop_chat.ui.second_window import browse
from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle
from desktop_chat.ui.widgets.secret_field import SecretField

_COLUMN = 360
_SIGN = 36


class LockPage(QWidget):
    """Asks for the passphrase or the recovery code, as often as it takes.

    Args:
        theme: The colours and sizes at first.
        unlocking: Tries what is typed.
    """

    def __init__(self, theme: Theme, unlocking: Unlocking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unlocking = unlocking
        self._tries: asyncio.Queue[str] = asyncio.Queue()
        self._is_code = False
        self.caption = Label(theme, "", TextStyle.LABEL)
        self.field = SecretField(theme, "", self.tr("Show what is typed"))
        self.unlock = TextButton(theme, self.tr("Unlock"), ButtonKind.PRIMARY)
        self.remember = QCheckBox()
        self.remember.hide()
        self.other_way = TextButton(theme, "", ButtonKind.LINK)
        self.other = TextButton(theme, self.tr("Open another archive…"), ButtonKind.LINK)
        self.said = Sentence(theme)
        self._sign = QLabel()
        self._build(theme)
        self.set_theme(theme)
        self._ask_for(is_code=False)
        self.field.textChanged.connect(lambda text: self.unlock.setEnabled(bool(text)))
        self.field.returnPressed.connect(self._try)
        self.unlock.clicked.connect(self._try)
        self.unlock.setEnabled(False)
        self.other_way.clicked.connect(lambda: self._ask_for(is_code=not self._is_code))
        self.other.clicked.connect(self._ask_for_other)
        self.setFocusProxy(self.field)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        size = theme.px(_SIGN)
        self._sign.setFixedSize(size, size)
        self._sign.setPixmap(pixmap("lock", theme.text_2, theme.px(20)))
        self.update()

    async def ask(self) -> ArchiveKey:
        """Return the key of the archive, once somebody has typed what opens it."""
        key: ArchiveKey | None = None
        async with asyncio.TaskGroup() as group:
            learning = group.create_task(self._learn_keyring())
            while key is None:
                key = await self._key_of(await self._tries.get())
            learning.cancel()
        return key

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._theme.bg_content))

    def _build(self, theme: Theme) -> None:
        px = theme.px
        head = QHBoxLayout()
        head.setSpacing(px(12))
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sign.setProperty("kind", "sign")
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Label(theme, self.tr("Archive is locked"), TextStyle.TITLE))
        words.addWidget(ElidedLabel(theme, self._about(), TextStyle.BODY, "text_2"))
        head.addLayout(words, 1)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.field, 1)
        row.addWidget(self.unlock)
        links = QHBoxLayout()
        links.setSpacing(px(16))
        links.addWidget(self.other_way)
        links.addWidget(self.other)
        links.addStretch(1)
        middle = QWidget()
        middle.setFixedWidth(px(_COLUMN))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addSpacing(px(14))
        column.addWidget(self.caption)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(self.remember)
        column.addSpacing(px(6))
        column.addLayout(links)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(3)

    def _about(self) -> str:
        file = self._unlocking.file()
        if not file.size:
            return file.path.name
        size = QLocale().formattedDataSize(file.size, 1)
        # A name keeps its direction among words of another.
        name = in_own_direction(file.path.name)
        written = self.tr("{0}, {1}, last written {2}")
        return written.format(name, size, day_and_time(file.changed_us))

    def _ask_for(self, *, is_code: bool) -> None:
        self._is_code = is_code
        caption = self.tr("Recovery code") if is_code else self.tr("Passphrase")
        self.caption.setText(caption)
        self.field.setAccessibleName(caption)
        self.other_way.setText(
            self.tr("Use passphrase…") if is_code else self.tr("Use recovery code…")
        )
        self.field.clear()
        self.said.clear()
        self.field.setFont(code_font(self._theme) if is_code else self.font())
        self.field.setFocus()

    def _ask_for_other(self) -> None:
        dialog = OpenDialog(
            self.tr("Open another archive"), self.tr("Archives and backups (*.db)"), self
        )
        dialog.chosen.connect(self._open_other)
        dialog.open()

    def _open_other(self, path: Path) -> None:
        if not browse(path):
            said = self.tr("A second window cannot be opened.")
            self.said.say(said, "", "danger", "circle-alert")

    def _try(self) -> None:
        if self.field.text() and self.field.isEnabled():
            self._set_busy(is_busy=True)
            self._tries.put_nowait(self.field.text())

    def _set_busy(self, *, is_busy: bool) -> None:
        for widget in (self.field, self.unlock, self.other_way):
            widget.setEnabled(not is_busy)
        if is_busy:
            self.said.say(self.tr("Trying…"), "", "text_3", "refresh-cw")

    async def _key_of(self, text: str) -> ArchiveKey | None:
        try:
            key = await self._unlocking.unlock(text, is_code=self._is_code)
            if self.remember.isChecked():
                await self._unlocking.remember(key)
        except AppError as error:
            self._set_busy(is_busy=False)
            self.said.say_error(error)
            # Without the keyring the next try opens it.
            self.remember.setChecked(False)
            self.field.selectAll()
            self.field.setFocus()
            return None
        return key

    async def _learn_keyring(self) -> None:
        keyring = await self._unlocking.keyring()
        if keyring.usable:
            self.remember.setText(self.tr("Remember in the {0}").format(keyring.name))
            self.remember.show()
