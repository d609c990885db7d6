"""Labels and tooltips show foreign text as it is, in the theme's font and colour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.ui.theme.style import palette, stylesheet
from desktop_chat.ui.theme.tokens import DARK, LIGHT
from desktop_chat.ui.widgets.labels import (
    ClampedLabel,
    ElidedLabel,
    Label,
    TextStyle,
    set_plain_tooltip,
)
from desktop_chat.ui.widgets.notice_bar import NoticeBar

FOREIGN = '<b>bold</b> & <img src="file:///etc/passwd">'


@pytest.mark.parametrize("kind", [Label, ElidedLabel])
def test_markup_in_a_label_is_text(qtbot: QtBot, kind: type[Label]) -> None:
    label = kind(LIGHT, FOREIGN)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == FOREIGN


def test_markup_in_a_tooltip_is_text(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_plain_tooltip(widget, f"{FOREIGN}\nnext")
    assert "<b>" not in widget.toolTip()
    assert "<img" not in widget.toolTip()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp;" in widget.toolTip()
    assert "<br>next" in widget.toolTip()
    set_plain_tooltip(widget, "")
    assert widget.toolTip() == ""


def test_a_screen_reader_is_given_a_tooltip_without_its_marks(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    for text in (FOREIGN, "other", ""):
        set_plain_tooltip(widget, text)
        assert widget.accessibleDescription() == text
    widget.setAccessibleDescription("its own")
    set_plain_tooltip(widget, FOREIGN)
    assert widget.accessibleDescription() == "its own"


def test_a_label_keeps_its_colour_when_a_style_sheet_came_before_it_was_shown(
    qtbot: QtBot, qapp: QApplication
) -> None:
    before = qapp.styleSheet()
    window = QWidget()
    qtbot.addWidget(window)
    label = Label(LIGHT, "text", TextStyle.CAPTION, "text_2", window)
    try:
        for theme in (LIGHT, DARK):
            qapp.setPalette(palette(theme))
            qapp.setStyleSheet(stylesheet(theme))
        label.set_theme(DARK)
        window.show()
        role = QPalette.ColorRole.WindowText
        assert label.palette().color(role).name() == DARK.text_2.lower()
    finally:
        qapp.setPalette(palette(LIGHT))
        qapp.setStyleSheet(before)


def test_a_label_follows_the_theme(qtbot: QtBot) -> None:
    label = Label(LIGHT, "text", TextStyle.CAPTION, "text_3")
    qtbot.addWidget(label)
    role = QPalette.ColorRole.WindowText
    assert label.palette().color(role).name().upper() == LIGHT.text_3
    label.set_theme(DARK)
    assert label.palette().color(role).name().upper() == DARK.text_3
    label.set_colour("danger")
    assert label.palette().color(role).name().upper() == DARK.danger


def test_a_text_that_is_cut_is_whole_in_the_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel(LIGHT, "a name that is much too long for its place")
    qtbot.addWidget(label)
    label.show()
    label.resize(60, 20)
    assert "much too long" in label.toolTip()
    label.resize(900, 20)
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() < 60


def test_a_line_break_does_not_break_the_line(qtbot: QtBot) -> None:
    label = ElidedLabel(LIGHT, "one\ntwo")
    qtbot.addWidget(label)
    single = ElidedLabel(LIGHT, "one two")
    qtbot.addWidget(single)
    for each in (label, single):
        each.show()
        each.resize(200, 20)
    assert label.grab().toImage() == single.grab().toImage()


@pytest.mark.parametrize(
    ("direction", "side"),
    [
        (Qt.LayoutDirection.LeftToRight, Qt.AlignmentFlag.AlignLeft),
        (Qt.LayoutDirection.RightToLeft, Qt.AlignmentFlag.AlignRight),
    ],
)
def test_a_vertical_place_leaves_a_label_where_lines_begin(
    qtbot: QtBot, direction: Qt.LayoutDirection, side: Qt.AlignmentFlag
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setLayoutDirection(direction)
    label = Label(LIGHT, "text", parent=window)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    assert label.alignment() & side
    assert label.alignment() & Qt.AlignmentFlag.AlignTop


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_a_bar_grows_with_what_it_says_to_five_lines(
    qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.setLayoutDirection(direction)
    column = QVBoxLayout(pane)
    bar = NoticeBar(LIGHT)
    column.addWidget(bar)
    column.addStretch(1)
    pane.setFixedSize(500, 400)
    pane.show()
    label = bar.findChild(ClampedLabel)
    assert label is not None
    heights: list[int] = []
    for text in ("Short.", "some words " * 5, "/a/path" * 18, "/a/path" * 200):
        bar.show_notice(text, actions=[("Retry", lambda: None)])
        qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
        heights.append(bar.height())
        assert bar.text == text
    assert heights[0] == 36
    assert heights[0] < heights[1] < heights[3]
    assert heights[2] <= heights[3] <= 36 + 4 * label.fontMetrics().lineSpacing()
    assert "/a/path/a/path" in label.toolTip()
    bar.show_notice("Short.")
    assert label.toolTip() == ""
