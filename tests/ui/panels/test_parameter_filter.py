"""Rows are found by their words; those that a model does not take can be put out of sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from support.parameter_bench import ParameterBench

from desktop_chat.core.catalog import Model
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.ui.panels.inspector import Inspector
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.undo_history import UndoHistory

FEW = Model("a/b", supported_parameters=frozenset({"temperature", "top_p"}))


def shown(bench: ParameterBench) -> set[str]:
    return {name for name, row in bench.rows().items() if row.isVisible()}


def test_words_of_title_name_and_help_find_a_row(panel_bench: ParameterBench) -> None:
    panel_bench.panel.filter.begin()
    panel_bench.qtbot.keyClicks(panel_bench.panel.filter.field, "penalty")
    assert shown(panel_bench) == {"frequency_penalty", "presence_penalty", "repetition_penalty"}
    panel_bench.panel.filter.field.setText("max_tok")
    assert shown(panel_bench) == {"max_tokens", "reasoning"}
    panel_bench.panel.filter.field.setText("softmax nobody")
    assert shown(panel_bench) == set()
    words = [label.text() for label in panel_bench.panel.filter.findChildren(QLabel)]
    assert "No parameter has “softmax nobody” in it." in words


def test_sections_open_for_what_is_found_and_are_as_before_in_the_end(
    panel_bench: ParameterBench,
) -> None:
    panel_bench.panel.restore_sections(["Sampling"])
    field = panel_bench.panel.filter.field
    panel_bench.panel.filter.begin()
    field.setText("seed")
    field.setText("presence")
    assert shown(panel_bench) == {"presence_penalty"}
    assert panel_bench.panel.open_sections() == ("Sampling",)
    panel_bench.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert panel_bench.panel.open_sections() == ("Sampling",)
    assert not panel_bench.rows()["presence_penalty"].isVisible()
    assert panel_bench.rows()["seed"].isVisible()
    panel_bench.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not panel_bench.panel.filter.isVisible()


def test_unsupported_rows_go_but_not_those_with_a_value(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(top_k=3), FEW)
    assert shown(panel_bench) == set(PARAMETERS)
    panel_bench.panel.show_unsupported(is_wanted=False)
    assert {"temperature", "top_p", "top_k", "provider"} <= shown(panel_bench)
    assert {"seed", "min_p", "tools"}.isdisjoint(shown(panel_bench))
    panel_bench.show(Sampling(), FEW)
    assert "top_k" not in shown(panel_bench)
    panel_bench.show(Sampling(), None)
    assert shown(panel_bench) == set(PARAMETERS)


def test_the_switch_speaks_and_leaves_the_deciding_to_others(panel_bench: ParameterBench) -> None:
    said: list[bool] = []
    panel_bench.panel.filter.unsupported_toggled.connect(said.append)
    panel_bench.panel.filter.begin()
    panel_bench.press(panel_bench.panel.filter.switch)
    assert said == [False]


def test_the_inspector_brings_the_field_and_takes_it_away(qtbot: QtBot) -> None:
    inspector = Inspector(LIGHT, UndoHistory())
    qtbot.addWidget(inspector)
    inspector.resize(300, 800)
    inspector.show()
    qtbot.mouseClick(inspector.find_button, Qt.MouseButton.LeftButton)
    assert inspector.parameters.filter.isVisible()
    qtbot.mouseClick(inspector.find_button, Qt.MouseButton.LeftButton)
    assert not inspector.parameters.filter.isVisible()
