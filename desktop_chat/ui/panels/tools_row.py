"""The row of the tools: each with its switch, and an editor that checks it while typing."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox
from typing_extensions import override

from desktop_chat.core.layers import Layers, ValueState
from desktop_chat.core.tools import Tool, is_on, switched, tool_problem, tool_title
from desktop_chat.ui.panels.json_dialog import JsonDialog, json_text
from desktop_chat.ui.panels.list_row import ListRow
from desktop_chat.ui.theme.fonts import small_font
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import set_plain_tooltip

_TEMPLATE: Tool = {
    "type": "function",
    "function": {
        "name": "",
        "description": "",
        "parameters": {"type": "object", "properties": {}, "required": []},
    },
}


class ToolsRow(ListRow):
    """A list of tools; one that is switched off is kept and not sent."""

    _tools: tuple[Tool, ...] = ()

    @override
    def show_value(self, layers: Layers, value: Any, state: ValueState) -> None:
        tools: tuple[Tool, ...] = tuple(value or ())
        if tools == self._tools and self._lines.count() == len(tools):
            return
        self._tools = tools
        self.clear_lines()
        for index, tool in enumerate(tools):
            self._add_tool(index, tool)

    @override
    def add(self) -> None:
        self._edit(len(self._tools), _TEMPLATE)

    def _add_tool(self, index: int, tool: Tool) -> None:
        theme, title = self._theme, tool_title(tool) or self.tr("without a name")
        switch = QCheckBox(title)
        switch.setFont(small_font(theme))
        switch.setChecked(is_on(tool))
        switch.setAccessibleName(self.tr("Send tool {}").format(title))
        problem = tool_problem(tool)
        set_plain_tooltip(switch, problem or json_text(tool))
        switch.clicked.connect(
            lambda is_wanted: self._replace(index, switched(tool, is_wanted=is_wanted))
        )
        edit = IconButton(theme, "pencil", self.tr("Edit tool {}").format(title), extent=24)
        edit.clicked.connect(lambda: self._edit(index, tool))
        remove = IconButton(theme, "x", self.tr("Remove tool {}").format(title), extent=24)
        remove.clicked.connect(lambda: self._choose_all(self._without(index)))
        self.add_line(switch, edit, remove, stretched=switch)

    def _edit(self, index: int, tool: Tool) -> None:
        dialog = JsonDialog(
            self._theme,
            self.parameter,
            json_text(tool),
            self.window(),
            check=tool_problem,
            is_part=True,
        )
        dialog.value_chosen.connect(lambda value: self._replace(index, value))
        dialog.open()

    def _replace(self, index: int, tool: Tool) -> None:
        self._choose_all((*self._tools[:index], tool, *self._tools[index + 1 :]))

    def _without(self, index: int) -> tuple[Tool, ...]:
        return self._tools[:index] + self._tools[index + 1 :]

    def _choose_all(self, tools: tuple[Tool, ...]) -> None:
        if tools:
            self.choose(tools)
        else:
            self.request_unset()
