r"""An editor for a few short strings, each shown as a chip.

It owns how invisible characters are shown and typed: a line break is \n, a tab \t, a backslash \\.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.flow_layout import FlowLayout
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = {escape: character for character, escape in _ESCAPES.items()}
_ESCAPE = re.compile(r"\\[nrt\\]")


def escaped(text: str) -> str:
    """Return the text with its invisible characters written out."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def unescaped(text: str) -> str:
    """Return the text that `escaped` wrote; a backslash before anything else stays."""
    return _ESCAPE.sub(lambda match: _PLAIN[match[0]], text)


class _Remove(IconButton):
    """Takes its chip away; with Ctrl, the arrow keys move the chip instead."""

    moved = Signal(int)
    """By -1 or 1 in the order of the strings."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_ours = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if is_ours and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)


class _Chip(QFrame):
    """One string and the button that takes it away."""

    def __init__(self, theme: Theme, text: str, remove_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        # A string is read as it is sent, also where the interface runs from right to left.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setProperty("kind", "chip")
        self._label = ElidedLabel(theme, escaped(text), TextStyle.CODE, parent=self)
        self.remove = _Remove(theme, "x", remove_name, extent=24, drawing_size=12, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(7), 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._label)
        row.addWidget(self.remove)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class _NewChip(QLineEdit):
    """Where a string is typed: Enter and leaving take it, Escape drops it."""

    committed = Signal(str)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._commit()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.isVisible() and event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._commit()

    def _commit(self) -> None:
        text = self.text()
        self.clear()
        self.committed.emit(text)


class ChipsEditor(QWidget):
    """A short list of strings with a button to add one.

    Args:
        theme: The colours and sizes at first.
        name: What the strings are; accessible names derive from it.
        limit: How many strings there may be.
        example: What one looks like, for the empty field.
    """

    strings_chosen = Signal(tuple)
    """The user added or removed a string; carries all of them (tuple of str)."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        limit: int,
        parent: QWidget | None = None,
        *,
        example: str = "",
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._limit = limit
        self._moved_to: int | None = None
        self._strings: tuple[str, ...] = ()
        self._chips: list[_Chip] = []
        self._flow = FlowLayout(self, theme.px(4))
        self._add = IconButton(theme, "plus", self.tr("Add {}").format(name), extent=24)
        self._add.clicked.connect(self._begin)
        self._field = _NewChip(self)
        self._field.setAccessibleName(self.tr("{} value").format(name))
        self._field.setPlaceholderText(example)
        self._field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._field.setProperty("state", "set")
        self._field.committed.connect(self._commit)
        self._field.hide()
        self._flow.addWidget(self._add)
        self._flow.addWidget(self._field)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_theme(theme)

    @property
    def strings(self) -> tuple[str, ...]:
        """The strings that are shown."""
        return self._strings

    def set_strings(self, strings: Sequence[str]) -> None:
        """Show these strings, without a signal."""
        if tuple(strings) == self._strings:
            return
        self._strings = tuple(strings)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(index, text) for index, text in enumerate(self._strings)]
        # The field goes on after the last chip.
        self._flow.removeWidget(self._field)
        self._flow.addWidget(self._field)
        self._order_focus()
        if self._moved_to is not None and self._moved_to < len(self._chips):
            self._chips[self._moved_to].remove.setFocus(Qt.FocusReason.OtherFocusReason)
        self._moved_to = None
        self._add.setVisible(len(self._strings) < self._limit)
        self.updateGeometry()

    def set_theme(self, theme: Theme) -> None:
        """Take the font and sizes of a theme."""
        self._theme = theme
        self._field.setFont(code_font(theme))
        self._field.setFixedWidth(theme.px(96))

    def _chip(self, index: int, text: str) -> _Chip:
        remove_name = self.tr("Remove {name} {text}").format(name=self._name, text=escaped(text))
        chip = _Chip(self._theme, text, remove_name, self)
        chip.remove.clicked.connect(lambda: self._choose_without(index))
        chip.remove.moved.connect(lambda by: self._choose_moved(index, by))
        self._flow.addWidget(chip)
        chip.show()
        return chip

    def _order_focus(self) -> None:
        """Let Tab go through the chips here: Qt puts what is made later at the window's end."""
        order = [self._add, *(chip.remove for chip in self._chips), self._field]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _choose_without(self, index: int) -> None:
        self.strings_chosen.emit(self._strings[:index] + self._strings[index + 1 :])

    def _choose_moved(self, index: int, by: int) -> None:
        place = index + by
        if 0 <= place < len(self._strings):
            strings = list(self._strings)
            strings.insert(place, strings.pop(index))
            self._moved_to = place
            self.strings_chosen.emit(tuple(strings))

    def _begin(self) -> None:
        self._field.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _commit(self, typed: str) -> None:
        self._field.hide()
        text = unescaped(typed)
        if text and text not in self._strings and len(self._strings) < self._limit:
            self.strings_chosen.emit((*self._strings, text))
