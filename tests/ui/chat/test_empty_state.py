"""The page of a new conversation fills the composer, and offers what the model can do."""

from __future__ import annotations

from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from desktop_chat.ui.chat.empty_state import EmptyState, StarterCard
from desktop_chat.ui.theme.tokens import LIGHT


def cards(page: EmptyState) -> list[StarterCard]:
    return page.findChildren(StarterCard)


def test_four_beginnings_fill_the_composer(qtbot: QtBot) -> None:
    page = EmptyState(LIGHT)
    qtbot.addWidget(page)
    page.show_model("M, E", is_practice=False)
    chosen = QSignalSpy(page.starter_chosen)
    for card in cards(page):
        card.click()
    texts = [chosen.at(number)[0] for number in range(chosen.count())]
    assert len(set(texts)) == 4
    assert all(texts)


def test_the_practice_model_is_asked_only_for_what_it_can_do(qtbot: QtBot) -> None:
    page = EmptyState(LIGHT)
    qtbot.addWidget(page)
    page.show_model("M", is_practice=True)
    practice = {card.text() for card in cards(page)}
    page.show_model("M", is_practice=False)
    assert practice.isdisjoint(card.text() for card in cards(page))


def test_cards_tell_both_their_lines(qtbot: QtBot) -> None:
    page = EmptyState(LIGHT)
    qtbot.addWidget(page)
    page.show_model("M", is_practice=False)
    assert all(card.text() and card.accessibleDescription() for card in cards(page))
