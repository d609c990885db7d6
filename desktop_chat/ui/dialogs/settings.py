"""The settings window: one page for each page of the schema, every change kept at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_chat.app.services import Services
from desktop_chat.errors import AppError
from desktop_chat.settings.schema import SETTINGS, Page, Setting
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.page_list import PageList
from desktop_chat.ui.dialogs.setting_editors import SettingEditor, make_editor
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn

_FROM_NEXT_START = frozenset({Page.NETWORK, Page.PRACTICE})
"""Pages whose values are taken when connections and the practice model are made."""


class SettingsWindow(Dialog):
    """A list of pages, and the settings of one.

    Args:
        theme: The colours and sizes.
        services: The settings, and where to tell that they cannot be kept.
    """

    def __init__(self, theme: Theme, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Settings"), parent)
        self._theme = theme
        self._services = services
        self.take_size(QSize(theme.px(820), theme.px(600)))
        self.list = PageList(theme, self.tr("Pages"))
        self.rows: dict[str, SettingRow] = {}
        self._pages = QStackedWidget()
        for page in Page:
            self.list.addItem(QCoreApplication.translate("Settings", page.value))
            self._pages.addWidget(self._page(page))
        self.list.currentRowChanged.connect(self._pages.setCurrentIndex)
        self.list.setCurrentRow(0)
        row = QHBoxLayout()
        row.setSpacing(theme.px(24))
        row.addWidget(self.list)
        row.addWidget(self._pages, 1)
        self.content.addLayout(row, 1)
        disconnect = services.settings.changed.connect(lambda _: self._follow())
        self.finished.connect(lambda _: disconnect())

    def show_page(self, page: Page) -> None:
        """Turn to a page."""
        self.list.setCurrentRow(list(Page).index(page))

    def _page(self, page: Page) -> QWidget:
        scroll = ScrollColumn()
        title = QCoreApplication.translate("Settings", page.value)
        scroll.column.addWidget(Label(self._theme, title, TextStyle.TITLE))
        scroll.column.setSpacing(self._theme.px(16))
        if page in _FROM_NEXT_START:
            when = self.tr("Changes on this page hold from the next start of the program.")
            note = Label(self._theme, when, TextStyle.CAPTION, "text_2")
            note.setWordWrap(True)
            scroll.column.addWidget(note)
        for setting in SETTINGS:
            if setting.page is page:
                row = SettingRow(self._theme, setting, self._services)
                self.rows[setting.path] = row
                scroll.column.addWidget(row)
        scroll.column.addStretch(1)
        return scroll

    def _follow(self) -> None:
        for row in self.rows.values():
            row.show_value()


class SettingRow(QWidget):
    """Title and help of a setting, its editor, and a way back to its default.

    Args:
        theme: The colours and sizes.
        setting: What it is.
        services: Where it is kept.
    """

    def __init__(self, theme: Theme, setting: Setting, services: Services) -> None:
        super().__init__()
        self._setting = setting
        self._services = services
        title = QCoreApplication.translate("Settings", setting.title)
        words = QCoreApplication.translate("Settings", setting.help)
        self.editor: SettingEditor = make_editor(theme, setting, title)
        self.editor.widget.setAccessibleDescription(words)
        self.editor.chosen.connect(self._change)
        resets = self.tr("Reset {0}").format(title)
        self.reset = IconButton(theme, "rotate-ccw", resets, extent=28)
        self.reset.clicked.connect(lambda *_: self._change(setting.default))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        name = Label(theme, title, TextStyle.BODY)
        name.setWordWrap(True)
        head.addWidget(name, 1)
        head.addWidget(self.reset)
        head.addWidget(self.editor.widget, 0, Qt.AlignmentFlag.AlignTrailing)
        if setting.unit:
            head.addWidget(Label(theme, setting.unit, TextStyle.CAPTION, "text_2"))
        says = Label(theme, words, TextStyle.CAPTION, "text_2")
        says.setWordWrap(True)
        self._problem = Label(theme, "", TextStyle.CAPTION, "danger")
        self._problem.setWordWrap(True)
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(head)
        column.addWidget(says)
        column.addWidget(self._problem)
        self.show_value()

    @property
    def problem(self) -> str:
        """Why the last value was not taken, "" where it was."""
        return "" if self._problem.isHidden() else self._problem.text()

    def show_value(self) -> None:
        """Show the value that is in force."""
        value = self._setting.read(self._services.settings.settings)
        self.editor.show_value(value)
        self.reset.setEnabled(value != self._setting.default)

    def _change(self, value: Any) -> None:
        store = self._services.settings
        self._problem.hide()
        try:
            store.update(self._setting.change(store.settings, value))
        except AppError as error:
            self._problem.setText(" ".join(part for part in (error.text, error.advice) if part))
            self._problem.show()
        self.show_value()
