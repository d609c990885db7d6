"""Every setting has its editor, holds at once, says what it takes, and can be reset."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from support.window import Desktop, desktop

from desktop_chat.settings.schema import SETTINGS, Page
from desktop_chat.ui.dialogs.settings import SettingRow, SettingsWindow


def opened_settings(opened: Desktop) -> SettingsWindow:
    opened.window.run("app.settings")
    (window,) = opened.window.findChildren(SettingsWindow)
    return window


def row(window: SettingsWindow, path: str) -> SettingRow:
    return window.rows[path]


async def test_every_setting_stands_on_its_page_with_a_name_and_an_explanation() -> None:
    async with desktop() as opened:
        window = opened_settings(opened)
        assert set(window.rows) == {setting.path for setting in SETTINGS}
        assert window.list.count() == len(Page)
        for setting in SETTINGS:
            editor = row(window, setting.path).editor.widget
            assert editor.accessibleName() == setting.title
            assert editor.accessibleDescription() == setting.help
        window.close()


async def test_a_choice_holds_at_once() -> None:
    async with desktop() as opened:
        window = opened_settings(opened)
        box = row(window, "appearance.color_scheme").editor.widget
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(box.findData("dark"))
        box.activated.emit(box.currentIndex())
        assert opened.opened.services.settings.settings.appearance.color_scheme == "dark"
        assert opened.window.theme.is_dark
        row(window, "appearance.color_scheme").reset.click()
        assert opened.opened.services.settings.settings.appearance.color_scheme == "system"
        window.close()


async def test_a_number_is_typed_and_reset() -> None:
    async with desktop() as opened:
        window = opened_settings(opened)
        window.list.setCurrentRow(list(Page).index(Page.NETWORK))
        line = row(window, "network.idle_limit_s")
        field = line.editor.widget
        assert isinstance(field, QLineEdit)
        assert field.text() == "60"
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "90")
        assert opened.opened.services.settings.settings.network.idle_limit_s == 90
        line.reset.click()
        assert opened.opened.services.settings.settings.network.idle_limit_s == 60
        assert not line.reset.isEnabled()
        window.close()


async def test_the_send_key_changes_the_composer() -> None:
    async with desktop() as opened:
        window = opened_settings(opened)
        row(window, "appearance.send_with").editor.chosen.emit("ctrl+enter")
        window.close()
        opened.write("a")
        opened.press(Qt.Key.Key_Return)
        assert opened.window.chat.composer.text == "a\n"


async def test_a_value_that_does_not_fit_is_explained_and_not_taken() -> None:
    async with desktop() as opened:
        window = opened_settings(opened)
        line = row(window, "network.idle_limit_s")
        line.editor.chosen.emit(0)
        assert "It takes" in line.problem
        assert opened.opened.services.settings.settings.network.idle_limit_s == 60
        window.close()


async def test_text_grows_by_command_within_its_limits() -> None:
    async with desktop() as opened:
        normal = opened.window.theme.text_px
        for _ in range(30):
            opened.window.run("view.larger")
        assert opened.window.theme.text_px == normal * 2
        opened.window.run("view.smaller")
        assert opened.window.theme.text_px < normal * 2
        opened.window.run("view.normal")
        assert opened.window.theme.text_px == normal
