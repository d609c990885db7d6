"""The popover at a token: what could have stood there, and the way on from another choice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.core.unseen import in_own_direction
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.tokens.outcome_list import MOST_ROWS, ROW, OutcomeList, row_height, rows_of
from desktop_chat.ui.tokens.words import (
    choice_text,
    probability_text,
    quoted_token,
    shown_token,
    spoken_token,
)
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip
from desktop_chat.ui.widgets.popover import Popover

WIDTH = 300
_HEAD = 36
_FOOT = 44
_NONE = 58


class AlternativesPopover(Popover):
    """Shows one token's alternatives.

    Args:
        theme: The colours and sizes at first.
        window: What it lies over.
    """

    regenerate_wanted = Signal(object)
    """The answer is to go on from this Outcome in the token's place."""
    stepped = Signal(int)
    """The token on the left (-1) or on the right (1) is wanted."""
    pointer_changed = Signal(bool)
    """The pointer came over it (True) or left it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self._token = Label(theme, "", TextStyle.CODE)
        self._choice = Label(theme, "", TextStyle.SMALL, "text_2")
        self._none = Label(theme, "", TextStyle.SMALL, "text_2")
        self._none.setWordWrap(True)
        self._none.setText(
            self.tr("The server told no alternatives. Set Top logprobs to be told some.")
        )
        self._list = OutcomeList(theme)
        self._button = TextButton(
            theme, self.tr("Regenerate from here"), drawing="corner-down-right", is_dense=True
        )
        self._others = Label(theme, self.tr("all other tokens"), TextStyle.CAPTION, "text_2")
        self._remainder = Label(theme, "", TextStyle.SMALL, "text_2")
        self._build()
        self._list.stepped.connect(self.stepped)
        self._list.picked.connect(self._pick)
        self._list.selectionModel().currentChanged.connect(lambda *_: self._name_button())
        self._button.clicked.connect(self._pick)
        self.set_theme(theme)

    def _build(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._token)
        self._head.addWidget(self._choice, 1)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self._button)
        self.column.addLayout(self._head)
        self.column.addWidget(_rule())
        self.column.addWidget(self._none)
        self.column.addWidget(self._list)
        self._rest = QHBoxLayout()
        self._rest.addWidget(self._others, 1)
        self._rest.addWidget(self._remainder)
        self.column.addLayout(self._rest)
        self._foot_rule = _rule()
        self.column.addWidget(self._foot_rule)
        self.column.addLayout(self._foot)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "_foot"):
            px = theme.px
            self._head.setContentsMargins(px(12), px(9), px(12), px(9))
            self._head.setSpacing(px(8))
            self._foot.setContentsMargins(px(8), px(7), px(8), px(7))
            self._none.setContentsMargins(px(12), px(10), px(12), px(10))

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is in it."""
        return self._list.hasFocus() or self._button.hasFocus()

    def show_token(
        self, token: TokenProbability, rect: QRect, anchor: QWidget, *, takes_keyboard: bool
    ) -> None:
        """Open at a token, or go on to another one.

        Args:
            token: What is shown.
            rect: Where it stands, in the window's coordinates.
            anchor: What it stands in; gets the keyboard back in the end.
            takes_keyboard: Whether the arrow keys act in it at once.
        """
        rows = rows_of(token)
        self._token.setText(in_own_direction(shown_token(token.data)))
        self._choice.setText(choice_text(token))
        self._none.setVisible(not rows)
        parts = (self._list, self._others, self._remainder, self._foot_rule, self._button)
        for part in parts:
            part.setVisible(bool(rows))
        self._remainder.setText(probability_text(token.remainder))
        self._remainder.setAccessibleName(f"{self._others.text()}: {self._remainder.text()}")
        self._list.show_rows(rows)
        height = row_height(self._theme) * min(len(rows), MOST_ROWS)
        self._list.setFixedHeight(height)
        self._line_up(is_scrolled=len(rows) > MOST_ROWS)
        foot = self._theme.px(_FOOT + ROW if rows else _NONE)
        whole = self._theme.px(_HEAD) + height + foot + 3
        had_keyboard = self.has_keyboard
        self.open_beside(rect, QSize(WIDTH, round(whole / self._theme.scale)), anchor)
        if takes_keyboard or had_keyboard:
            # Without alternatives the frame itself has the keys.
            (self._list if rows else self).setFocus(Qt.FocusReason.PopupFocusReason)
            self._announce(f"{spoken_token(token.data)}, {choice_text(token)}")

    def _line_up(self, *, is_scrolled: bool) -> None:
        """Put the last figure under the others, beside which a scroll bar may stand."""
        bar = self._list.verticalScrollBar().sizeHint().width() if is_scrolled else 0
        px = self._theme.px
        start, end = px(36), px(14) + bar
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            start, end = end, start
        self._rest.setContentsMargins(start, px(5), end, px(7))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointer_changed.emit(True)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointer_changed.emit(False)

    def _name_button(self) -> None:
        row = self._list.current
        if row is not None:
            word = quoted_token(row.outcome.data)
            words = self.tr("Regenerate from here with “{0}”").format(word)
            self._button.setText(in_own_direction(words))
            self._button.setAccessibleName(words)
            set_plain_tooltip(self._button, self.tr("{0} (Enter)").format(words))

    def _pick(self) -> None:
        row = self._list.current
        if row is not None:
            self.regenerate_wanted.emit(row.outcome)

    def _announce(self, text: str) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._list, text))


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("kind", "rule")
    rule.setFixedHeight(1)
    return rule
