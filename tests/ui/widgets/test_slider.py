"""The slider maps places to numbers, shows foreign values, and speaks only for the user."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_chat.core.layers import ValueState
from desktop_chat.ui.theme.tokens import DARK, LIGHT
from desktop_chat.ui.widgets.slider import INSET, ValueSlider

WIDTH = 200 + 2 * INSET
MIDDLE = 12


def shown(qtbot: QtBot, slider: ValueSlider) -> ValueSlider:
    qtbot.addWidget(slider)
    slider.resize(WIDTH, 24)
    slider.show()
    return slider


@pytest.fixture
def temperature(qtbot: QtBot) -> ValueSlider:
    return shown(qtbot, ValueSlider(LIGHT, 0, 2, 0.01))


@pytest.fixture
def tokens(qtbot: QtBot) -> ValueSlider:
    return shown(qtbot, ValueSlider(LIGHT, 1, 32768, 1, uses_log_scale=True))


def spoken(slider: ValueSlider) -> list[tuple[float, bool]]:
    said: list[tuple[float, bool]] = []
    slider.value_chosen.connect(lambda value, goes_on: said.append((value, goes_on)))
    return said


def at(share: float) -> QPoint:
    return QPoint(INSET + round(200 * share), MIDDLE)


def test_showing_a_value_says_nothing(temperature: ValueSlider) -> None:
    said = spoken(temperature)
    temperature.show_value(0.7, ValueState.SET, 1.0)
    temperature.show_value(None, ValueState.UNSET, None)
    temperature.set_span(0, 0.5)
    assert said == []


def test_a_press_chooses_the_number_below_the_pointer(
    qtbot: QtBot, temperature: ValueSlider
) -> None:
    said = spoken(temperature)
    qtbot.mouseClick(temperature, Qt.MouseButton.LeftButton, pos=at(0.25))
    assert said == [(0.5, False)]


def test_a_drag_is_one_act(qtbot: QtBot, temperature: ValueSlider) -> None:
    said = spoken(temperature)
    qtbot.mousePress(temperature, Qt.MouseButton.LeftButton, pos=at(0.25))
    qtbot.mouseMove(temperature, at(0.5))
    qtbot.mouseMove(temperature, QPoint(WIDTH + 50, MIDDLE))
    qtbot.mouseRelease(temperature, Qt.MouseButton.LeftButton, pos=at(1))
    assert said == [(0.5, False), (1.0, True), (2.0, True)]


def test_right_to_left_turns_the_track_around(qtbot: QtBot, temperature: ValueSlider) -> None:
    temperature.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    said = spoken(temperature)
    qtbot.mouseClick(temperature, Qt.MouseButton.LeftButton, pos=at(0.25))
    assert said == [(1.5, False)]


def test_an_unset_slider_pressed_at_its_default_is_set(
    qtbot: QtBot, temperature: ValueSlider
) -> None:
    temperature.show_value(None, ValueState.UNSET, 1.0)
    said = spoken(temperature)
    qtbot.mouseClick(temperature, Qt.MouseButton.LeftButton, pos=at(0.5))
    assert said == [(1.0, False)]
    temperature.show_value(1.0, ValueState.SET, 1.0)
    qtbot.mouseClick(temperature, Qt.MouseButton.LeftButton, pos=at(0.5))
    assert len(said) == 1


def test_assistive_programs_set_the_value(temperature: ValueSlider) -> None:
    said = spoken(temperature)
    accessible = QAccessible.queryAccessibleInterface(temperature)
    assert accessible.role() is QAccessible.Role.Slider
    value = accessible.valueInterface()
    assert (value.minimumValue(), value.maximumValue()) == (0, 200)
    value.setCurrentValue(150)
    assert said == [(1.5, False)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_asks_to_unset(qtbot: QtBot, temperature: ValueSlider, key: Qt.Key) -> None:
    with qtbot.waitSignal(temperature.unset_requested):
        qtbot.keyClick(temperature, key)


def test_keys_move_by_a_step(qtbot: QtBot, temperature: ValueSlider) -> None:
    temperature.show_value(0.7, ValueState.SET, 1.0)
    said = spoken(temperature)
    qtbot.keyClick(temperature, Qt.Key.Key_Right)
    qtbot.keyClick(temperature, Qt.Key.Key_End)
    assert [value for value, _ in said] == [0.71, 2.0]


def test_a_value_beyond_the_ends_stands_at_the_end(temperature: ValueSlider) -> None:
    temperature.show_value(9.0, ValueState.SET, None)
    assert temperature.value() == 200


def test_a_logarithmic_track_gives_numbers_that_people_choose(
    qtbot: QtBot, tokens: ValueSlider
) -> None:
    said = spoken(tokens)
    for share in (0, 2 / 3, 0.7, 1):
        qtbot.mouseClick(tokens, Qt.MouseButton.LeftButton, pos=at(share))
    # The slider begins in the middle, so the first press at its lower end is a change as well.
    assert [value for value, _ in said] == [1, 1000, 1400, 32768]


def test_on_a_logarithmic_track_keys_move_by_a_share(qtbot: QtBot, tokens: ValueSlider) -> None:
    tokens.show_value(1000, ValueState.SET, None)
    said = spoken(tokens)
    qtbot.keyClick(tokens, Qt.Key.Key_Right)
    tokens.show_value(4, ValueState.SET, None)
    qtbot.keyClick(tokens, Qt.Key.Key_Right)
    assert [value for value, _ in said] == [1050, 5]


def test_the_three_states_look_different_in_both_themes(temperature: ValueSlider) -> None:
    pictures: list[bytes] = []
    for theme in (LIGHT, DARK):
        temperature.set_theme(theme)
        for state in ValueState:
            temperature.show_value(0.7, state, 1.0)
            image = temperature.grab().toImage()
            pictures.append(bytes(image.constBits()))
    assert len(set(pictures)) == 6


def test_the_hit_area_is_never_lower_than_24(temperature: ValueSlider) -> None:
    for text_px in (10, 13, 26):
        temperature.set_theme(replace(LIGHT, text_px=text_px))
        assert temperature.sizeHint().height() >= 24


def test_a_held_key_is_one_act(temperature: ValueSlider) -> None:
    temperature.show_value(0.7, ValueState.SET, 1.0)
    said = spoken(temperature)
    for is_repeated in (False, True, True):
        press = QEvent.Type.KeyPress
        unshifted = Qt.KeyboardModifier.NoModifier
        key = QKeyEvent(press, Qt.Key.Key_Right, unshifted, "", autorep=is_repeated)
        QApplication.sendEvent(temperature, key)
    assert said == [(0.71, False), (0.72, True), (0.73, True)]
