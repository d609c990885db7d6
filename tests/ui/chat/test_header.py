"""The header names conversation and model, and offers the ways to the panes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from desktop_chat.ui.chat.header import Header
from desktop_chat.ui.theme.tokens import LIGHT


@pytest.fixture
def header(qtbot: QtBot) -> Header:
    made = Header(LIGHT)
    qtbot.addWidget(made)
    made.resize(600, 48)
    made.show()
    return made


def test_the_model_button_tells_model_and_place(header: Header) -> None:
    header.model_button.set_model("Large", "a/large · OpenRouter")
    assert header.model_button.accessibleName() == "Model"
    assert header.model_button.accessibleDescription() == "Large, a/large · OpenRouter"


def test_markup_in_a_models_name_stays_text_in_the_tooltip(header: Header) -> None:
    header.model_button.set_model("<img src=file:///x>", "<b>id</b>")
    assert "<img" not in header.model_button.toolTip()


def test_a_click_on_the_model_asks_for_another(header: Header) -> None:
    asked = QSignalSpy(header.model_clicked)
    header.model_button.click()
    assert asked.count() == 1


def test_the_way_to_the_sidebar_is_there_only_without_it(header: Header) -> None:
    assert not header.sidebar_button.isVisible()
    header.show_panes(has_sidebar=False, has_inspector=False)
    assert header.sidebar_button.isVisible()


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_long_titles_and_names_give_way_to_each_other(
    header: Header, direction: Qt.LayoutDirection
) -> None:
    header.setLayoutDirection(direction)
    header.set_title("A very long title " * 20)
    header.model_button.set_model("A very long model name " * 10, "id")
    header.resize(420, 48)
    assert not header.grab().isNull()
    assert header.model_button.width() >= header.model_button.minimumSizeHint().width()
    assert header.minimumSizeHint().width() <= 420
