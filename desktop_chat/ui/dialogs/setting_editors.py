"""Editors for settings by the sort of their value: drop-down, number, switch, line of text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop_chat.core.fields import Kind
from desktop_chat.core.layers import ValueState
from desktop_chat.settings.schema import Setting
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.value_field import NumberFormat, ValueField

_TEXT_WIDTH = 260
_LEAST_CHOICE_WIDTH = 120


class SettingEditor(QObject):
    """A widget that shows a value and tells of another; subclasses know one sort of value.

    Attributes:
        widget: What is put into the page; owns the editor.
    """

    chosen = Signal(object)
    """The user chose a value; whether it fits is for the setting to say."""

    def __init__(self, widget: QWidget, name: str) -> None:
        super().__init__(widget)
        self.widget = widget
        widget.setAccessibleName(name)

    def show_value(self, value: Any) -> None:
        """Show a value, without a signal."""
        raise NotImplementedError


class ChoiceEditor(SettingEditor):
    """A drop-down of the choices."""

    def __init__(self, theme: Theme, setting: Setting, name: str) -> None:
        self._box = ChoiceBox(theme, name)
        self._box.setMinimumWidth(theme.px(_LEAST_CHOICE_WIDTH))
        super().__init__(self._box, name)
        for value, title in zip(setting.choices, setting.choice_titles, strict=True):
            self._box.addItem(QCoreApplication.translate("Settings", title), value)
        self._box.activated.connect(lambda _: self.chosen.emit(self._box.currentData()))

    def show_value(self, value: Any) -> None:
        """Show a choice."""
        self._box.setCurrentIndex(self._box.findData(value))


class NumberEditor(SettingEditor):
    """A field of one number; emptied, it goes back to the default."""

    def __init__(self, theme: Theme, setting: Setting, name: str) -> None:
        step = setting.step or 1
        # A number that moves in whole steps is shown without decimals, whatever its type.
        numbers = NumberFormat(
            minimum=setting.minimum,
            maximum=setting.maximum,
            step=step,
            is_whole=setting.kind is Kind.INTEGER or step >= 1,
        )
        unset = QCoreApplication.translate("Settings", setting.unset_title)
        self._field = ValueField(theme, numbers, unset or f"{setting.default:g}")
        super().__init__(self._field, name)
        self._field.value_chosen.connect(lambda value, _: self.chosen.emit(value))
        self._field.unset_requested.connect(lambda: self.chosen.emit(setting.default))

    def show_value(self, value: Any) -> None:
        """Show a number."""
        is_unset = value is None
        self._field.show_value(value, ValueState.UNSET if is_unset else ValueState.SET)


class SwitchEditor(SettingEditor):
    """A switch."""

    def __init__(self, name: str) -> None:
        self._box = QCheckBox()
        super().__init__(self._box, name)
        self._box.clicked.connect(self.chosen.emit)

    def show_value(self, value: Any) -> None:
        """Show on or off."""
        self._box.setChecked(value)


class TextEditor(SettingEditor):
    """A line of text, chosen when it is left or Enter is pressed."""

    def __init__(self, theme: Theme, name: str) -> None:
        self._field = QLineEdit()
        self._field.setMinimumWidth(theme.px(_TEXT_WIDTH))
        super().__init__(self._field, name)
        self._field.editingFinished.connect(lambda: self.chosen.emit(self._field.text()))

    def show_value(self, value: Any) -> None:
        """Show a text."""
        if self._field.text() != value:
            self._field.setText(value)


def make_editor(theme: Theme, setting: Setting, name: str) -> SettingEditor:
    """Return the editor for a setting; `name` is its accessible name."""
    match setting.kind:
        case Kind.CHOICE:
            return ChoiceEditor(theme, setting, name)
        case Kind.INTEGER | Kind.FLOAT:
            return NumberEditor(theme, setting, name)
        case Kind.BOOLEAN:
            return SwitchEditor(name)
        case _:
            return TextEditor(theme, name)
