"""The commands as Qt actions: the menus, their shortcuts, and whether each makes sense now.

What a command does is the window's to say: an action only tells which was triggered.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop_chat.app.command_rules import CommandState
from desktop_chat.app.commands import COMMANDS, MENUS, Command, command

_MAC_ROLES = {
    "app.quit": QAction.MenuRole.QuitRole,
    "app.settings": QAction.MenuRole.PreferencesRole,
    "help.about": QAction.MenuRole.AboutRole,
}


def shortcut_text(command_id: str) -> str:
    """Return a command's first shortcut as the desktop writes it, "" where it has none."""
    keys = command(command_id).shortcuts[:1]
    native = QKeySequence.SequenceFormat.NativeText
    return QKeySequence(keys[0]).toString(native) if keys else ""


class Actions(QObject):
    """One action for each command, on one window.

    Args:
        window: Where the shortcuts hold.
    """

    triggered = Signal(str)
    """A command, by its id."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions = {entry.id: self._action(entry) for entry in COMMANDS}
        window.addActions(list(self._actions.values()))

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def fill(self, menu_bar: QMenuBar) -> None:
        """Put every command into its menu."""
        letters: set[str] = set()
        for title in MENUS:
            shown = QCoreApplication.translate("Menu", title)
            menu = menu_bar.addMenu(_with_mnemonic(shown, letters))
            menu.setAccessibleName(shown)
            self._fill_menu(menu, [entry for entry in COMMANDS if entry.menu == title])

    def menu(self, command_ids: Iterable[str], parent: QWidget) -> QMenu:
        """Return a menu of some commands."""
        menu = QMenu(parent)
        for command_id in command_ids:
            menu.addAction(self._actions[command_id])
        return menu

    def _fill_menu(self, menu: QMenu, entries: Iterable[Command]) -> None:
        menus = {"": menu}
        for entry in entries:
            if entry.starts_group:
                menus.get(entry.submenu, menu).addSeparator()
            if entry.submenu not in menus:
                shown = QCoreApplication.translate("Menu", entry.submenu)
                menus[entry.submenu] = menu.addMenu(shown)
                menus[entry.submenu].setAccessibleName(shown)
            menus[entry.submenu].addAction(self._actions[entry.id])

    def follow(self, state: CommandState) -> None:
        """Enable what makes sense in a state, and nothing else."""
        for entry in COMMANDS:
            self._actions[entry.id].setEnabled(entry.enabled(state))

    def _action(self, entry: Command) -> QAction:
        action = QAction(QCoreApplication.translate("Command", entry.title), self)
        action.setObjectName(entry.id)
        action.setShortcuts([QKeySequence(keys) for keys in entry.shortcuts])
        if entry.is_local:
            # Shown, but no shortcut of the window: no widget's own is this action's.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setCheckable(entry.is_checkable)
        action.setMenuRole(_MAC_ROLES.get(entry.id, QAction.MenuRole.NoRole))
        action.triggered.connect(lambda *_: self.triggered.emit(entry.id))
        return action


def _with_mnemonic(title: str, taken: set[str]) -> str:
    """Return a menu's title with a mark before its first letter that no other menu has taken."""
    for place, letter in enumerate(title):
        if letter.isalnum() and letter.lower() not in taken:
            taken.add(letter.lower())
            return f"{title[:place]}&{title[place:]}"
    return title
