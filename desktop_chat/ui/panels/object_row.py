"""The row of a parameter that is an object: a row below it for each part that is known.

What is not known stays in the object as it is, and is edited as JSON like the whole.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.core.layers import Layers, ValueState
from desktop_chat.core.parts import (
    fits,
    offered_parts,
    part_at,
    part_value,
    refined_by,
    with_part_value,
)
from desktop_chat.core.sampling import Kind, Parameter
from desktop_chat.ui.panels.choice_rows import (
    ChoiceRow,
    FlagRow,
    StringsRow,
    TextRow,
    open_json_dialog,
)
from desktop_chat.ui.panels.number_row import NumberRow
from desktop_chat.ui.panels.parameter_row import ParameterRow
from desktop_chat.ui.panels.part_layers import PartLayers
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.margins import set_margins

_PART_ROWS: dict[Kind, type[ParameterRow]] = {
    Kind.FLOAT: NumberRow,
    Kind.INTEGER: NumberRow,
    Kind.BOOLEAN: FlagRow,
    Kind.CHOICE: ChoiceRow,
    Kind.STRINGS: StringsRow,
    Kind.TEXT: TextRow,
}
_INDENT = 14
_HEIGHT = 28


class ObjectRow(ParameterRow):
    """A row whose parts have rows of their own; the model decides which of them are offered.

    Parts that only refine another one, as a percentile does, show where that one is set.
    """

    parts_made = Signal()
    """The rows of the parts have just been made."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        self._value: Any = None
        words = self.tr("Edit {} as JSON").format(parameter.title)
        self.json_button = IconButton(theme, "pencil", words, extent=24, parent=self)
        self.json_button.setAccessibleName(self.value_name)
        self.describe(self.json_button, self.value_name)
        self.json_button.clicked.connect(lambda: open_json_dialog(self, self._theme, self._value))
        self.head.addWidget(self.json_button)
        self._box = QWidget(self)
        self._inner = QVBoxLayout(self._box)
        self._inner.setSpacing(0)
        self.parts: dict[str, ParameterRow] = {}
        self._shown = Layers()
        self.column.addWidget(self._box)
        self.set_theme(theme)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.json_button.setMinimumHeight(theme.px(_HEIGHT - 4))
        set_margins(self._inner, self, theme.px(_INDENT), 0, 0, theme.px(4))

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        self._value = value
        self._shown = layers
        offered = offered_parts(self.parameter, layers.model)
        inner = PartLayers.of(layers, self.parameter)
        for path, row in self.parts.items():
            part = part_value(self.parameter, value, path)
            row.parameter = offered.get(path, self.parameter.parts[path])
            is_readable = part is UNSET or fits(row.parameter, part)
            row.set_obstacle("" if is_readable else self.tr("Set in another form: edit it as JSON"))
            row.show_layers(inner if is_readable else PartLayers(model=layers.model))
            is_offered = path in offered and self._has_what_it_refines(value, path)
            row.setVisible(is_offered or part is not UNSET)

    @override
    def set_usable(self, *, is_usable: bool) -> None:
        self.json_button.setEnabled(is_usable)
        self._box.setVisible(is_usable)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.parts:
            # Made when first seen: each is worth several widgets, and most are never looked at.
            parts = self.parameter.parts.items()
            self.parts = {path: self._part(part) for path, part in parts}
            self.show_layers(self._shown)
            self.parts_made.emit()

    def _has_what_it_refines(self, value: Any, path: str) -> bool:
        refined = refined_by(self.parameter, path)
        return not refined or part_at(value, refined) is not UNSET

    def _part(self, part: Parameter) -> ParameterRow:
        row = _PART_ROWS[part.kind](self._theme, part, self._box)
        row.value_chosen.connect(self._choose_part)
        row.unset_requested.connect(self._unset_part)
        # A part is explained by its own help in the tip; the press explains the whole.
        row.explanation_wanted.connect(lambda _: self.explanation_wanted.emit(self.parameter.name))
        self._inner.addWidget(row)
        return row

    def _choose_part(self, path: str, value: object, is_continuing: bool) -> None:
        plain = list(value) if isinstance(value, tuple) else value
        changed = with_part_value(self.parameter, self._value, path, plain)
        self.value_chosen.emit(self.parameter.name, changed, is_continuing)

    def _unset_part(self, path: str) -> None:
        if part_value(self.parameter, self._value, path) is UNSET:
            return
        changed = with_part_value(self.parameter, self._value, path, UNSET)
        if changed:
            self.choose(changed)
        else:
            self.request_unset()
