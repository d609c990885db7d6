"""The row of the logit bias: a table of token ids and what is added to each one's score."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from desktop_chat.core.layers import Layers, ValueState
from desktop_chat.ui.panels.list_row import ListRow
from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.value_field import NumberFormat, ValueField

_LARGEST_ID = 2**31 - 1
_BIASES = NumberFormat(minimum=-100, maximum=100, step=1, is_whole=False)
_FIRST_BIAS = 1.0


class BiasRow(ListRow):
    """A line for each token: its id, its bias, and a button that takes it away."""

    _bias: dict[str, float] | None = None
    _entered = ""

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        bias: dict[str, float] = dict(value or {})
        if self._bias is not None and bias == self._bias:
            return
        is_same = self._bias is not None and list(bias) == list(self._bias)
        self._bias = bias
        if is_same:
            # The field that is being typed in shows its own value.
            for field in self._box.findChildren(ValueField):
                amount = bias.get(field.property("token"))
                if amount is not None:
                    field.show_value(amount, ValueState.SET)
            return
        self.clear_lines()
        for token, amount in bias.items():
            self._add_token(token, amount)
        self._focus_entered()

    @override
    def add(self) -> None:
        """Begin with an empty id; the token counts once it has one."""
        field = self._add_token("", _FIRST_BIAS)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_token(self, token: str, amount: float) -> QLineEdit:
        theme = self._theme
        id_field = QLineEdit(token)
        id_field.setProperty("state", "set")
        id_field.setFont(code_font(theme, 0.85))
        id_field.setMinimumHeight(theme.px(24))
        id_field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        id_field.setValidator(QIntValidator(0, _LARGEST_ID, id_field))
        id_field.setPlaceholderText(self.tr("token id"))
        id_field.setAccessibleName(self.tr("Token id"))
        id_field.editingFinished.connect(lambda: self._rename(token, id_field.text(), amount))
        field = ValueField(theme, _BIASES, self.tr("none"))
        field.setProperty("token", token)
        field.setAccessibleName(self.tr("Bias of token {}").format(token))
        field.show_value(amount, ValueState.SET)
        field.value_chosen.connect(lambda value, goes_on: self._set(token, value, goes_on))
        name = self.tr("Remove token {}").format(token)
        remove = IconButton(theme, "x", name, extent=24)
        remove.clicked.connect(lambda: self._remove(token))
        self.add_line(id_field, field, remove, stretched=id_field)
        return id_field

    def _rename(self, token: str, typed: str, amount: float) -> None:
        bias = dict(self._bias or {})
        if not typed or typed == token:
            return
        amount = bias.pop(token, amount)
        self._entered = typed
        self.choose({**bias, typed: amount})

    def _focus_entered(self) -> None:
        """Put the keyboard beside the id that was just entered."""
        entered, self._entered = self._entered, ""
        for field in self._box.findChildren(ValueField):
            if entered and field.property("token") == entered and not field.isHidden():
                field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, token: str, value: float, is_continuing: bool) -> None:
        if token:
            changed = {**(self._bias or {}), token: float(value)}
            self.value_chosen.emit(self.parameter.name, changed, is_continuing)

    def _remove(self, token: str) -> None:
        rest = {name: amount for name, amount in (self._bias or {}).items() if name != token}
        if rest:
            self.choose(rest)
        elif self._bias:
            self.request_unset()
        else:
            self.clear_lines()
