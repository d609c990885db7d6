"""The pictures say in words what they show, in either direction, also of a single figure."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from desktop_chat.core.figures import magnitude_text
from desktop_chat.core.model_activity import DayAmount
from desktop_chat.core.offerings import Percentiles
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.day_bars import DayBars
from desktop_chat.ui.models.figure_text import latency_text
from desktop_chat.ui.models.history_chart import HistoryChart
from desktop_chat.ui.models.spread_chart import Spread, SpreadChart, round_above
from desktop_chat.ui.theme.tokens import DARK, LIGHT

DAYS = (DayAmount("2026-11-01", 5), DayAmount("2026-11-02", None), DayAmount("2026-11-03", 9))
DIRECTIONS = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)


def painted(widget: QWidget, direction: Qt.LayoutDirection) -> int:
    """Return how many pixels are not of the ground."""
    widget.setLayoutDirection(direction)
    widget.resize(400, widget.sizeHint().height())
    image = widget.grab().toImage()
    ground = image.pixel(0, image.height() // 2)
    return sum(
        image.pixel(x, y) != ground
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


@pytest.mark.parametrize(
    ("value", "end"), [(0.0, 1.0), (1.0, 1.0), (1.64, 2.0), (564, 600), (0.072, 0.08), (9.5, 10)]
)
def test_a_scale_ends_at_a_round_figure(value: float, end: float) -> None:
    assert round_above(value) == pytest.approx(end)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.usefixtures("qapp")
def test_days_are_bars_and_words(direction: Qt.LayoutDirection) -> None:
    chart = DayBars(LIGHT, "Tokens", magnitude_text)
    chart.show_days(DAYS)
    assert painted(chart, direction) > 100
    assert "the most was 9 on 3 Nov 2026" in plain_line(chart.accessibleDescription())
    edges = [chart.words_at(x) for x in (chart.width() - 6, 6)]
    if direction is Qt.LayoutDirection.RightToLeft:
        edges.reverse()
    assert edges[0] == "3 Nov 2026: 9"
    assert chart.words_at(chart.width() // 2) == "2 Nov 2026: not told"
    chart.show_days(())
    assert chart.isHidden()
    assert painted(chart, direction) == 0


@pytest.mark.usefixtures("qapp")
def test_the_words_of_a_bar_are_shown_on_hover() -> None:
    chart = DayBars(LIGHT, "Tokens", magnitude_text, is_small=True)
    chart.show_days(DAYS)
    assert chart.event(QHelpEvent(QEvent.Type.ToolTip, QPoint(3, 3), QPoint(3, 3)))
    assert QToolTip.text() == "1 Nov 2026: 5"
    QToolTip.hideText()


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.usefixtures("qapp")
def test_spreads_are_lines_and_words(direction: Qt.LayoutDirection) -> None:
    chart = SpreadChart(DARK, "Time", latency_text)
    chart.show_spreads([Spread("Mistral", Percentiles(0.4, 0.5, 0.6, 1.2))])
    assert painted(chart, direction) > 100
    said = plain_line(chart.accessibleDescription())
    assert said == "Mistral: 0.40 s for half of the requests, 1.20 s for 99 of 100"
    chart.show_spreads([Spread("Mistral", Percentiles(0, 0, 0, 0), is_own=True)])
    assert painted(chart, direction) > 50


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.usefixtures("qapp")
def test_a_history_is_dots_and_words(direction: Qt.LayoutDirection) -> None:
    chart = HistoryChart(LIGHT, "Times", latency_text)
    chart.show_points([(1, 0.4)])
    assert painted(chart, direction) > 50
    chart.show_points([(1, 0.4), (90_000_000_000, 0.8), (900_000_000_000, 0.0)])
    assert painted(chart, direction) > 50
    assert plain_line(chart.accessibleDescription()) == "answers: 3, half of them within 0.40 s"
    chart.show_points([])
    assert chart.isHidden()
