"""The sheet of keyboard shortcuts, made from the commands themselves."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.commands import COMMANDS, MENUS, Command
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn

_COLUMNS = 2
_GAP = 48
_BAR = 12


class ShortcutsDialog(Dialog):
    """Every command that has a shortcut, by menu.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Keyboard shortcuts"), parent)
        scroll = ScrollColumn(self)
        groups = [_group(theme, scroll.content, *menu) for menu in _by_menu()]
        widest = max(group.sizeHint().width() for group, _ in groups)
        whole = widest * _COLUMNS + theme.px(_GAP) * (_COLUMNS - 1)
        room = self.screen().availableSize().width() - 2 * self.content.contentsMargins().left()
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(_GAP))
        columns.setContentsMargins(0, 0, theme.px(_BAR), 0)
        # The columns are filled by length, so that both end at about the same height.
        lengths = [0] * (_COLUMNS if whole <= room else 1)
        stacks = [QVBoxLayout() for _ in lengths]
        for group, length in groups:
            shortest = lengths.index(min(lengths))
            stacks[shortest].addLayout(group)
            lengths[shortest] += length
        for stack in stacks:
            stack.setSpacing(theme.px(16))
            stack.addStretch(1)
            columns.addLayout(stack, 1)
        scroll.column.addLayout(columns)
        self.content.addWidget(scroll)
        self.take_size(columns.sizeHint().grownBy(self.content.contentsMargins()))


def _by_menu() -> list[tuple[str, list[Command]]]:
    found: list[tuple[str, list[Command]]] = []
    for menu in MENUS:
        commands = [c for c in COMMANDS if c.menu == menu and c.shortcuts]
        if commands:
            found.append((menu, commands))
    return found


def _group(
    theme: Theme, parent: QWidget, menu: str, commands: list[Command]
) -> tuple[QGridLayout, int]:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(24))
    grid.setVerticalSpacing(theme.px(6))
    grid.setColumnStretch(0, 1)
    head = QCoreApplication.translate("Menu", menu)
    grid.addWidget(Label(theme, head, TextStyle.HEADING, "text_2", parent), 0, 0, 1, 2)
    for row, command in enumerate(commands, start=1):
        title = QCoreApplication.translate("Command", command.title)
        native = QKeySequence.SequenceFormat.NativeText
        keys = "   ".join(QKeySequence(keys).toString(native) for keys in command.shortcuts)
        grid.addWidget(ElidedLabel(theme, title, parent=parent), row, 0)
        label = Label(theme, keys, TextStyle.CAPTION, "text_2", parent)
        grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignTrailing)
    return grid, len(commands) + 2
