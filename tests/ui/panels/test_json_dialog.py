"""The JSON editor says what is wrong while typing, and gives only values that fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.core.layers import Layers
from desktop_chat.core.sampling import PARAMETERS, Kind, Sampling
from desktop_chat.ui.panels.choice_rows import JsonRow
from desktop_chat.ui.panels.json_dialog import JsonDialog
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.widgets.buttons import TextButton


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def dialog(window: QWidget, name: str, text: str = "") -> JsonDialog:
    return JsonDialog(LIGHT, PARAMETERS[name], text, window)


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("response_format", "", "Empty"),
        ("response_format", '{"type"', "Not JSON"),
        ("response_format", "[1]", "Response format"),
        ("logit_bias", '{"1": 900}', "Logit bias"),
        ("tools", "{}", "Tools"),
        ("tools", "[" * 100_000, "Not JSON"),
    ],
)
def test_what_does_not_fit_is_said_and_cannot_be_set(
    window: QWidget, name: str, text: str, word: str
) -> None:
    editor = dialog(window, name, text)
    assert word in editor.verdict.text()
    assert not editor.accept_button.isEnabled()


def test_a_value_that_fits_is_given_on(qtbot: QtBot, window: QWidget) -> None:
    editor = dialog(window, "response_format")
    given: list[Any] = []
    editor.value_chosen.connect(given.append)
    editor.open()
    qtbot.keyClicks(editor.editor, '{"type": "json_object"}')
    assert editor.verdict.text() == "Fits"
    qtbot.mouseClick(editor.accept_button, Qt.MouseButton.LeftButton)
    assert given == [{"type": "json_object"}]


@pytest.mark.parametrize(
    "name", [each.name for each in PARAMETERS.values() if each.kind is Kind.JSON]
)
def test_every_example_fits(qtbot: QtBot, window: QWidget, name: str) -> None:
    editor = dialog(window, name)
    editor.open()
    examples = [each for each in editor.findChildren(TextButton) if each.property("dense")]
    assert examples
    for example in examples:
        qtbot.mouseClick(example, Qt.MouseButton.LeftButton)
        assert editor.accept_button.isEnabled(), editor.verdict.text()


def test_a_row_shows_a_summary_and_sets_what_the_dialog_gives(
    qtbot: QtBot, window: QWidget
) -> None:
    row = JsonRow(LIGHT, PARAMETERS["tool_choice"], window)
    unset: list[str] = []
    row.unset_requested.connect(unset.append)
    row.show_layers(Layers())
    assert row.button.text() == "default"
    row.show_layers(Layers(conversation=Sampling(tool_choice={"type": "function"})))
    assert row.button.text() == "type: function"
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    editor = window.findChildren(JsonDialog)[0]
    assert '"type": "function"' in editor.editor.toPlainText()
    button = next(each for each in editor.findChildren(QAbstractButton) if each.text() == "Unset")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert unset == ["tool_choice"]
