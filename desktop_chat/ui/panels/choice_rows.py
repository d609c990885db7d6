"""Rows of parameters that are no numbers: switches, choices, short strings, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from typing_extensions import override

from desktop_chat.core.layers import Layers, ValueState
from desktop_chat.core.parts import fits, offered_choices
from desktop_chat.core.sampling import Parameter
from desktop_chat.ui.panels.json_dialog import JsonDialog, json_text
from desktop_chat.ui.panels.parameter_row import ParameterRow
from desktop_chat.ui.theme.fonts import small_font
from desktop_chat.ui.theme.style import restyle
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.chips import ChipsEditor
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import set_plain_tooltip
from desktop_chat.ui.widgets.segmented import SegmentedControl

_HEIGHT = 32
_BOX_WIDTH = 124
_BUTTON_HEIGHT = 24
_TEXT_WIDTH = 68
_UNSET = ""


class EditorRow(ParameterRow):
    """A row of one line, with one editor at its end."""

    def place(self, editor: QWidget, stretch: int = 0) -> None:
        """Put the editor into the row; the last step of the construction."""
        self._editor = editor
        self.head.addWidget(editor, stretch)
        self.set_theme(self._theme)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setMinimumHeight(theme.px(_HEIGHT))

    @override
    def set_usable(self, *, is_usable: bool) -> None:
        self._editor.setEnabled(is_usable)


class FlagRow(EditorRow):
    """A row with three choices: the default, on, off."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        choices = ((_UNSET, self.tr("default")), ("on", self.tr("On")), ("off", self.tr("Off")))
        self.switch = SegmentedControl(theme, self.value_name, choices, height=24, parent=self)
        self.describe(self.switch, self.value_name)
        self.switch.chosen.connect(self._report)
        self.place(self.switch)

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        self.switch.set_current(_UNSET if value is None else "on" if value else "off")

    def _report(self, key: str) -> None:
        if key == _UNSET:
            self.request_unset()
        else:
            self.choose(key == "on")


class ChoiceRow(EditorRow):
    """A row with a drop-down that begins with the default."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        self.box = ChoiceBox(theme, self.value_name, is_dense=True, parent=self)
        self.describe(self.box, self.value_name)
        self._offered: tuple[str, ...] = ()
        self.box.activated.connect(self._report)
        self.place(self.box)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.box.setMinimumWidth(theme.px(_BOX_WIDTH))

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        self._offer(offered_choices(self.parameter, layers.model), value, layers)
        self.box.setCurrentIndex(max(0, self.box.findData(value or _UNSET)))
        restyle(self.box, "state", state.value)

    def _report(self, index: int) -> None:
        choice = self.box.itemData(index)
        if choice == _UNSET:
            self.request_unset()
        else:
            self.choose(choice)

    def _offer(self, choices: Sequence[str], value: Any, layers: Layers) -> None:
        """List what the model takes, and a value that it does not take where it is set."""
        default = layers.default(self.parameter)
        unset = self.tr("default: {}").format(default) if default else self.tr("default")
        kept = (value,) if value is not None and value not in choices else ()
        offered = (unset, *choices, *kept)
        if offered != self._offered:
            self._offered = offered
            self.box.clear()
            self.box.addItem(unset, _UNSET)
            for choice in offered[1:]:
                self.box.addItem(choice, choice)


class StringsRow(EditorRow):
    """A row with chips; without any the parameter is unset."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        self.chips = ChipsEditor(
            theme, parameter.title, parameter.max_items or 1, self, example=parameter.example
        )
        self.describe(self.chips, self.tr("{} list").format(parameter.title))
        self.chips.strings_chosen.connect(self._report)
        # The chips wrap in what the name leaves of the width.
        self.head.takeAt(self.head.count() - 1)
        self.place(self.chips, stretch=1)

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        self.chips.set_strings(value or ())

    def _report(self, strings: tuple[str, ...]) -> None:
        if strings:
            self.choose(strings)
        else:
            self.request_unset()


class TextRow(EditorRow):
    """A row with a field for a short text of a given form; empty, the parameter is unset."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        self._is_continuing = False
        self.field = QLineEdit(self)
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setPlaceholderText(parameter.example)
        self.field.setProperty("state", ValueState.UNSET.value)
        self.field.setProperty("problem", False)
        self.describe(self.field, self.value_name)
        self.field.textEdited.connect(self._report)
        self.field.editingFinished.connect(self._finish)
        self.place(self.field)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.field.setFont(small_font(theme))
        self.field.setFixedWidth(theme.px(_TEXT_WIDTH))
        self.field.setMinimumHeight(theme.px(_BUTTON_HEIGHT))

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        text = "" if value is None else str(value)
        if text != self.field.text() and not (self._is_continuing and self.field.hasFocus()):
            self.field.setText(text)
            restyle(self.field, "problem", False)
        restyle(self.field, "state", state.value)

    def _report(self, text: str) -> None:
        typed = text.strip().replace(",", ".")
        has_problem = bool(typed) and not fits(self.parameter, typed)
        restyle(self.field, "problem", has_problem)
        if not typed:
            self.request_unset()
        elif not has_problem:
            self.value_chosen.emit(self.parameter.name, typed, self._is_continuing)
            self._is_continuing = True

    def _finish(self) -> None:
        self._is_continuing = False


def open_json_dialog(row: ParameterRow, theme: Theme, value: Any) -> None:
    """Open the editor of a row's value as JSON text; None: unset."""
    text = "" if value is None else json_text(value)
    dialog = JsonDialog(theme, row.parameter, text, row.window())
    dialog.value_chosen.connect(row.choose)
    dialog.unset_requested.connect(row.request_unset)
    dialog.open()


class JsonRow(EditorRow):
    """A row with a short summary of a JSON value, which opens the editor."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        self._value: Any = None
        self.button = QPushButton(self)
        self.button.setProperty("kind", "value")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.describe(self.button, self.value_name)
        self.button.clicked.connect(self._edit)
        self.place(self.button)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.button.setFont(small_font(theme))
        self.button.setFixedWidth(theme.px(_BOX_WIDTH))
        self.button.setMinimumHeight(theme.px(_BUTTON_HEIGHT))

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        self._value = value
        summary = self.tr("default") if value is None else self._summary(value)
        room = self.button.width() - self._theme.px(16)
        metrics = self.button.fontMetrics()
        self.button.setText(metrics.elidedText(summary, Qt.TextElideMode.ElideRight, room))
        set_plain_tooltip(self.button, "" if value is None else json_text(value))
        restyle(self.button, "state", state.value)

    def _summary(self, value: Any) -> str:
        if isinstance(value, dict):
            return ", ".join(
                f"{key}: {inner if isinstance(inner, str | int | float) else '…'}"
                for key, inner in value.items()
            )
        return str(value)

    def _edit(self) -> None:
        open_json_dialog(self, self._theme, self._value)
