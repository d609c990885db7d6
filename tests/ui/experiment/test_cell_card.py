"""The chosen cell at the side: a text leans to the side where its own letters begin."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_chat.ui.experiment.cell_card import CellCard, CellDetails
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.widgets.labels import Label

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


@pytest.mark.parametrize("window", list(Qt.LayoutDirection)[:2])
@pytest.mark.parametrize(
    ("text", "side"), [("An answer.", LEFT), ("\u05ea\u05e9\u05d5\u05d1\u05d4.", RIGHT)]
)
def test_an_answer_leans_by_its_own_letters(
    qtbot: QtBot, window: Qt.LayoutDirection, text: str, side: Qt.AlignmentFlag
) -> None:
    card = CellCard(LIGHT)
    qtbot.addWidget(card)
    card.setLayoutDirection(window)
    card.show_details(CellDetails(title="Temperature 0.0", text="\u05ea A"))
    card.show_details(CellDetails(title="Temperature 0.0", text=text))
    (label,) = [each for each in card.findChildren(Label) if each.accessibleName() == "Answer"]
    assert label.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask == (
        side | Qt.AlignmentFlag.AlignAbsolute
    )
