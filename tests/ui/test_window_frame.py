"""The empty window has the surfaces of the panes where the panes will be, also mirrored."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from desktop_chat.ui.theme.tokens import DARK, LIGHT, Theme
from desktop_chat.ui.window_frame import WindowFrame


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_surfaces_stand_where_the_panes_will(theme: Theme, direction: Qt.LayoutDirection) -> None:
    frame = WindowFrame(theme, 200, 100)
    frame.setLayoutDirection(direction)
    frame.resize(1000, 300)
    image = frame.grab().toImage()

    def at(x: int) -> QColor:
        inside = x if direction is Qt.LayoutDirection.LeftToRight else 999 - x
        return image.pixelColor(inside, 200)

    assert at(100) == at(950) == QColor(theme.bg_window)
    assert at(500) == QColor(theme.bg_content)
    assert frame.painted.is_set()


def test_panes_that_are_not_shown_leave_no_mark() -> None:
    frame = WindowFrame(LIGHT, 0, 0)
    frame.resize(400, 300)
    image = frame.grab().toImage()
    assert {image.pixelColor(x, 200).name() for x in range(400)} == {LIGHT.bg_content.lower()}
