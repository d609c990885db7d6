"""Snippets of hits run in the direction of their own text, whatever the window's."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QTextLayout

from desktop_chat.ui.sidebar.results import snippet_option

LEFT_TO_RIGHT = Qt.LayoutDirection.LeftToRight
RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft


def place_of(character: str, text: str, window: Qt.LayoutDirection) -> float:
    """Return where a character of a text stands in its line, from the left."""
    layout = QTextLayout(text)
    layout.setTextOption(snippet_option(window, text))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1000)
    line.setPosition(QPointF(0, 0))
    layout.endLayout()
    x = line.cursorToX(text.index(character))
    assert isinstance(x, tuple)
    return x[0]


@pytest.mark.parametrize("window", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])
def test_the_stop_of_an_english_snippet_stands_at_its_right(window: Qt.LayoutDirection) -> None:
    assert place_of(".", "It has waived the right.", window) > place_of(
        "I", "It has waived the right.", window
    )


@pytest.mark.parametrize("window", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])
def test_the_stop_of_an_arabic_snippet_stands_at_its_left(window: Qt.LayoutDirection) -> None:
    assert place_of(".", "مرحبا بالعالم.", window) < place_of("م", "مرحبا بالعالم.", window)


@pytest.mark.parametrize("window", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])
def test_a_snippet_without_letters_runs_as_the_window(window: Qt.LayoutDirection) -> None:
    assert snippet_option(window, "12 + 3").textDirection() is window
    assert snippet_option(window, "").textDirection() is window


@pytest.mark.parametrize("text", ["latin", "مرحبا"])
def test_snippets_stand_at_the_side_where_the_window_begins(text: str) -> None:
    absolute = Qt.AlignmentFlag.AlignAbsolute
    left = snippet_option(LEFT_TO_RIGHT, text).alignment()
    right = snippet_option(RIGHT_TO_LEFT, text).alignment()
    assert left == Qt.AlignmentFlag.AlignLeft | absolute
    assert right == Qt.AlignmentFlag.AlignRight | absolute
