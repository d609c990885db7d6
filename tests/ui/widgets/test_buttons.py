"""Buttons have a name, a size that can be hit, and leave the keyboard where it was."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QIcon, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QHBoxLayout,
    QStyleOptionButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_chat.core.layers import ValueState
from desktop_chat.ui.theme.style import stylesheet
from desktop_chat.ui.theme.tokens import DARK, LIGHT, Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, IconButton, TextButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.search_field import SearchField
from desktop_chat.ui.widgets.state_dot import StateDot


def wheel_down(widget: QWidget) -> QWheelEvent:
    """Return one notch of the wheel, towards the user, over a widget."""
    middle = QPointF(widget.rect().center())
    return QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_an_icon_button_is_named_and_hittable(qtbot: QtBot) -> None:
    button = IconButton(LIGHT, "search", "Search & find")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Search & find"
    assert "Search &amp; find" in button.toolTip()
    assert (button.width(), button.height()) == (32, 32)
    button.set_theme(replace(LIGHT, text_px=26))
    assert (button.width(), button.iconSize().width()) == (64, 32)


def test_an_icon_button_takes_the_colour_and_direction_of_its_place(qtbot: QtBot) -> None:
    button = IconButton(LIGHT, "panel-left", "Sidebar")
    qtbot.addWidget(button)
    light = button.icon().cacheKey()
    button.set_theme(DARK)
    dark = button.icon().cacheKey()
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert len({light, dark, button.icon().cacheKey()}) == 3


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_an_icon_button_that_is_off_is_drawn_fainter(qtbot: QtBot, theme: Theme) -> None:
    button = IconButton(theme, "save", "Save")
    qtbot.addWidget(button)
    drawn = {
        mode: button.icon().pixmap(16, mode).toImage()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
    }
    found = {
        mode: {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        }
        for mode, image in drawn.items()
    }
    assert theme.text_2.lower() in found[QIcon.Mode.Normal]
    assert theme.stroke.lower() in found[QIcon.Mode.Disabled]
    assert theme.text_2.lower() not in found[QIcon.Mode.Disabled]


@pytest.mark.parametrize("kind", ButtonKind)
@pytest.mark.parametrize(("is_dense", "height"), [(False, 32), (True, 28)])
def test_text_buttons_have_the_designs_height(
    qtbot: QtBot, kind: ButtonKind, is_dense: bool, height: int
) -> None:
    button = TextButton(LIGHT, "Copy", kind, drawing="copy", is_dense=is_dense)
    qtbot.addWidget(button)
    button.setStyleSheet(stylesheet(LIGHT))
    button.ensurePolished()
    assert button.sizeHint().height() == height


def test_a_click_leaves_the_keyboard_where_it_was(qtbot: QtBot) -> None:
    buttons: list[QAbstractButton] = [IconButton(LIGHT, "x", "Close"), TextButton(LIGHT, "Save")]
    for button in buttons:
        qtbot.addWidget(button)
        assert button.focusPolicy() is Qt.FocusPolicy.TabFocus


def test_escape_empties_the_search_before_it_leaves_it(qtbot: QtBot) -> None:
    field = SearchField(LIGHT, "Search conversations")
    qtbot.addWidget(field)
    assert field.accessibleName() == field.placeholderText() == "Search conversations"
    qtbot.keyClicks(field, "rain")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_the_cross_of_the_search_shows_only_over_text(qtbot: QtBot) -> None:
    field = SearchField(LIGHT, "Search")
    qtbot.addWidget(field)
    cross = field.actions()[-1]
    assert not cross.isVisible()
    qtbot.keyClicks(field, "rain")
    assert cross.isVisible()
    cross.trigger()
    assert field.text() == ""


def test_a_dot_can_be_clicked_only_where_there_is_something_to_unset(qtbot: QtBot) -> None:
    dot = StateDot(LIGHT, "Unset Temperature")
    qtbot.addWidget(dot)
    usable: list[bool] = []
    for state in ValueState:
        dot.set_state(state)
        usable.append(dot.isEnabled())
    assert usable == [True, False, False]
    assert dot.width() >= 24
    assert dot.height() >= 24


def test_the_wheel_turns_a_choice_only_with_the_keyboard_on_it(
    qapp: QApplication, qtbot: QtBot
) -> None:
    box = ChoiceBox(LIGHT, "Verbosity")
    qtbot.addWidget(box)
    box.addItems(["low", "high"])
    box.show()
    # Without the keyboard the wheel belongs to whatever scrolls around the box.
    assert not box.hasFocus()
    wheel = wheel_down(box)
    qapp.sendEvent(box, wheel)
    assert box.currentIndex() == 0
    assert not wheel.isAccepted()


def test_the_dots_of_a_word_stay_behind_it_in_a_mirrored_window(qtbot: QtBot) -> None:
    button = TextButton(LIGHT, "Diff…")
    qtbot.addWidget(button)
    option = QStyleOptionButton()
    button.initStyleOption(option)
    assert option.text == "Diff…"
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    button.initStyleOption(option)
    assert option.text == "\u2068Diff…\u2069"
    assert button.text() == "Diff…"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_with_the_keyboard_is_pressed_by_enter_and_space(
    qtbot: QtBot, key: Qt.Key
) -> None:
    dialog, pressed = QDialog(), list[str]()
    qtbot.addWidget(dialog)
    row = QHBoxLayout(dialog)
    buttons = {
        "cancel": TextButton(LIGHT, "Cancel"),
        "more": IconButton(LIGHT, "ellipsis", "More"),
        "accept": TextButton(LIGHT, "Accept", ButtonKind.PRIMARY),
    }
    for name, button in buttons.items():
        row.addWidget(button)
        button.clicked.connect(lambda _=False, name=name: pressed.append(name))
    buttons["accept"].setDefault(True)
    dialog.show()
    for name, button in buttons.items():
        button.setFocus()
        qtbot.keyClick(button, key)
        assert pressed == [name]
        pressed.clear()


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_a_drawing_keeps_its_distance_from_the_words(
    qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    button = TextButton(LIGHT, "HH", drawing="square")
    qtbot.addWidget(button)
    button.setLayoutDirection(direction)
    button.setStyleSheet(stylesheet(LIGHT))
    button.setFixedSize(button.sizeHint())
    image = button.grab().toImage()
    middle = range(image.height() // 3, 2 * image.height() // 3)
    background = image.pixelColor(6, image.height() // 2)
    filled = [
        any(image.pixelColor(x, y) != background for y in middle)
        for x in range(6, image.width() - 6)
    ]
    runs = [(is_filled, len(list(run))) for is_filled, run in groupby(filled)]
    between = [length for is_filled, length in runs if not is_filled][1:-1]
    assert 6 <= max(between) <= 8
