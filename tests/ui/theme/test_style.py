"""Qt takes the style sheet and the palette of every theme."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_chat.ui.theme.style import palette, stylesheet
from desktop_chat.ui.theme.tokens import DARK, LIGHT, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_style_sheet_leaves_no_name_and_no_length_unresolved(theme: Theme) -> None:
    sheet = stylesheet(theme)
    assert "$" not in sheet
    assert not re.search(r"\dsp\b", sheet)
    assert theme.accent in sheet


def test_lengths_in_the_style_sheet_follow_the_text() -> None:
    assert "min-height: 60px" in stylesheet(replace(LIGHT, text_px=26))


def test_qt_understands_the_whole_style_sheet(qapp: QApplication, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    # Qt logs what it cannot parse, and a logged warning fails a test.
    field.setStyleSheet(stylesheet(LIGHT))
    field.ensurePolished()
    assert field.sizeHint().height() == 32


def test_the_palette_greys_what_is_disabled() -> None:
    colours = palette(DARK)
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    assert colours.color(group.Active, role.Text).name().upper() == DARK.text
    assert colours.color(group.Disabled, role.Text).name().upper() == DARK.text_3
    assert colours.color(role.Accent).name().upper() == DARK.accent
