"""Toasts, notices and popovers come, wait for the user, and go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.notice_bar import NoticeBar, NoticeKind
from desktop_chat.ui.widgets.popover import SHADOW, Popover
from desktop_chat.ui.widgets.toast import LIMIT, ToastStack

BOTTOM = 500


@pytest.fixture
def area(qtbot: QtBot) -> Iterator[QWidget]:
    window = QMainWindow()
    qtbot.addWidget(window)
    centre = QWidget()
    window.setCentralWidget(centre)
    window.resize(700, 600)
    window.show()
    yield centre
    window.close()


@pytest.fixture
def toasts(area: QWidget) -> ToastStack:
    return ToastStack(LIGHT, area, lambda: BOTTOM)


def test_a_toast_stands_centred_above_the_composer(area: QWidget, toasts: ToastStack) -> None:
    toast = toasts.show_toast("Copied")
    visible_bottom = toast.geometry().bottom() + 1 - SHADOW
    assert visible_bottom == BOTTOM - 16
    assert abs(toast.geometry().center().x() - area.rect().center().x()) <= 1
    assert toast.isVisible()


def test_the_pointer_stops_the_time_of_a_toast(qapp: QApplication, toasts: ToastStack) -> None:
    toast = toasts.show_toast("Copied")
    point = QPointF(1, 1)
    qapp.sendEvent(toast, QEnterEvent(point, point, point))
    assert not toast.is_waiting
    qapp.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast.is_waiting


def test_undo_acts_once_and_closes_the_toast(qtbot: QtBot, toasts: ToastStack) -> None:
    undone: list[str] = []
    toast = toasts.show_toast("Deleted", ("Undo", lambda: undone.append("x")))
    button = toast.findChildren(TextButton)[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone == ["x"]
    assert toasts.toasts == ()


def test_the_oldest_toast_makes_room(toasts: ToastStack) -> None:
    shown = [toasts.show_toast(str(number)) for number in range(LIMIT + 1)]
    assert toasts.toasts == tuple(shown[1:])
    tops = [toast.y() for toast in toasts.toasts]
    assert tops == sorted(tops)


def test_toasts_keep_apart_and_inside_a_narrow_window(area: QWidget, toasts: ToastStack) -> None:
    area.window().resize(300, 600)
    toasts.show_toast("short")
    toasts.show_toast("a long sentence that needs more than one line in a narrow window " * 2)
    upper, lower = (toast.geometry() for toast in toasts.toasts)
    assert lower.top() + SHADOW - (upper.bottom() + 1 - SHADOW) == 8
    assert lower.width() <= area.width()


def test_a_notice_shows_foreign_words_as_they_are(qtbot: QtBot) -> None:
    bar = NoticeBar(LIGHT)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.show_notice("<b>Offline</b>", NoticeKind.DANGER)
    assert bar.text == "<b>Offline</b>"
    assert bar.minimumHeight() == 36
    bar.clear()
    assert bar.text == ""


def test_a_notice_replaces_the_one_before_with_its_actions(qtbot: QtBot) -> None:
    bar = NoticeBar(LIGHT)
    qtbot.addWidget(bar)
    done: list[str] = []
    bar.show_notice("One", actions=[("Old", lambda: done.append("old"))])
    bar.show_notice("Two", actions=[("Retry", lambda: done.append("retry"))])
    buttons = [each for each in bar.findChildren(TextButton) if each.text() == "Retry"]
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert done == ["retry"]
    with qtbot.waitSignal(bar.dismissed):
        close = next(each for each in bar.findChildren(QWidget) if each.accessibleName() == "Close")
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert bar.isHidden()


@pytest.fixture
def anchor(area: QWidget) -> QPushButton:
    button = QPushButton("Model", area)
    button.setGeometry(20, 20, 100, 32)
    button.show()
    return button


def opened(area: QWidget, anchor: QPushButton, size: QSize) -> tuple[Popover, QLineEdit]:
    popover = Popover(LIGHT, area.window())
    field = QLineEdit(popover)
    popover.column.addWidget(field)
    popover.open_at(anchor, size)
    area.window().activateWindow()
    field.setFocus()
    return popover, field


def test_a_popover_opens_below_its_anchor_and_inside_the_window(
    area: QWidget, anchor: QPushButton
) -> None:
    popover, _ = opened(area, anchor, QSize(300, 200))
    inner = popover.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
    assert inner.left() == anchor.x()
    assert inner.top() == anchor.geometry().bottom() + 1 + 4
    popover.open_at(anchor, QSize(3000, 3000))
    assert area.window().rect().contains(popover.geometry().adjusted(12, 12, -12, -12))


def test_a_popover_opens_above_where_there_is_no_room_below(
    area: QWidget, anchor: QPushButton
) -> None:
    anchor.move(20, 560)
    popover, _ = opened(area, anchor, QSize(300, 200))
    assert popover.geometry().bottom() - SHADOW < anchor.y()


def test_escape_closes_a_popover_and_gives_the_keyboard_back(
    qtbot: QtBot, area: QWidget, anchor: QPushButton
) -> None:
    popover, field = opened(area, anchor, QSize(300, 200))
    qtbot.waitUntil(field.hasFocus)
    with qtbot.waitSignal(popover.closed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert popover.isHidden()
    assert anchor.hasFocus()


def test_a_press_outside_closes_a_popover_and_one_inside_does_not(
    qtbot: QtBot, area: QWidget, anchor: QPushButton
) -> None:
    popover, field = opened(area, anchor, QSize(300, 200))
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert popover.isVisible()
    with qtbot.waitSignal(popover.closed):
        qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=QPoint(600, 500))


def test_a_press_on_its_anchor_only_closes_a_popover(
    qtbot: QtBot, area: QWidget, anchor: QPushButton
) -> None:
    popover, _ = opened(area, anchor, QSize(300, 200))
    with qtbot.assertNotEmitted(anchor.pressed):
        qtbot.mouseClick(anchor, Qt.MouseButton.LeftButton)
    assert popover.isHidden()
