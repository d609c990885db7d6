"""Choices side by side, sections that fold, and columns that scroll."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.scroll_column import ScrollColumn
from desktop_chat.ui.widgets.section import CollapsibleSection
from desktop_chat.ui.widgets.segmented import SegmentedControl


@pytest.fixture
def forms(qtbot: QtBot) -> SegmentedControl:
    control = SegmentedControl(LIGHT, "Form", (("json", "JSON"), ("curl", "curl")), height=24)
    qtbot.addWidget(control)
    control.show()
    return control


def segments(control: SegmentedControl) -> list[QAbstractButton]:
    return control.findChildren(QAbstractButton)


def test_a_click_takes_a_segment_and_lets_the_other_go(
    qtbot: QtBot, forms: SegmentedControl
) -> None:
    assert forms.current == "json"
    with qtbot.waitSignal(forms.chosen) as signal:
        qtbot.mouseClick(segments(forms)[1], Qt.MouseButton.LeftButton)
    assert signal.args == ["curl"]
    assert [segment.isChecked() for segment in segments(forms)] == [False, True]


def test_showing_a_choice_says_nothing(qtbot: QtBot, forms: SegmentedControl) -> None:
    with qtbot.assertNotEmitted(forms.chosen):
        forms.set_current("curl")
    assert forms.current == "curl"


def test_segments_are_named_and_hittable(forms: SegmentedControl) -> None:
    assert [segment.accessibleName() for segment in segments(forms)] == ["Form: JSON", "Form: curl"]
    assert all(min(each.width(), each.height()) >= 24 for each in segments(forms))


def test_segments_stand_in_reading_order(qtbot: QtBot, forms: SegmentedControl) -> None:
    forms.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    forms.resize(forms.sizeHint())
    first, second = segments(forms)
    qtbot.waitUntil(lambda: first.x() > second.x())


class Folded:
    """A section, and what it made so far."""

    def __init__(self, *, is_open: bool) -> None:
        self.made: list[QLabel] = []
        self.section = CollapsibleSection(LIGHT, "Sampling", self._make, is_open=is_open)

    def _make(self, parent: QWidget) -> QWidget:
        self.made.append(QLabel("content", parent))
        return self.made[-1]

    @property
    def header(self) -> QAbstractButton:
        return self.section.findChildren(QAbstractButton)[0]


def test_a_closed_section_makes_its_content_when_it_is_first_opened(qtbot: QtBot) -> None:
    folded = Folded(is_open=False)
    qtbot.addWidget(folded.section)
    folded.section.show()
    assert folded.made == []
    assert not folded.section.is_built
    for _ in range(3):
        qtbot.mouseClick(folded.header, Qt.MouseButton.LeftButton)
    assert len(folded.made) == 1
    assert folded.made[0].isVisible()
    assert folded.section.is_open


def test_content_made_ahead_stays_hidden(qtbot: QtBot) -> None:
    folded = Folded(is_open=False)
    qtbot.addWidget(folded.section)
    folded.section.show()
    folded.section.build()
    assert folded.made[0].isHidden()


def test_a_section_tells_its_title_and_summary(qtbot: QtBot) -> None:
    folded = Folded(is_open=True)
    qtbot.addWidget(folded.section)
    folded.section.set_summary("2 set")
    assert folded.header.text() == "Sampling"
    assert folded.header.accessibleDescription() == "2 set"
    assert folded.header.isChecked()


def test_the_scroll_bar_takes_no_width_from_the_column(qtbot: QtBot) -> None:
    scroll = ScrollColumn()
    qtbot.addWidget(scroll)
    scroll.resize(200, 100)
    scroll.show()
    wide = scroll.viewport().width()
    for _ in range(40):
        scroll.column.addWidget(QLabel("line", scroll.content))
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    assert scroll.viewport().width() == wide == 200


def test_facts_are_shown_as_they_are_and_replaced(qtbot: QtBot) -> None:
    facts = FactList(LIGHT)
    qtbot.addWidget(facts)
    facts.set_rows([("Name", "<b>x</b>"), ("Id", "a/b")])
    facts.set_rows([("Name", "<b>y</b>")])
    facts.show()
    qtbot.waitUntil(lambda: len(facts.findChildren(QLabel)) == 2)
    assert [label.text() for label in facts.findChildren(QLabel)] == ["Name", "<b>y</b>"]
    assert facts.rows == (("Name", "<b>y</b>"),)
