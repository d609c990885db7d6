"""A bar shows its share from the leading side, in the colour that it is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.widgets.share_bar import ShareBar


@pytest.mark.parametrize(
    ("direction", "filled", "empty"),
    [(Qt.LayoutDirection.LeftToRight, 20, 80), (Qt.LayoutDirection.RightToLeft, 80, 20)],
)
def test_it_is_filled_from_the_leading_side(
    qtbot: QtBot, direction: Qt.LayoutDirection, filled: int, empty: int
) -> None:
    bar = ShareBar(LIGHT, (100, 10), "stroke")
    qtbot.addWidget(bar)
    bar.setLayoutDirection(direction)
    bar.show_share(0.5, "danger")
    image = bar.grab().toImage()
    scale = image.width() / bar.width()
    middle = image.height() // 2
    assert image.pixelColor(int(filled * scale), middle) == QColor(LIGHT.danger)
    assert image.pixelColor(int(empty * scale), middle) == QColor(LIGHT.stroke)
    assert bar.accessibleDescription() == "50%"


def test_without_a_share_nothing_is_drawn(qtbot: QtBot) -> None:
    bar = ShareBar(LIGHT, (100, 10), "stroke")
    qtbot.addWidget(bar)
    blank = bar.grab().toImage()
    bar.show_share(0.0)
    assert bar.grab().toImage() != blank
    bar.show_share(None)
    assert bar.grab().toImage() == blank
