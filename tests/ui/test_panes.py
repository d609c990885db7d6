"""Side panes stand beside the chat where there is room, and over it where there is none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.ui.panes import ONE_DRAWER_BELOW, TWO_DRAWERS_BELOW, Panes, Side
from desktop_chat.ui.theme.tokens import LIGHT

HEIGHT = 500


class Parts(Panes):
    """Panes whose parts a test can reach."""

    def __init__(self) -> None:
        self.sidebar, self.centre, self.inspector = QWidget(), QLineEdit(), QWidget()
        super().__init__(LIGHT, self.sidebar, self.centre, self.inspector)


@pytest.fixture
def panes(qtbot: QtBot) -> Parts:
    made = Parts()
    qtbot.addWidget(made)
    made.resize(1200, HEIGHT)
    made.show()
    return made


def test_wide_enough_all_three_share_the_width_without_gap_or_overlap(panes: Parts) -> None:
    assert panes.sidebar.geometry().right() + 1 == panes.centre.geometry().left()
    assert panes.centre.geometry().right() + 1 == panes.inspector.geometry().left()
    assert panes.inspector.geometry().right() + 1 == panes.width()


def test_in_languages_from_right_to_left_they_change_sides(panes: Parts) -> None:
    panes.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    panes.resize(1201, HEIGHT)
    assert panes.inspector.x() == 0
    assert panes.sidebar.geometry().right() + 1 == panes.width()


@pytest.mark.parametrize(
    ("width", "sidebar", "inspector"),
    [
        (ONE_DRAWER_BELOW, True, True),
        (ONE_DRAWER_BELOW - 1, True, False),
        (TWO_DRAWERS_BELOW, True, False),
        (TWO_DRAWERS_BELOW - 1, False, False),
    ],
)
def test_panes_that_have_no_room_become_drawers(
    panes: Parts, width: int, sidebar: bool, inspector: bool
) -> None:
    panes.resize(width, HEIGHT)
    assert panes.sidebar.isVisible() is sidebar
    assert panes.inspector.isVisible() is inspector


def test_a_drawer_lies_over_the_chat_and_a_press_beside_it_closes_it(panes: Parts) -> None:
    panes.resize(700, HEIGHT)
    width = panes.centre.width()
    panes.toggle(Side.SIDEBAR)
    assert panes.sidebar.isVisible()
    assert panes.centre.width() == width
    beside = panes.childAt(QPoint(690, 100))
    assert beside is not None
    QTest.mouseClick(beside, Qt.MouseButton.LeftButton)
    assert not panes.sidebar.isVisible()


def test_escape_closes_a_drawer(panes: Parts) -> None:
    panes.resize(700, HEIGHT)
    panes.toggle(Side.INSPECTOR)
    QTest.keyClick(panes, Qt.Key.Key_Escape)
    assert not panes.has_drawer


def test_only_one_drawer_is_open(panes: Parts) -> None:
    panes.resize(700, HEIGHT)
    panes.toggle(Side.SIDEBAR)
    panes.toggle(Side.INSPECTOR)
    assert panes.inspector.isVisible()
    assert not panes.sidebar.isVisible()


def test_growing_wide_brings_back_what_was_wanted(panes: Parts) -> None:
    panes.set_width(Side.SIDEBAR, 300)
    panes.toggle(Side.INSPECTOR)
    panes.resize(600, HEIGHT)
    panes.toggle(Side.INSPECTOR)
    panes.resize(1200, HEIGHT)
    assert panes.sidebar.width() == 300
    assert panes.sidebar.isVisible()
    assert not panes.inspector.isVisible()


def test_widths_keep_to_their_limits(panes: Parts) -> None:
    for side in Side:
        panes.set_width(side, 10)
        assert panes.width_of(side) == side.least
        panes.set_width(side, 5_000)
        assert panes.width_of(side) == side.most


def handle(panes: Parts, name: str) -> QWidget:
    return next(w for w in panes.findChildren(QWidget) if w.accessibleName() == name)


def test_an_edge_is_dragged_moved_by_keys_and_put_back_by_a_double_click(panes: Parts) -> None:
    edge = handle(panes, "Width of the conversations")
    centre = edge.rect().center()
    QTest.mousePress(edge, Qt.MouseButton.LeftButton, pos=centre)
    QTest.mouseMove(edge, centre + QPoint(40, 0))
    QTest.mouseRelease(edge, Qt.MouseButton.LeftButton, pos=centre)
    assert panes.width_of(Side.SIDEBAR) == Side.SIDEBAR.usual + 40
    QTest.keyClick(edge, Qt.Key.Key_Left)
    assert panes.width_of(Side.SIDEBAR) == Side.SIDEBAR.usual + 24
    QTest.mouseDClick(edge, Qt.MouseButton.LeftButton)
    assert panes.width_of(Side.SIDEBAR) == Side.SIDEBAR.usual


def test_the_edge_of_the_inspector_grows_to_the_other_side(panes: Parts) -> None:
    QTest.keyClick(handle(panes, "Width of the parameters"), Qt.Key.Key_Left)
    assert panes.width_of(Side.INSPECTOR) == Side.INSPECTOR.usual + 16


def test_it_tells_when_a_pane_comes_or_goes(panes: Parts, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panes.changed):
        panes.toggle(Side.SIDEBAR)
    assert not panes.is_shown(Side.SIDEBAR)
