"""The row of the response format: text, a JSON object, or JSON of a schema."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from desktop_chat.core.conflict import entries
from desktop_chat.core.layers import Layers, ValueState
from desktop_chat.core.sampling import Parameter
from desktop_chat.core.tools import format_problem
from desktop_chat.ui.panels.choice_rows import EditorRow
from desktop_chat.ui.panels.json_dialog import JsonDialog, json_text
from desktop_chat.ui.panels.parameter_row import EDGE, NAME_START
from desktop_chat.ui.theme.fonts import small_font
from desktop_chat.ui.theme.style import restyle
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import set_plain_tooltip
from desktop_chat.ui.widgets.margins import set_margins

_UNSET, _SCHEMA, _OTHER = "", "json_schema", "other"
_BOX_WIDTH = 124
_TEMPLATE = {
    "type": "json_schema",
    "json_schema": {
        "name": "answer",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {"answer": {"type": "string"}},
            "required": ["answer"],
            "additionalProperties": False,
        },
    },
}


class FormatRow(EditorRow):
    """A drop-down of the forms; a schema has a line of its own that opens its editor."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        self._value: Any = None
        self.box = ChoiceBox(theme, self.value_name, is_dense=True, parent=self)
        for key, words in (
            (_UNSET, self.tr("default")),
            ("text", self.tr("Text")),
            ("json_object", self.tr("JSON object")),
            (_SCHEMA, self.tr("JSON schema…")),
        ):
            self.box.addItem(words, key)
        self.describe(self.box, self.value_name)
        self.box.activated.connect(self._report)
        self.schema_button = QPushButton(self)
        self.schema_button.setProperty("kind", "value")
        self.schema_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.schema_button.setAccessibleName(self.tr("Edit the schema"))
        self.schema_button.clicked.connect(lambda: self._edit(self._value))
        self.schema_button.hide()
        self._schema_line = QHBoxLayout()
        self._schema_line.addWidget(self.schema_button)
        self.place(self.box)
        self.column.addLayout(self._schema_line)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "_schema_line"):
            self.box.setMinimumWidth(theme.px(_BOX_WIDTH))
            self.schema_button.setFont(small_font(theme))
            start, end = theme.px(NAME_START), theme.px(EDGE)
            set_margins(self._schema_line, self, start, theme.px(2), end, theme.px(4))

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        self._value = value
        kind = _UNSET if value is None else str(entries(value).get("type", ""))
        place = self.box.findData(kind)
        if place < 0:
            self._name_other(kind)
            place = self.box.findData(_OTHER)
        self.box.setCurrentIndex(place)
        restyle(self.box, "state", state.value)
        restyle(self.schema_button, "state", state.value)
        self._show_schema(value if kind == _SCHEMA or place == self.box.findData(_OTHER) else None)

    def _show_schema(self, value: Any) -> None:
        self.schema_button.setVisible(value is not None)
        if value is None:
            return
        described = entries(entries(value).get("json_schema"))
        names = ", ".join(entries(entries(described.get("schema")).get("properties")))
        words = f"{described.get('name', '')}: {names}" if described else json_text(value)
        room = self.width() - self._theme.px(NAME_START + EDGE + 20)
        metrics = self.schema_button.fontMetrics()
        elided = metrics.elidedText(" ".join(words.split()), Qt.TextElideMode.ElideRight, room)
        self.schema_button.setText(elided.replace("&", "&&"))
        self.schema_button.setAccessibleName(self.tr("Edit the schema, {}").format(words))
        set_plain_tooltip(self.schema_button, json_text(value))

    def _name_other(self, kind: str) -> None:
        if self.box.findData(_OTHER) < 0:
            self.box.addItem(kind, _OTHER)
        self.box.setItemText(self.box.findData(_OTHER), kind)

    def _report(self, index: int) -> None:
        kind = self.box.itemData(index)
        if kind == _UNSET:
            self.request_unset()
        elif kind == _SCHEMA:
            self._edit(self._value if entries(self._value).get("type") == _SCHEMA else _TEMPLATE)
        elif kind != _OTHER:
            self.choose({"type": kind})

    def _edit(self, value: Any) -> None:
        dialog = JsonDialog(
            self._theme, self.parameter, json_text(value), self.window(), check=format_problem
        )
        dialog.value_chosen.connect(self.choose)
        dialog.unset_requested.connect(self.request_unset)
        dialog.rejected.connect(self._spring_back)
        dialog.open()

    def _spring_back(self) -> None:
        kind = _UNSET if self._value is None else str(entries(self._value).get("type", ""))
        self.box.setCurrentIndex(max(0, self.box.findData(kind)))
