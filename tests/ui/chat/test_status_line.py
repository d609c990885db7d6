"""The status line says what is known, colours what is nearly full, and gives way where it must."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.ui.chat.status_line import Balance, StatusFigures, StatusLine
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.widgets.labels import Label

FULL = StatusFigures(
    context_tokens=18_240,
    context_limit=131_072,
    next_cost="≈ $0.04",
    rate="48 tok/s",
    first_token="0.62 s",
    cost="$0.038",
    is_answering=True,
)


@pytest.fixture
def area(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def line(area: QWidget) -> StatusLine:
    made = StatusLine(LIGHT, area)
    made.resize(700, 24)
    area.show()
    return made


def shown(line: StatusLine) -> list[str]:
    return [label.text() for label in line.findChildren(QLabel) if label.isVisible()]


def test_all_that_is_known_is_shown(line: StatusLine) -> None:
    line.show_figures(FULL)
    assert shown(line) == [
        "18\u202f240 of 131\u202f072 tokens",
        "next ≈ $0.04",
        "48 tok/s",
        "0.62 s to first token",
        "$0.038 so far",
    ]


def test_what_is_left_of_the_key_is_shown_and_coloured_where_it_is_low(line: StatusLine) -> None:
    for is_low in (False, True):
        balance = Balance("$0.40", "Of the limit of <key>.", is_low=is_low)
        line.show_figures(StatusFigures(context_tokens=7, balance=balance))
        assert shown(line) == ["7 tokens", "$0.40 left"]
        (label,) = (each for each in line.findChildren(Label) if each.text() == "$0.40 left")
        assert label.palette().windowText().color() == QColor(
            LIGHT.warning if is_low else LIGHT.text_3
        )
        assert "&lt;key&gt;" in label.toolTip()
    assert line.accessibleDescription() == "7 tokens, $0.40 left"


def test_what_is_left_of_the_key_stays_longer_than_other_figures(line: StatusLine) -> None:
    line.show_figures(dataclasses.replace(FULL, balance=Balance("$0.40")))
    line.resize(330, 24)
    assert shown(line) == ["18\u202f240 of 131\u202f072 tokens", "$0.40 left"]


def test_what_is_unknown_is_left_out(line: StatusLine) -> None:
    line.show_figures(StatusFigures(context_tokens=7))
    assert shown(line) == ["7 tokens"]


def test_where_there_is_little_room_the_least_needed_goes_first(line: StatusLine) -> None:
    line.show_figures(FULL)
    line.resize(420, 24)
    assert "next ≈ $0.04" not in shown(line)
    assert "$0.038 so far" in shown(line)
    line.resize(120, 24)
    assert shown(line) == ["18\u202f240 of 131\u202f072 tokens"]


@pytest.mark.parametrize(("tokens", "token"), [(70, "text_3"), (81, "warning"), (101, "danger")])
def test_the_colour_follows_how_full_the_context_is(
    line: StatusLine, tokens: int, token: str
) -> None:
    line.show_figures(StatusFigures(context_tokens=tokens, context_limit=100))
    label = next(label for label in line.findChildren(QLabel) if "of 100" in label.text())
    colour = label.palette().windowText().color().name().upper()
    assert colour == getattr(LIGHT, token)


def test_a_screen_reader_is_told_the_figures(line: StatusLine) -> None:
    line.show_figures(FULL)
    assert "131\u202f072 tokens" in line.accessibleDescription()
    assert "$0.038 so far" in line.accessibleDescription()
