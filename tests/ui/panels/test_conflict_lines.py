"""A conflict is told at its row, to the eye and the ear, and ended by one press."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QSlider, QWidget
from support.parameter_bench import ParameterBench

from desktop_chat.core.catalog import Model
from desktop_chat.core.conflict import Conflict
from desktop_chat.core.layers import Layers
from desktop_chat.core.preset import Preset
from desktop_chat.core.provider import READY_ENDPOINTS
from desktop_chat.core.sampling import Sampling
from desktop_chat.ui.panels.conflict_lines import ConflictLine
from desktop_chat.ui.theme.tokens import LIGHT

CLAUDE = Model("anthropic/claude-sonnet-4.5")
BOTH = Sampling(temperature=0.5, top_p=0.5)


def lines(bench: ParameterBench) -> list[ConflictLine]:
    return [line for line in bench.panel.findChildren(ConflictLine) if line.isVisible()]


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def test_a_conflict_stands_at_its_row_and_nowhere_else(panel_bench: ParameterBench) -> None:
    panel_bench.show(BOTH, CLAUDE)
    (line,) = lines(panel_bench)
    assert line.parent() is panel_bench.rows()["top_p"]
    assert words(line) == ["This model refuses Top P together with Temperature."]
    assert [button.text() for button in line.buttons] == ["Unset Top P", "Unset Temperature"]


def test_one_press_ends_it_and_undo_brings_it_back(panel_bench: ParameterBench) -> None:
    panel_bench.show(BOTH, CLAUDE)
    panel_bench.press(lines(panel_bench)[0].buttons[1])
    assert panel_bench.value == Sampling(top_p=0.5)
    assert lines(panel_bench) == []
    assert panel_bench.stack.undoText() == "Unset Temperature"
    panel_bench.stack.undo()
    assert panel_bench.value == BOTH
    assert len(lines(panel_bench)) == 1


def test_what_is_inherited_is_not_offered_to_be_unset(panel_bench: ParameterBench) -> None:
    preset = Preset("p", "Careful", Sampling(temperature=0.2))
    own = Sampling(top_p=0.5)
    panel_bench.panel.set_layers(Layers(preset=preset, conversation=own, model=CLAUDE))
    (line,) = lines(panel_bench)
    assert [button.text() for button in line.buttons] == ["Unset Top P"]


def test_editors_tell_it_too(panel_bench: ParameterBench) -> None:
    field = panel_bench.named(QLineEdit, "Top P value")
    slider = panel_bench.named(QSlider, "Top P")
    before = field.accessibleDescription()
    panel_bench.show(BOTH, CLAUDE)
    for editor in (field, slider):
        assert editor.accessibleDescription().endswith("together with Temperature.")
    panel_bench.show(Sampling(), CLAUDE)
    assert field.accessibleDescription() == slider.accessibleDescription() == before


def test_the_keyboard_stays_in_the_row(panel_bench: ParameterBench) -> None:
    panel_bench.show(BOTH, CLAUDE)
    panel_bench.panel.activateWindow()
    button = lines(panel_bench)[0].buttons[0]
    button.setFocus()
    panel_bench.qtbot.keyClick(button, Qt.Key.Key_Space)
    assert panel_bench.value == Sampling(temperature=0.5)
    assert panel_bench.panel.focusWidget() is panel_bench.named(QLineEdit, "Top P value")


def test_a_closed_section_still_says_that_there_is_one(panel_bench: ParameterBench) -> None:
    panel_bench.panel.restore_sections([])
    panel_bench.show(BOTH, CLAUDE)
    header = header_of(panel_bench, "Sampling")
    assert header.accessibleDescription() == "2 set · 1 conflict"


def header_of(bench: ParameterBench, title: str) -> QAbstractButton:
    found = [each for each in bench.panel.findChildren(QAbstractButton) if each.text() == title]
    assert len(found) == 1
    return found[0]


def test_what_the_endpoint_is_not_sent_is_no_conflict_and_says_so(
    panel_bench: ParameterBench,
) -> None:
    openai = next(each for each in READY_ENDPOINTS if each.id == "openai")
    panel_bench.panel.set_endpoint(openai)
    panel_bench.show(Sampling(temperature=0, top_k=3))
    assert lines(panel_bench) == []
    row = panel_bench.rows()["top_k"]
    assert "Unknown to this endpoint: not sent" in words(row)
    assert "Unknown to this endpoint: not sent" not in words(panel_bench.rows()["top_p"])


@pytest.mark.parametrize("width", [240, 300, 400])
def test_a_long_sentence_is_read_whole(panel_bench: ParameterBench, width: int) -> None:
    parent = panel_bench.panel
    conflict = Conflict(("top_p",), "A sentence that is far too long for one line. " * 3)
    line = ConflictLine(LIGHT, conflict, (), parent)
    line.resize(width, line.heightForWidth(width))
    line.show()
    label = next(label for label in line.findChildren(QLabel) if label.text())
    assert label.height() >= label.heightForWidth(label.width())


def test_what_wraps_in_a_row_gets_its_height(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(stop=("first", "second", "third", "fourth", "fifth")))
    row = panel_bench.rows()["stop"]
    panel_bench.qtbot.waitUntil(lambda: row.height() >= row.heightForWidth(row.width()))
    chips = [each for each in row.findChildren(QWidget) if each.property("kind") == "chip"]
    assert len({chip.y() for chip in chips}) > 1
    assert all(row.rect().contains(chip.mapTo(row, chip.rect().bottomRight())) for chip in chips)
