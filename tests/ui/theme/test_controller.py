"""The theme follows the setting and the desktop, and reaches every widget."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.ui.theme.controller import ThemeController
from desktop_chat.ui.theme.fonts import caption_font, code_font, message_font, system_text_px
from desktop_chat.ui.theme.themed import spread_theme
from desktop_chat.ui.theme.tokens import DARK, LIGHT, Theme


@pytest.fixture
def controller(qapp: QApplication) -> Iterator[ThemeController]:
    font, colours = qapp.font(), qapp.palette()
    made = ThemeController(qapp, "light")
    yield made
    made.set_scheme("system")
    made.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(colours)
    qapp.setFont(font)


def window_colour(application: QApplication) -> str:
    return application.palette().color(QPalette.ColorRole.Window).name().upper()


def test_the_setting_wins_over_the_desktop(
    qapp: QApplication, qtbot: QtBot, controller: ThemeController
) -> None:
    assert window_colour(qapp) == LIGHT.bg_window
    with qtbot.waitSignal(controller.changed) as signal:
        controller.set_scheme("dark")
    assert signal.args == [controller.theme]
    assert controller.theme.is_dark
    assert window_colour(qapp) == DARK.bg_window


def test_the_same_choice_again_dresses_nothing(qtbot: QtBot, controller: ThemeController) -> None:
    with qtbot.assertNotEmitted(controller.changed):
        controller.set_scheme("light")
        controller.set_text_percent(100)


def test_text_and_lengths_grow_together(qapp: QApplication, controller: ThemeController) -> None:
    controller.set_text_percent(200)
    assert controller.theme.text_px == 2 * system_text_px()
    assert qapp.font().pixelSize() == 2 * system_text_px()
    assert controller.theme.px(32) >= 59


def test_all_text_stays_legible_when_it_is_small(controller: ThemeController) -> None:
    controller.set_text_percent(80)
    for font in (caption_font, message_font):
        assert font(controller.theme).pixelSize() >= 11


def test_digits_keep_their_width_and_code_has_no_ligatures(qapp: QApplication) -> None:
    assert message_font(LIGHT).featureValue(QFont.Tag("tnum")) == 1
    assert code_font(LIGHT).featureValue(QFont.Tag("calt")) == 0
    assert code_font(LIGHT).featureValue(QFont.Tag("liga")) == 0


class Painted(QLabel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.themes: list[Theme] = []

    def set_theme(self, theme: Theme) -> None:
        self.themes.append(theme)


def test_a_theme_reaches_every_themed_widget_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    outer = Painted(window)
    inner = Painted(outer)
    QLabel(outer)
    spread_theme(window, DARK)
    assert outer.themes == inner.themes == [DARK]
