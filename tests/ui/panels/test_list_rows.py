"""Tools have switches and names that are checked, tokens a table, and formats their schema."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLineEdit
from support.parameter_bench import Control, ParameterBench

from desktop_chat.core.sampling import Sampling
from desktop_chat.ui.panels.json_dialog import JsonDialog
from desktop_chat.ui.widgets.value_field import ValueField


def tool(name: str, **extra: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name}, **extra}


def shown(bench: ParameterBench, kind: type[Control], name: str) -> Control:
    found = [each for each in bench.panel.findChildren(kind) if each.accessibleName() == name]
    (one,) = [each for each in found if not each.isHidden() and each.isVisible()]
    return one


def dialog(bench: ParameterBench) -> JsonDialog:
    (found,) = bench.panel.findChildren(JsonDialog)
    return found


def choose(box: QComboBox, key: str) -> None:
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


# ------------------------------------------------------------ tools


def test_a_tool_is_switched_off_and_kept(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(tools=(tool("a"), tool("b"))))
    shown(panel_bench, QCheckBox, "Send tool b").click()
    assert panel_bench.value.tools == (tool("a"), tool("b", enabled=False))
    shown(panel_bench, QCheckBox, "Send tool b").click()
    assert panel_bench.value.tools == (tool("a"), tool("b"))
    assert panel_bench.stack.count() == 2


def test_the_last_tool_goes_with_the_parameter(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(tools=(tool("a"), tool("b"))))
    shown(panel_bench, QAbstractButton, "Remove tool a").click()
    assert panel_bench.value.tools == (tool("b"),)
    shown(panel_bench, QAbstractButton, "Remove tool b").click()
    assert panel_bench.value == Sampling()


def test_a_new_tool_is_checked_while_it_is_typed(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(tools=(tool("a"),)))
    panel_bench.press(panel_bench.named(QAbstractButton, "Tools value"))
    editor = dialog(panel_bench)
    assert editor.verdict.text().startswith("The tool has no name")
    assert not editor.accept_button.isEnabled()
    bad = tool("b")
    bad["function"]["parameters"] = {"type": "thing"}
    editor.editor.setPlainText(msgspec.json.encode(bad).decode())
    assert "Parameters › type" in editor.verdict.text()
    editor.editor.setPlainText(msgspec.json.encode(tool("b")).decode())
    assert editor.verdict.text() == "Fits"
    panel_bench.press(editor.accept_button)
    assert panel_bench.value.tools == (tool("a"), tool("b"))


def test_the_choice_names_the_functions_that_there_are(panel_bench: ParameterBench) -> None:
    box = panel_bench.named(QComboBox, "Tool choice value")
    assert box.currentText() == "default: auto"
    panel_bench.show(Sampling(tools=(tool("a"), tool("b", enabled=False))))
    items = [box.itemText(index) for index in range(box.count())]
    assert items == ["default: auto", "none", "auto", "required", "a()"]
    box.setCurrentIndex(4)
    box.activated.emit(4)
    assert panel_bench.value.tool_choice == tool("a")
    panel_bench.show(Sampling(tool_choice=tool("gone")))
    assert box.currentText() == "gone()"
    panel_bench.show(Sampling(tool_choice={"type": "openrouter:web_search"}))
    assert box.currentText() == "as JSON"
    box.activated.emit(0)
    assert panel_bench.value == Sampling()


# ------------------------------------------------------------ logit bias


def test_a_token_is_added_by_the_keyboard(panel_bench: ParameterBench) -> None:
    panel_bench.panel.activateWindow()
    panel_bench.press(panel_bench.named(QAbstractButton, "Logit bias value"))
    field = shown(panel_bench, QLineEdit, "Token id")
    panel_bench.qtbot.keyClicks(field, "x17")
    panel_bench.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert panel_bench.value == Sampling(logit_bias={"17": 1.0})
    bias = shown(panel_bench, ValueField, "Bias of token 17")
    assert panel_bench.panel.focusWidget() is bias
    bias.selectAll()
    panel_bench.qtbot.keyClicks(bias, "-100")
    assert panel_bench.value == Sampling(logit_bias={"17": -100.0})
    assert panel_bench.stack.count() == 2


def test_a_token_is_renamed_and_removed(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(logit_bias={"5": 2.0, "6": 3.0}))
    field = next(
        each
        for each in panel_bench.panel.findChildren(QLineEdit)
        if each.accessibleName() == "Token id" and each.text() == "5"
    )
    field.setText("7")
    field.editingFinished.emit()
    assert panel_bench.value == Sampling(logit_bias={"6": 3.0, "7": 2.0})
    shown(panel_bench, QAbstractButton, "Remove token 6").click()
    shown(panel_bench, QAbstractButton, "Remove token 7").click()
    assert panel_bench.value == Sampling()


# ------------------------------------------------------------ response format


def test_a_form_is_chosen_from_a_list(panel_bench: ParameterBench) -> None:
    box = panel_bench.named(QComboBox, "Response format value")
    choose(box, "json_object")
    assert panel_bench.value == Sampling(response_format={"type": "json_object"})
    choose(box, "")
    assert panel_bench.value == Sampling()


def test_a_schema_is_edited_and_checked(panel_bench: ParameterBench) -> None:
    box = panel_bench.named(QComboBox, "Response format value")
    choose(box, "json_schema")
    editor = dialog(panel_bench)
    assert editor.verdict.text() == "Fits"
    text = editor.editor.toPlainText()
    editor.editor.setPlainText(text.replace('"object"', '"thing"'))
    assert editor.verdict.text().startswith("The schema › type must be one of")
    assert not editor.accept_button.isEnabled()
    editor.editor.setPlainText(text)
    panel_bench.press(editor.accept_button)
    assert panel_bench.value.values()["response_format"]["json_schema"]["name"] == "answer"
    names = [each.accessibleName() for each in panel_bench.panel.findChildren(QAbstractButton)]
    assert "Edit the schema, answer: answer" in names


def test_a_schema_that_is_not_taken_changes_nothing(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(response_format={"type": "text"}))
    box = panel_bench.named(QComboBox, "Response format value")
    choose(box, "json_schema")
    dialog(panel_bench).reject()
    assert box.currentText() == "Text"
    assert panel_bench.said == []


def test_a_form_that_is_unknown_here_is_shown_by_its_name(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(response_format={"type": "grammar", "grammar": "x"}))
    box = panel_bench.named(QComboBox, "Response format value")
    assert box.currentText() == "grammar"
    choose(box, "other")
    assert panel_bench.said == []
