"""The preview shows the request as it will be sent, marked, cut to its width, and copied whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop_chat.ui.panels.request_preview import RequestPreview
from desktop_chat.ui.theme.tokens import DARK, LIGHT

BODY = '{"model":"mistralai/mistral-large-2407","temperature":0.7,"seed":41,"messages":[{},{}]}'
LAST = '{"model":"mistralai/mistral-large-2407","temperature":0.9,"messages":[{}]}'
CURL = "curl https://example.invalid/v1 -H 'Authorization: Bearer sk-…' -d '{}'"


@pytest.fixture
def preview(qtbot: QtBot) -> RequestPreview:
    made = RequestPreview(LIGHT)
    qtbot.addWidget(made)
    made.resize(300, 220)
    made.show()
    made.set_preview(BODY, CURL, LAST)
    return made


def lines(preview: RequestPreview) -> list[str]:
    return preview.text.toPlainText().split("\n")


def test_each_key_has_a_line_with_its_mark(preview: RequestPreview) -> None:
    assert lines(preview)[1:] == [
        ' ~ "temperature": 0.7,',
        ' + "seed": 41,',
        '   "messages": [2]',
    ]
    assert any(label.text() == "2 changes" for label in preview.findChildren(QLabel))


def test_marked_lines_stand_on_the_colour_of_their_mark(preview: RequestPreview) -> None:
    document = preview.text.document()
    grounds = [
        document.findBlockByNumber(number).blockFormat().background().color()
        for number in range(1, 3)
    ]
    assert grounds == [QColor(LIGHT.warning_bg), QColor(LIGHT.success_bg)]


def test_long_values_are_cut_to_the_width(preview: RequestPreview) -> None:
    narrow = lines(preview)[0]
    assert narrow.endswith('…",')
    preview.resize(700, 220)
    assert lines(preview)[0] == '   "model": "mistralai/mistral-large-2407",'


def test_a_request_that_outgrows_the_view_scrolls(preview: RequestPreview) -> None:
    long = ",".join(f'"key_{number}": {number}' for number in range(60))
    for body in (BODY, f"{{{long}}}", BODY, f"{{{long}}}"):
        preview.set_preview(body, CURL, None)
        preview.grab()
    assert len(lines(preview)) == 60
    assert preview.text.verticalScrollBar().maximum() > 0
    assert preview.text.verticalScrollBar().value() == 0


def test_the_command_stands_beside_the_json(qtbot: QtBot, preview: RequestPreview) -> None:
    buttons = preview.form.findChildren(QAbstractButton)
    curl = next(each for each in buttons if each.text() == "curl")
    qtbot.mouseClick(curl, Qt.MouseButton.LeftButton)
    assert preview.text.toPlainText() == CURL


def test_what_is_copied_is_whole(qtbot: QtBot, preview: RequestPreview) -> None:
    for form, copied in (("json", BODY), ("curl", CURL)):
        preview.form.set_current(form)
        qtbot.mouseClick(preview.copy_button, Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text() == copied


def test_another_theme_redraws_the_lines(preview: RequestPreview) -> None:
    preview.set_theme(DARK)
    block = preview.text.document().findBlockByNumber(1)
    assert block.blockFormat().background().color() == QColor(DARK.warning_bg)


def test_the_text_is_read_only_and_named(preview: RequestPreview) -> None:
    assert preview.text.isReadOnly()
    assert preview.text.accessibleName() == "Request preview"
    assert preview.text.layoutDirection() is Qt.LayoutDirection.LeftToRight
