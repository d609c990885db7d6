"""The field a message is written in: grows with its text, plain text only, knows when to send."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.settings.schema import SendKey
from desktop_chat.ui.theme.fonts import message_font
from desktop_chat.ui.theme.tokens import Theme

MAX_LINES = 12
LONG_WORD = 2_000
"""From this length on, looking for the ends of words takes longer than a person waits."""
_AT_WORDS = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MessageField(QPlainTextEdit):
    """A plain text field of one to twelve lines; while an input method composes, Enter is its own.

    Args:
        theme: The colours and sizes at first.
    """

    send_requested = Signal()
    edit_last_requested = Signal()
    """Up was pressed in the empty field."""
    escape_pressed = Signal()
    focus_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._send_key: SendKey = "enter"
        self._is_composing = False
        self.setAccessibleName("Message")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(_AT_WORDS)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        # Qt takes the margin for a step that can be undone.
        self.document().clearUndoRedoStacks()
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self.document().contentsChange.connect(self._choose_wrapping)
        self.document().contentsChange.connect(lambda *_: self._choose_side())
        self._choose_side()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the font of a theme."""
        font = message_font(theme)
        self.setFont(font)
        # A new style sheet leaves the viewport, and so the placeholder, in the font before.
        self.viewport().setFont(font)
        self._fit()

    def set_send_key(self, key: SendKey) -> None:
        """Choose whether Enter or Ctrl+Enter sends; Ctrl+Enter always does."""
        self._send_key = key

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds text that is not yet written."""
        return self._is_composing

    @override
    def event(self, event: QEvent) -> bool:
        # Without anything to undo here, the shortcut is the window's.
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and self._has_nothing_for(event)
        ):
            event.ignore()
            return False
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._sends(event):
            self.send_requested.emit()
        elif event.key() in _ENTER_KEYS:
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        elif event.key() == Qt.Key.Key_Up and not event.modifiers() and not self.toPlainText():
            self.edit_last_requested.emit()
        elif event.key() == Qt.Key.Key_Escape and not self._is_composing:
            self.escape_pressed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    @override
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(source.text())
        self.ensureCursorVisible()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._choose_side()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 40, self.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 12, self.height())

    def _sends(self, event: QKeyEvent) -> bool:
        if event.key() not in _ENTER_KEYS or self._is_composing:
            return False
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return True
        return self._send_key == "enter" and modifiers == Qt.KeyboardModifier.NoModifier

    def _has_nothing_for(self, event: QKeyEvent) -> bool:
        is_undo = event.matches(QKeySequence.StandardKey.Undo)
        is_redo = event.matches(QKeySequence.StandardKey.Redo)
        history = self.document()
        return (is_undo and not history.isUndoAvailable()) or (
            is_redo and not history.isRedoAvailable()
        )

    def _choose_wrapping(self, _position: int, _removed: int, added: int) -> None:
        """Break lines anywhere for as long as the text holds a word without end."""
        if added < LONG_WORD and self.wordWrapMode() is _AT_WORDS:
            return
        longest = max((len(word) for word in self.toPlainText().split()), default=0)
        has_long_word = longest >= LONG_WORD
        mode = QTextOption.WrapMode.WrapAnywhere if has_long_word else _AT_WORDS
        if mode is not self.wordWrapMode():
            self.setWordWrapMode(mode)

    def _choose_side(self) -> None:
        """Lean the text to the side where its first paragraph begins, or the empty window's.

        Qt's plain text leans to the left whatever it says, and has one side for all of it.
        """
        history = self.document()
        leans = (
            self.layoutDirection() if history.isEmpty() else history.firstBlock().textDirection()
        )
        side = Qt.AlignmentFlag.AlignLeft
        if leans is Qt.LayoutDirection.RightToLeft:
            side = Qt.AlignmentFlag.AlignRight
        option = history.defaultTextOption()
        if option.alignment() != side:
            option.setAlignment(side)
            history.setDefaultTextOption(option)

    def _fit(self) -> None:
        """Be as high as the text, up to the limit; scroll beyond it."""
        lines = max(1, round(self.document().size().height()))
        line_px = self.fontMetrics().lineSpacing()
        needs_scrolling = lines > MAX_LINES
        policy = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if needs_scrolling
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if policy is not self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)
        height = line_px * min(lines, MAX_LINES) + 2
        if height != self.height():
            self.setFixedHeight(height)
