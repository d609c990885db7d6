"""The sheet of keyboard shortcuts, made from the commands themselves."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.commands import COMMANDS, MENUS, Command
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle

_COLUMNS = 2


class ShortcutsDialog(Dialog):
    """Every command that has a shortcut, by menu.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Keyboard shortcuts"), parent)
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(48))
        groups = [_group(theme, menu, commands) for menu, commands in _by_menu()]
        # The columns are filled by length, so that both end at about the same height.
        lengths = [0] * _COLUMNS
        stacks = [QVBoxLayout() for _ in range(_COLUMNS)]
        for group, length in groups:
            shortest = lengths.index(min(lengths))
            stacks[shortest].addLayout(group)
            lengths[shortest] += length
        for stack in stacks:
            stack.setSpacing(theme.px(16))
            stack.addStretch(1)
            columns.addLayout(stack, 1)
        self.content.addLayout(columns)


def _by_menu() -> list[tuple[str, list[Command]]]:
    found: list[tuple[str, list[Command]]] = []
    for menu in MENUS:
        commands = [c for c in COMMANDS if c.menu == menu and c.shortcuts]
        if commands:
            found.append((menu, commands))
    return found


def _group(theme: Theme, menu: str, commands: list[Command]) -> tuple[QGridLayout, int]:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(24))
    grid.setVerticalSpacing(theme.px(6))
    head = QCoreApplication.translate("Menu", menu)
    grid.addWidget(Label(theme, head, TextStyle.HEADING, "text_2"), 0, 0, 1, 2)
    for row, command in enumerate(commands, start=1):
        title = QCoreApplication.translate("Command", command.title)
        native = QKeySequence.SequenceFormat.NativeText
        keys = "   ".join(QKeySequence(keys).toString(native) for keys in command.shortcuts)
        grid.addWidget(Label(theme, title), row, 0)
        label = Label(theme, keys, TextStyle.CAPTION, "text_2")
        grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignTrailing)
    return grid, len(commands) + 2
