"""A field for one number that may be unset.

It owns the way from what is typed to a number, and back. A parameter is a value of an interface, so
it shows ASCII digits and a point in every language; what is typed may have a comma, spaces between
thousands, or another script's digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from desktop_chat.core.figures import count_text
from desktop_chat.core.layers import ValueState
from desktop_chat.ui.theme.fonts import small_font
from desktop_chat.ui.theme.style import restyle
from desktop_chat.ui.theme.tokens import Theme

_UNSET_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """Which numbers a field takes, and how it writes them.

    Attributes:
        minimum, maximum: Inclusive unless `minimum_is_excluded`; None: open.
        step: Of the arrow keys; its decimals are those that are shown at least.
        groups_thousands: Whether 1024 shows as "1 024" while the field has no keyboard.
    """

    minimum: float | None
    maximum: float | None
    step: float
    is_whole: bool
    minimum_is_excluded: bool = False
    groups_thousands: bool = False

    def parse(self, text: str) -> float | int | None:
        """Return the number that a text means, None where it means none or one out of range."""
        plain = "".join(text.split()).replace(",", ".").replace("−", "-")
        try:
            value = int(plain) if self.is_whole else float(plain)
        except ValueError:
            return None
        return value if self.is_in_range(value) else None

    def is_in_range(self, value: float) -> bool:
        """Return whether the number is one that the parameter takes."""
        low, high = self.minimum, self.maximum
        if not isfinite(value) or (self.minimum_is_excluded and value == low):
            return False
        return (low is None or value >= low) and (high is None or value <= high)

    def write(self, value: float, *, is_editing: bool = False) -> str:
        """Return the number as the field shows it."""
        if self.is_whole:
            whole = round(value)
            return count_text(whole) if self.groups_thousands and not is_editing else str(whole)
        shortest = f"{value:.2f}"
        return shortest if float(shortest) == value else repr(float(value))

    def stepped(self, value: float, steps: int) -> float | int:
        """Return the number some steps away, kept in range."""
        moved = value + steps * self.step
        low = self.minimum
        if low is not None and self.minimum_is_excluded:
            low += self.step
        if low is not None:
            moved = max(moved, low)
        if self.maximum is not None:
            moved = min(moved, self.maximum)
        return round(moved) if self.is_whole else round(moved, 9)


class ValueField(QLineEdit):
    """A field of one number; empty means unset and shows the word for it.

    Args:
        theme: The colours and sizes at first.
        numbers: Which numbers it takes.
        unset_text: The word shown while it is unset: "default".
    """

    value_chosen = Signal(object, bool)
    """The user chose a number (int or float); the flag says that the same edit goes on."""
    unset_requested = Signal()
    """The user emptied the field, or pressed Delete in an empty one."""
    problem_changed = Signal(bool)
    """What is typed became, or stopped being, no number of the range."""

    def __init__(
        self, theme: Theme, numbers: NumberFormat, unset_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._value: float | int | None = None
        self._fallback: float | int | None = None
        self._has_problem = False
        self._is_continuing = False
        self._is_writing = False
        self.setPlaceholderText(unset_text)
        self.setProperty("state", ValueState.UNSET.value)
        self.setProperty("problem", False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.set_theme(theme)
        # Not textEdited: what an assistive program enters is the user's word as well.
        self.textChanged.connect(self._take_entered)
        self.editingFinished.connect(self._finish)

    def set_theme(self, theme: Theme) -> None:
        """Take the font and sizes of a theme."""
        self.setFont(small_font(theme))
        self.setFixedWidth(theme.px(68))
        self.setMinimumHeight(theme.px(24))

    def show_value(
        self, value: float | None, state: ValueState, fallback: float | None = None
    ) -> None:
        """Show a number without a signal; what is being typed and means the same stays as typed.

        Args:
            value: None: unset.
            state: Where it comes from.
            fallback: Where the arrow keys start from while it is unset.
        """
        self._value = value
        self._fallback = fallback
        if value is None or self._numbers.parse(self.text()) != value:
            self._write()
            self._set_problem(False)
        restyle(self, "state", state.value)

    @override
    def event(self, event: QEvent, /) -> bool:
        # Undo takes back parameters, not letters: leave its keys to the window.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (
                event.matches(QKeySequence.StandardKey.Undo)
                or event.matches(QKeySequence.StandardKey.Redo)
            )
        ):
            event.ignore()
            return False
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _UNSET_KEYS and not self.text():
            self.unset_requested.emit()
        elif key in _STEPS:
            self._step_by(_STEPS[key], is_continuing=event.isAutoRepeat())
        elif key == Qt.Key.Key_Escape and self._has_problem:
            self._write()
            self._set_problem(False)
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        # Only the focused field turns: the others let the panel scroll under the pointer.
        if self.hasFocus() and event.angleDelta().y():
            self._step_by(1 if event.angleDelta().y() > 0 else -1, is_continuing=True)
            event.accept()
        else:
            event.ignore()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self._has_problem:
            self._write()
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def _step_by(self, steps: int, *, is_continuing: bool) -> None:
        start = self._value if self._value is not None else self._fallback
        if start is None:
            start = self._numbers.minimum or 0
        self.value_chosen.emit(self._numbers.stepped(start, steps), is_continuing)
        self._write()
        self._set_problem(False)

    def _take_entered(self, text: str) -> None:
        if self._is_writing:
            return
        if not text.strip():
            self._set_problem(False)
            self.unset_requested.emit()
            return
        value = self._numbers.parse(text)
        self._set_problem(value is None and not self._may_become_right(text))
        if value is not None:
            self.value_chosen.emit(value, self._is_continuing)
            self._is_continuing = True

    def _may_become_right(self, text: str) -> bool:
        """Return whether typing on can help: "-", "0." and, below the minimum, more digits."""
        plain = text.strip()
        if plain in {"-", "−", ".", ","}:
            return True
        try:
            value = float(plain.replace(",", "."))
        except ValueError:
            return False
        low = self._numbers.minimum
        return low is not None and 0 <= value <= low

    def _finish(self) -> None:
        self._is_continuing = False
        if not self.text().strip():
            self._set_problem(False)
        elif self._numbers.parse(self.text()) is None:
            self._set_problem(True)
        else:
            self._write()

    def _write(self) -> None:
        text = (
            ""
            if self._value is None
            else self._numbers.write(self._value, is_editing=self.hasFocus())
        )
        self._is_writing = True
        self.setText(text)
        self._is_writing = False

    def _set_problem(self, has_problem: bool) -> None:
        if has_problem != self._has_problem:
            self._has_problem = has_problem
            restyle(self, "problem", has_problem)
            self.problem_changed.emit(has_problem)
