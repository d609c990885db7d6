"""The row of the tool choice: the API's words, and each function that is among the tools."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.core.conflict import entries
from desktop_chat.core.layers import Layers, ValueState
from desktop_chat.core.sampling import PARAMETERS, Parameter
from desktop_chat.core.tools import function_name, is_on
from desktop_chat.ui.panels.choice_rows import EditorRow
from desktop_chat.ui.theme.style import restyle
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.choice_box import ChoiceBox

_BOX_WIDTH = 124
_WORDS = ("none", "auto", "required")


class ToolChoiceRow(EditorRow):
    """A drop-down that names the functions as they are now."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        self._offered: tuple[tuple[str, Any], ...] = ()
        self.box = ChoiceBox(theme, self.value_name, is_dense=True, parent=self)
        self.describe(self.box, self.value_name)
        self.box.activated.connect(self._report)
        self.place(self.box)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "box"):
            self.box.setMinimumWidth(theme.px(_BOX_WIDTH))

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        tools = layers.value(PARAMETERS["tools"]) or ()
        names = [name for tool in tools if is_on(tool) and (name := function_name(tool))]
        chosen = entries(entries(value).get("function")).get("name")
        if isinstance(chosen, str) and chosen not in names:
            names.append(chosen)
        unset = self.tr("default: {}").format(self.parameter.default)
        functions = [(f"{name}()", _function(name)) for name in names]
        offered = ((unset, None), *((word, word) for word in _WORDS), *functions)
        if value is not None and value not in [each for _, each in offered]:
            offered = (*offered, (self.tr("as JSON"), value))
        if offered != self._offered:
            self._offered = offered
            self.box.clear()
            self.box.addItems([words for words, _ in offered])
        self.box.setCurrentIndex([each for _, each in offered].index(value))
        restyle(self.box, "state", state.value)

    def _report(self, index: int) -> None:
        value = self._offered[index][1]
        if value is None:
            self.request_unset()
        else:
            self.choose(value)


def _function(name: str) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name}}
