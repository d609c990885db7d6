"""The bar under the header that finds in the conversation: field, choices, count, back and forth.

Owns what is typed and chosen in it, and says what it is told was found. Must not know any
conversation.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.app.find_query import Query
from desktop_chat.ui.theme.fonts import caption_font, ui_font
from desktop_chat.ui.theme.icons import icon
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import set_plain_tooltip
from desktop_chat.ui.widgets.margins import set_margins

_HEIGHT = 40
_FIELD = (120, 320)
_BUTTON = 28
_COUNT = 84
_DELAY_MS = 60


class FindBar(QWidget):
    """The bar; hidden at first.

    Args:
        theme: The colours and sizes at first.
    """

    query_changed = Signal()
    """Another query is typed or chosen; a moment after the last key."""
    next_wanted = Signal()
    previous_wanted = Signal()
    closed = Signal()
    """The reader is done with it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said = ""
        self.setAccessibleName(self.tr("Find in conversation"))
        self._delay = QTimer(self, interval=_DELAY_MS, singleShot=True)
        self._delay.timeout.connect(self.query_changed)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find in conversation"))
        self.field.setAccessibleName(self.tr("Find in conversation"))
        self._magnifier = self.field.addAction(
            icon("search", theme.text_2), QLineEdit.ActionPosition.LeadingPosition
        )
        self.field.textEdited.connect(lambda _: self._delay.start())
        self.case = self._choice("case-sensitive", self.tr("Match capitals"))
        self.words = self._choice("whole-word", self.tr("Whole words"))
        self.pattern = self._choice("regex", self.tr("Regular expression"))
        self.back = self._button("chevron-up", self.tr("Previous hit"), "Shift+F3")
        self.back.clicked.connect(self.previous_wanted)
        self.forth = self._button("chevron-down", self.tr("Next hit"), "F3")
        self.forth.clicked.connect(self.next_wanted)
        self.close_button = self._button("x", self.tr("Close"), "Esc")
        self.close_button.clicked.connect(self.closed)
        self.count = QLabel()
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._fill()
        self.set_theme(theme)
        self.show_result(None, 0, is_searching=False)
        self.hide()

    def _fill(self) -> None:
        self._row.addWidget(self.field, 3)
        for choice in (self.case, self.words, self.pattern):
            self._row.addWidget(choice)
        self._row.addWidget(self.back)
        self._row.addWidget(self.forth)
        self._row.addWidget(self.count, 4)
        self._row.addWidget(self.close_button)

    def _button(self, drawing: str, name: str, keys: str = "") -> IconButton:
        return IconButton(self._theme, drawing, name, keys=keys, extent=_BUTTON)

    def _choice(self, drawing: str, name: str) -> IconButton:
        button = self._button(drawing, name)
        button.setCheckable(True)
        button.toggled.connect(lambda _: self.query_changed.emit())
        return button

    @property
    def query(self) -> Query:
        """What is looked for."""
        return Query(
            self.field.text(),
            is_case_sensitive=self.case.isChecked(),
            has_whole_words=self.words.isChecked(),
            is_pattern=self.pattern.isChecked(),
        )

    def take(self, text: str) -> None:
        """Put a text into the field, unless it is "", and the keyboard too."""
        if text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_query(self, query: Query) -> None:
        """Show a query that is looked for already; the keyboard stays where it is."""
        self._delay.stop()
        blocked = self.blockSignals(True)
        self.field.setText(query.text)
        self.case.setChecked(query.is_case_sensitive)
        self.words.setChecked(query.has_whole_words)
        self.pattern.setChecked(query.is_pattern)
        self.blockSignals(blocked)

    def flush(self) -> None:
        """Tell at once what was typed last."""
        if self._delay.isActive():
            self._delay.stop()
            self.query_changed.emit()

    def show_result(
        self, number: int | None, count: int, *, is_searching: bool, is_cut: bool = False
    ) -> None:
        """Say how many hits there are, and which one the reader was led to, from 0."""
        counts = QLocale()
        more = "+" if is_searching or is_cut else ""
        text = ""
        if count and number is not None:
            text = self.tr("{0} of {1}").format(
                counts.toString(number + 1), counts.toString(count) + more
            )
        elif is_searching:
            text = self.tr("Searching…")
        elif self.field.text():
            text = self.tr("No hits")
        self._say(text, "text_2", is_settled=not is_searching)
        self.back.setEnabled(count > 0)
        self.forth.setEnabled(count > 0)

    def show_problem(self, sentence: str) -> None:
        """Say why nothing can be found."""
        self._say(sentence, "danger", is_settled=True)
        self.back.setEnabled(False)
        self.forth.setEnabled(False)

    def _say(self, text: str, token: str, *, is_settled: bool) -> None:
        self.count.setText(text)
        self.count.setStyleSheet(f"color: {getattr(self._theme, token)};")
        set_plain_tooltip(self.count, text)
        if is_settled and text != self._said and QAccessible.isActive():
            said = QAccessibleAnnouncementEvent(self.field, text)
            QAccessible.updateAccessibility(said)
        if is_settled:
            self._said = text

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        px = theme.px
        self.setFixedHeight(px(_HEIGHT))
        set_margins(self._row, self, px(16), 0, px(8), px(1))
        self._row.setSpacing(px(4))
        self.field.setFont(ui_font(theme))
        self.field.setFixedHeight(px(_BUTTON))
        self.field.setMinimumWidth(px(_FIELD[0]))
        self.field.setMaximumWidth(px(_FIELD[1]))
        self._magnifier.setIcon(icon("search", theme.text_2, px(16)))
        self.count.setFont(caption_font(theme))
        self.count.setMinimumWidth(px(_COUNT))

    @override
    def event(self, event: QEvent) -> bool:
        # Escape is a command of the window, too; with the keyboard in the bar it is for the bar.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(event.key() == Qt.Key.Key_Escape)
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.closed.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                (self.previous_wanted if is_back else self.next_wanted).emit()
            case _:
                super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.bg_window))
        rule = QColor(self._theme.border)
        painter.fillRect(0, self.height() - 1, self.width(), 1, rule)
