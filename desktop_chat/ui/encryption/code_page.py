"""Shows a recovery code, and sees that it was kept before anything depends on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle

_GROUPS_IN_A_ROW = 3
_LARGER = 1.5
"""It is copied by hand."""


class CodePage(QWidget):
    """The code in three rows, ways to copy, save and print it, and the question for its last group.

    Args:
        theme: The colours and sizes.
    """

    accepted = Signal()
    cancelled = Signal()
    save_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.text = ""
        self.code = Label(theme, "", TextStyle.CODE)
        font = self.code.font()
        font.setPixelSize(round(font.pixelSize() * _LARGER))
        self.code.setFont(font)
        self.copy = TextButton(theme, self.tr("Copy"), drawing="copy")
        self.save = TextButton(theme, self.tr("Save…"), drawing="save")
        self.print = TextButton(theme, self.tr("Print…"), drawing="printer")
        self.proof = QLineEdit()
        self.proof.setFont(code_font(theme))
        self.proof.setMaxLength(4)
        self.accept = TextButton(theme, self.tr("Encrypt"), ButtonKind.PRIMARY)
        self.cancel = TextButton(theme, self.tr("Cancel"))
        self.said = Sentence(theme)
        self._asked: list[QWidget] = []
        self._build()
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self.save_wanted)
        self.print.clicked.connect(self.print_wanted)
        self.proof.textChanged.connect(self._follow)
        self.proof.returnPressed.connect(self.accept.click)
        self.accept.clicked.connect(self.accepted)
        self.cancel.clicked.connect(self.cancelled)

    def show_code(self, code: str, *, is_new: bool) -> None:
        """Show a code; a new one is asked back, one that is only looked up again is not."""
        self.text = code
        groups = code.split("-")
        rows = range(0, len(groups), _GROUPS_IN_A_ROW)
        lines = ["-".join(groups[start : start + _GROUPS_IN_A_ROW]) for start in rows]
        self.code.setText("\n".join(lines))
        self.code.setAccessibleName(self.tr("Recovery code: {0}").format(code))
        self.proof.clear()
        self.said.clear()
        for widget in self._asked:
            widget.setVisible(is_new)
        self.cancel.setText(self.tr("Cancel") if is_new else self.tr("Done"))
        self._follow()
        (self.copy if is_new else self.cancel).setFocus()

    def forget(self) -> None:
        """Show the code no longer."""
        self.text = ""
        self.code.clear()
        self.code.setAccessibleName("")

    def _build(self) -> None:
        px = self._theme.px
        about = Label(
            self._theme,
            self.tr(
                "This code opens the archive and its backups without the passphrase, and when "
                "every other file is lost. Print it or write it down, and keep it where the "
                "computer is not."
            ),
            TextStyle.BODY,
            "text_2",
        )
        about.setWordWrap(True)
        words = self.tr("Type its last four characters, to show that you have it")
        caption = Label(self._theme, words, TextStyle.LABEL)
        caption.setBuddy(self.proof)
        self.proof.setAccessibleName(words)
        self._asked = [caption, self.proof, self.accept]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(about)
        column.addWidget(self._framed_code())
        column.addLayout(self._row(self.copy, self.save, self.print))
        for widget in (self.said, caption, self.proof):
            column.addWidget(widget)
        column.addStretch(1)
        foot = self._row(self.cancel, self.accept)
        foot.insertStretch(0, 1)
        column.addLayout(foot)

    def _framed_code(self) -> QFrame:
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        # Digits and letters stand in their order in every language.
        self.code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        frame = QFrame()
        frame.setProperty("kind", "drop")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*(self._theme.px(14),) * 4)
        inside.addWidget(self.code)
        return frame

    def _row(self, *buttons: TextButton) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        for button in buttons:
            row.addWidget(button)
        if self.copy in buttons:
            row.addStretch(1)
        return row

    def _follow(self) -> None:
        self.accept.setEnabled(bool(self.text) and self.proof.text().upper() == self.text[-4:])

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        said = self.tr("Copied. Clear the clipboard once the code is kept.")
        self.said.say(said, "", "success", "circle-check")
