"""Which row edits which parameter: by its kind, and a few by their names."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_chat.core.sampling import Kind, Parameter
from desktop_chat.ui.panels.bias_row import BiasRow
from desktop_chat.ui.panels.choice_rows import ChoiceRow, FlagRow, JsonRow, StringsRow, TextRow
from desktop_chat.ui.panels.format_row import FormatRow
from desktop_chat.ui.panels.number_row import NumberRow, SeedRow
from desktop_chat.ui.panels.object_row import ObjectRow
from desktop_chat.ui.panels.parameter_row import ParameterRow
from desktop_chat.ui.panels.tool_choice_row import ToolChoiceRow
from desktop_chat.ui.panels.tools_row import ToolsRow
from desktop_chat.ui.theme.tokens import Theme

_BY_KIND: dict[Kind, type[ParameterRow]] = {
    Kind.FLOAT: NumberRow,
    Kind.INTEGER: NumberRow,
    Kind.BOOLEAN: FlagRow,
    Kind.CHOICE: ChoiceRow,
    Kind.STRINGS: StringsRow,
    Kind.TEXT: TextRow,
    Kind.JSON: JsonRow,
}
_BY_NAME: dict[str, type[ParameterRow]] = {
    "seed": SeedRow,
    "logit_bias": BiasRow,
    "response_format": FormatRow,
    "tools": ToolsRow,
    "tool_choice": ToolChoiceRow,
}


def make_row(theme: Theme, parameter: Parameter, parent: QWidget) -> ParameterRow:
    """Return a new row for a parameter: one of an object with known parts shows each of them."""
    kind = ObjectRow if parameter.parts else _BY_KIND[parameter.kind]
    return _BY_NAME.get(parameter.name, kind)(theme, parameter, parent)
