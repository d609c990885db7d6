"""The composer: the field, Send or Stop at one place, and what is written kept as a draft.

It owns what is being written; it knows no conversation. An earlier message may be taken into it for
editing: the draft waits meanwhile.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.settings.schema import SendKey
from desktop_chat.ui.chat.message_field import MessageField
from desktop_chat.ui.chat.send_button import SendButton
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle
from desktop_chat.ui.widgets.margins import set_margins

DRAFT_DELAY_MS = 400


class Composer(QWidget):
    """The card below the transcript.

    Args:
        theme: The colours and sizes at first.
    """

    submitted = Signal(str, str)
    """A text is to be sent, and the id of the message whose place it takes, "" for none."""
    stop_requested = Signal()
    text_changed = Signal(str)
    draft_settled = Signal(str)
    """The draft has not changed for a moment, or must be kept now."""
    edit_last_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_answering = False
        self._edited_id = ""
        self._waiting_draft = ""
        self.field = MessageField(theme)
        self.button = SendButton(theme)
        self._bar = _EditBar(theme)
        self._delay = QTimer(self, interval=DRAFT_DELAY_MS, singleShot=True)
        self._delay.timeout.connect(self._settle)
        self._build()
        self._connect()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        pad = theme.px(7)
        set_margins(self._row, self, theme.px(14), pad, pad, pad)
        self._row.setSpacing(theme.px(8))
        self._card.setMinimumHeight(theme.px(48))
        self.update()

    @property
    def text(self) -> str:
        """What is written."""
        return self.field.toPlainText()

    @property
    def draft(self) -> str:
        """What is to be kept: what is written, or what waits while an earlier message is edited."""
        return self._waiting_draft if self._edited_id else self.text

    @property
    def is_editing(self) -> bool:
        """Whether an earlier message is being edited."""
        return bool(self._edited_id)

    def set_draft(self, text: str) -> None:
        """Begin with a draft that was kept, in place of all that is written."""
        self._leave_editing()
        self._put(text)
        self._delay.stop()

    def fill(self, text: str) -> None:
        """Write a text in place of what is written, as if the user had; it can be undone."""
        cursor = self.field.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        self.field.setTextCursor(cursor)
        self.focus()

    def begin_edit(self, message_id: str, text: str) -> None:
        """Take an earlier message into the field."""
        if not self._edited_id:
            self._waiting_draft = self.text
        self._edited_id = message_id
        self._put(text)
        self._bar.show()
        self.focus()

    def cancel_edit(self) -> None:
        """Give the field back to the draft."""
        if self._edited_id:
            draft = self._waiting_draft
            self._leave_editing()
            self._put(draft)

    def submit(self) -> None:
        """Send what is written; not while an answer runs or an input method composes."""
        if self._is_answering or self.field.is_composing or not self.text.strip():
            return
        text, edited_id = self.text, self._edited_id
        draft = self._waiting_draft
        self._leave_editing()
        self._put(draft)
        self._delay.stop()
        self.submitted.emit(text, edited_id)

    def flush_draft(self) -> None:
        """Hand on the draft now if it has changed since the last time."""
        if self._delay.isActive():
            self._delay.stop()
            self._settle()

    def focus(self) -> None:
        """Put the keyboard into the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_model_title(self, title: str) -> None:
        """Say who is written to."""
        text = self.tr("Message {0}").format(title) if title else self.tr("Message")
        self.field.setPlaceholderText(text)
        # Qt paints it anew only where it comes or goes.
        self.field.viewport().update()

    def set_send_key(self, key: SendKey) -> None:
        """Choose the key that sends."""
        self.field.set_send_key(key)

    def set_answering(self, is_answering: bool) -> None:
        """Offer Stop in the place of Send, or Send again."""
        self._is_answering = is_answering
        self._update_button()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        has_focus = self.field.hasFocus()
        width = theme.focus_px if has_focus else 1
        painter.setPen(QPen(QColor(theme.focus if has_focus else theme.border_control), width))
        painter.setBrush(QColor(theme.bg_content))
        half = width / 2
        box = self._card.geometry().toRectF().adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.px(10), theme.px(10))

    def _build(self) -> None:
        self._card = QWidget()
        self._row = QHBoxLayout()
        self._row.addWidget(self.field, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._bar)
        inside.addLayout(self._row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)
        self._bar.hide()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._follow_text)
        self.field.send_requested.connect(self.submit)
        self.field.edit_last_requested.connect(self.edit_last_requested)
        self.field.escape_pressed.connect(self.cancel_edit)
        self.field.focus_changed.connect(self.update)
        self.button.clicked.connect(self._press)
        self._bar.cancelled.connect(self.cancel_edit)

    def _settle(self) -> None:
        self.draft_settled.emit(self.draft)

    def _press(self) -> None:
        if self._is_answering:
            self.stop_requested.emit()
        else:
            self.submit()

    def _follow_text(self) -> None:
        self._update_button()
        if not self._edited_id:
            self._delay.start()
        self.text_changed.emit(self.text)

    def _update_button(self) -> None:
        self.button.show_state(
            is_stop=self._is_answering, is_enabled=self._is_answering or bool(self.text.strip())
        )

    def _leave_editing(self) -> None:
        self._edited_id = ""
        self._waiting_draft = ""
        self._bar.hide()

    def _put(self, text: str) -> None:
        self.field.setPlainText(text)
        cursor = self.field.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.field.setTextCursor(cursor)


class _EditBar(QWidget):
    """The band over the field that says that an earlier message is being edited."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel()
        words = self.tr("Editing an earlier message: sends as a new branch")
        self._text = ElidedLabel(theme, words, TextStyle.LABEL, "text_2")
        cancel = TextButton(theme, self.tr("Cancel"), ButtonKind.FLAT, is_dense=True)
        cancel.clicked.connect(self.cancelled)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(cancel)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme and draw the pencil in its colour."""
        self._sign.setPixmap(pixmap("pencil", theme.text_2, theme.px(14)))
        set_margins(self._row, self, theme.px(14), theme.px(6), theme.px(7), 0)
        self._row.setSpacing(theme.px(8))
