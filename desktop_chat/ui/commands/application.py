"""Undo and redo, settings, help, quit: the commands about the program itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from desktop_chat.app.services import Services
from desktop_chat.settings.schema import Page
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.dialogs.about import AboutDialog
from desktop_chat.ui.dialogs.settings import SettingsWindow
from desktop_chat.ui.dialogs.shortcuts import ShortcutsDialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.undo_history import UndoHistory


class ApplicationCommands:
    """Carries out the commands about the program.

    Args:
        window: What dialogs belong to.
        services: For the settings.
        theme: Gives the present theme to a dialog.
        history: What is undone where no text field has the keyboard.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        theme: Callable[[], Theme],
        history: UndoHistory,
    ) -> None:
        self._window = window
        self._services = services
        self._theme = theme
        self._history = history

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "edit.undo": self._undo,
            "edit.redo": self._redo,
            "app.settings": self._show_settings,
            "spending.caps": lambda: self._show_settings(Page.SPENDING),
            "app.quit": self._quit,
            "help.shortcuts": lambda: ShortcutsDialog(self._theme(), self._window).open(),
            "help.about": lambda: AboutDialog(self._theme(), self._window).open(),
        }

    def _undo(self) -> None:
        history = _text_history()
        if history is not None and history.isUndoAvailable():
            history.undo()
        else:
            self._history.undo()

    def _redo(self) -> None:
        history = _text_history()
        if history is not None and history.isRedoAvailable():
            history.redo()
        else:
            self._history.redo()

    def _show_settings(self, page: Page | None = None) -> None:
        window = SettingsWindow(self._theme(), self._services, self._window)
        if page is not None:
            window.show_page(page)
        window.open()

    def _quit(self) -> None:
        self._window.close()


def _text_history() -> QTextDocument | QLineEdit | None:
    """Return what remembers the steps of the text field that has the keyboard, if one has."""
    field = QApplication.focusWidget()
    if isinstance(field, QPlainTextEdit):
        return field.document()
    return field if isinstance(field, QLineEdit) else None
