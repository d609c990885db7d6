"""The popover by itself: what it says, how it lies, what a screen reader is told."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.core.token_probabilities import Outcome, TokenProbability
from desktop_chat.ui.theme.tokens import DARK, LIGHT
from desktop_chat.ui.tokens.alternatives import AlternativesPopover
from desktop_chat.ui.tokens.outcome_list import MOST_ROWS, OutcomeList, rows_of
from desktop_chat.ui.widgets.buttons import TextButton

PLACE = QRect(300, 60, 40, 18)


def place_with(count: int, chosen: int = 1) -> TokenProbability:
    """Return a place with so many alternatives, each half as likely as the one before."""
    others = tuple(
        Outcome(f" word{n}", b" word%d" % n, (n + 1) * math.log(0.5)) for n in range(count)
    )
    own = others[chosen]
    return TokenProbability(own.text, own.data, own.logprob, others)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    yield made
    made.close()


def opened(window: QWidget, token: TokenProbability) -> tuple[AlternativesPopover, OutcomeList]:
    popover = AlternativesPopover(LIGHT, window)
    popover.show_token(token, PLACE, window, takes_keyboard=True)
    found = popover.findChild(OutcomeList)
    assert isinstance(found, OutcomeList)
    return popover, found


def test_a_place_of_one_alternative_offers_that_one(window: QWidget) -> None:
    _, shown = opened(window, place_with(1, 0))
    assert shown.current is not None
    assert shown.current.is_chosen


def test_more_rows_than_there_is_room_for_are_scrolled(window: QWidget) -> None:
    popover, shown = opened(window, place_with(20))
    assert len(shown.rows) == 20
    assert shown.verticalScrollBar().maximum() > 0
    assert window.rect().contains(popover.geometry().adjusted(12, 12, -12, -12))
    _, few = opened(window, place_with(MOST_ROWS))
    assert few.verticalScrollBar().maximum() == 0


def test_it_never_covers_its_token(window: QWidget) -> None:
    popover = AlternativesPopover(LIGHT, window)
    for y in range(10, 480, 30):
        token = QRect(200, y, 50, 18)
        popover.show_token(place_with(4), token, window, takes_keyboard=False)
        assert not popover.geometry().adjusted(12, 12, -12, -12).intersects(token)


def test_the_rows_are_said_with_their_probabilities(window: QWidget) -> None:
    _, shown = opened(window, place_with(3))
    model = shown.model()
    said = [
        model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
    ]
    assert said == ["word0, 0.500", "word1, 0.250, stands in the answer", "word2, 0.125"]


def test_the_token_under_the_keyboard_is_told(
    window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[QAccessibleEvent] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", events.append)
    popover, _ = opened(window, place_with(3))
    popover.show_token(place_with(3, 0), PLACE, window, takes_keyboard=True)
    told = [event.message() for event in events if isinstance(event, QAccessibleAnnouncementEvent)]
    assert told == [
        "word1, second choice, probability 0.250",
        "word0, first choice, probability 0.500",
    ]


def test_arrows_choose_and_enter_takes(window: QWidget, qtbot: QtBot) -> None:
    popover, shown = opened(window, place_with(4))
    QTest.keyClick(shown, Qt.Key.Key_Down)
    QTest.keyClick(shown, Qt.Key.Key_Down)
    with qtbot.waitSignal(popover.regenerate_wanted) as wanted:
        QTest.keyClick(shown, Qt.Key.Key_Return)
    assert wanted.args is not None
    assert wanted.args[0].text == " word2"
    with qtbot.waitSignal(popover.stepped) as stepped:
        QTest.keyClick(shown, Qt.Key.Key_Right)
    assert stepped.args == [1]


def test_another_theme_and_direction_keep_it_whole(window: QWidget) -> None:
    popover, shown = opened(window, place_with(20))
    before = popover.grab().toImage()
    popover.set_theme(DARK)
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    popover.show_token(place_with(20), PLACE, window, takes_keyboard=True)
    assert popover.grab().toImage() != before
    assert shown.height() > 100


def test_rows_without_alternatives_are_none() -> None:
    assert rows_of(TokenProbability("a", b"a", -1.0)) == []


def test_the_button_tells_the_key_that_does_the_same(window: QWidget) -> None:
    popover, _ = opened(window, place_with(2))
    button = popover.findChild(TextButton)
    assert isinstance(button, TextButton)
    assert button.accessibleName().startswith("Regenerate from here with")
    assert "(Enter)" in button.toolTip()
