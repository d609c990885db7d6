"""The picture of the arrival says in words what it shows, and draws each kind in its colour."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop_chat.core.arrivals import Arrival, PieceKind
from desktop_chat.ui.inspect.arrival_chart import ArrivalChart
from desktop_chat.ui.theme.tokens import DARK, LIGHT, Theme

PIECES = [
    Arrival(100_000 * n, 3, PieceKind.REASONING if n < 5 else PieceKind.TEXT) for n in range(1, 11)
]


def colours(chart: ArrivalChart) -> set[str]:
    """Return the colours in the picture."""
    image = chart.grab().toImage()
    return {
        QColor(image.pixel(x, y)).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_reasoning_and_text_are_told_apart(qtbot: QtBot, theme: Theme) -> None:
    chart = ArrivalChart(theme)
    qtbot.addWidget(chart)
    chart.resize(400, 180)
    chart.set_arrivals(PIECES, None)
    assert {theme.data.upper(), theme.reasoning.upper()} <= colours(chart)


def test_the_same_is_said_in_words(qtbot: QtBot) -> None:
    chart = ArrivalChart(LIGHT)
    qtbot.addWidget(chart)
    assert chart.sentence == "No arrival times are kept."
    chart.grab()
    chart.set_arrivals(PIECES, 12)
    said = chart.accessibleDescription().replace("\u202f", " ")
    assert said == "10 pieces from 0.10 s to 1.00 s after sending, 12 tok in all."
    chart.set_arrivals(PIECES[:1], None)
    chart.grab()
    assert "3 ch" in chart.sentence


def test_a_hundred_thousand_pieces_are_drawn_by_the_pixel(qtbot: QtBot) -> None:
    chart = ArrivalChart(LIGHT)
    qtbot.addWidget(chart)
    chart.resize(400, 180)
    chart.set_arrivals([Arrival(n, 1, PieceKind.TEXT) for n in range(1, 100_001)], None)
    assert LIGHT.data.upper() in colours(chart)
