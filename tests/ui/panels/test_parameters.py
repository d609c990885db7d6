"""Every parameter has its row, every change its undo step; it speaks only for the user."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from msgspec import UNSET
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot
from support.parameter_bench import ParameterBench

from desktop_chat.core.catalog import Model
from desktop_chat.core.layers import Layers
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import PARAMETERS, Kind, Parameter, Sampling
from desktop_chat.ui.panels.parameter_row import ParameterRow
from desktop_chat.ui.panels.parameters import ParameterPanel
from desktop_chat.ui.theme.themed import spread_theme
from desktop_chat.ui.theme.tokens import DARK, LIGHT
from desktop_chat.ui.undo_history import UndoHistory
from desktop_chat.ui.widgets.chips import ChipsEditor
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.state_dot import StateDot

SLIDERS = [parameter.title for parameter in PARAMETERS.values() if parameter.slider]


@pytest.fixture
def bench(panel_bench: ParameterBench) -> ParameterBench:
    return panel_bench


def over(preset: Sampling, own: Sampling | None = None) -> Layers:
    """Return the layers of a conversation with a preset."""
    return Layers(preset=Preset("p", "Careful", preset), conversation=own or Sampling())


def set_by_program(slider: QSlider, steps: int) -> None:
    QAccessible.queryAccessibleInterface(slider).valueInterface().setCurrentValue(steps)


def test_there_is_one_slider_for_each_parameter_that_has_a_span(bench: ParameterBench) -> None:
    names = [slider.accessibleName() for slider in bench.panel.findChildren(QSlider)]
    parts = [
        part.title
        for parameter in PARAMETERS.values()
        for part in parameter.parts.values()
        if part.slider
    ]
    assert sorted(names) == sorted([*SLIDERS, *parts])
    assert {"Temperature", "Top P", "Max tokens"} <= set(names)


@pytest.mark.parametrize("title", SLIDERS)
def test_an_assistive_program_sets_every_slider(bench: ParameterBench, title: str) -> None:
    slider = bench.named(QSlider, title)
    set_by_program(slider, slider.maximum())
    set_by_program(slider, slider.minimum() + 1)
    name = next(each.name for each in PARAMETERS.values() if each.title == title)
    assert getattr(bench.said[-1], name) is not UNSET
    assert [*bench.said[-1].values()] == [name]


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda each: each.name)
def test_every_row_has_its_dot_its_editor_and_its_explanation(
    bench: ParameterBench, parameter: Parameter
) -> None:
    assert not bench.named(StateDot, f"Unset {parameter.title}").isEnabled()
    names = [each.accessibleName() for each in bench.panel.findChildren(QWidget)]
    assert f"{parameter.title} value" in names or parameter.kind is Kind.STRINGS
    described = [each.accessibleDescription() for each in bench.panel.findChildren(QWidget)]
    assert parameter.help in described


def test_showing_layers_and_models_says_nothing(bench: ParameterBench) -> None:
    everything = Sampling(
        temperature=0.7, seed=4, stop=("x",), verbosity="low", logprobs=True, tools=({"a": 1},)
    )
    model = Model("a/b", supported_parameters=frozenset({"seed"}))
    bench.panel.set_layers(over(Sampling(top_p=0.5), everything))
    bench.panel.set_layers(replace(over(Sampling(top_p=0.5), everything), model=model))
    bench.panel.set_layers(Layers())
    bench.panel.set_system_prompt("Be brief.")
    assert bench.said == []
    assert bench.stack.count() == 0


def test_a_drag_is_one_step_of_undo(qtbot: QtBot, bench: ParameterBench) -> None:
    slider = bench.named(QSlider, "Temperature")
    middle = slider.rect().center()
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    for x in (20, 60, 100):
        qtbot.mouseMove(slider, middle + type(middle)(x, 0))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton)
    assert len(bench.said) == 4
    assert bench.stack.count() == 1
    assert bench.stack.undoText() == "Set Temperature"
    bench.stack.undo()
    assert bench.said[-1] == Sampling()
    bench.stack.redo()
    assert bench.said[-1] == bench.said[3]


def test_two_drags_are_two_steps(qtbot: QtBot, bench: ParameterBench) -> None:
    slider = bench.named(QSlider, "Temperature")
    for x in (40, 120):
        point = slider.rect().topLeft() + type(slider.rect().topLeft())(x, 12)
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=point)
    assert bench.stack.count() == 2


def test_typing_sets_and_the_dot_unsets(qtbot: QtBot, bench: ParameterBench) -> None:
    field = bench.named(QLineEdit, "Temperature value")
    qtbot.keyClicks(field, "0.7")
    assert bench.said[-1] == Sampling(temperature=0.7)
    assert bench.stack.count() == 1
    dot = bench.named(StateDot, "Unset Temperature")
    assert dot.isEnabled()
    qtbot.mouseClick(dot, Qt.MouseButton.LeftButton)
    assert bench.said[-1] == Sampling()
    assert field.text() == ""
    bench.stack.undo()
    assert field.text() == "0.70"


def test_delete_on_a_slider_unsets(qtbot: QtBot, bench: ParameterBench) -> None:
    bench.panel.set_layers(Layers(conversation=Sampling(top_p=0.4)))
    qtbot.keyClick(bench.named(QSlider, "Top P"), Qt.Key.Key_Delete)
    assert bench.said == [Sampling()]


def test_an_inherited_value_says_where_it_comes_from(qtbot: QtBot, bench: ParameterBench) -> None:
    bench.panel.set_layers(over(Sampling(frequency_penalty=0.2)))
    badges = [each for each in bench.panel.findChildren(QLabel) if each.text() == "Preset"]
    assert [badge.isVisible() for badge in badges] == [True]
    assert bench.named(QLineEdit, "Frequency penalty value").text() == "0.20"
    assert not bench.named(StateDot, "Unset Frequency penalty").isEnabled()


def test_what_the_model_does_not_take_is_said_and_kept(bench: ParameterBench) -> None:
    layers = Layers(conversation=Sampling(top_k=40))
    model = Model("a/b", supported_parameters=frozenset({"temperature"}))
    bench.panel.set_layers(replace(layers, model=model))
    slider = bench.named(QSlider, "Top K")
    assert slider.isHidden()
    assert bench.named(QLineEdit, "Top K value").text() == "40"
    row = next(each for each in bench.panel.findChildren(ParameterRow) if each.isAncestorOf(slider))
    sentences = [label.text() for label in row.findChildren(QLabel) if label.isVisible()]
    assert "Not supported by this model: not sent" in sentences
    bench.panel.set_layers(layers)
    assert slider.isVisible()


def test_the_seed_is_drawn_kept_and_unset(qtbot: QtBot, bench: ParameterBench) -> None:
    dice = bench.named(QAbstractButton, "Draw a seed")
    qtbot.mouseClick(dice, Qt.MouseButton.LeftButton)
    seed = bench.said[-1].seed
    assert isinstance(seed, int)
    assert 0 <= seed < 2**31
    qtbot.mouseClick(bench.named(StateDot, "Unset Seed"), Qt.MouseButton.LeftButton)
    assert bench.said[-1] == Sampling()


def test_the_lock_lets_seeds_be_drawn_and_shows_it(qtbot: QtBot, bench: ParameterBench) -> None:
    wanted: list[bool] = []
    bench.panel.seed_lock_toggled.connect(wanted.append)
    lock = bench.named(QAbstractButton, "Keep the seed")
    assert lock.isChecked()
    qtbot.mouseClick(lock, Qt.MouseButton.LeftButton)
    assert wanted == [False]
    assert isinstance(bench.said[-1].seed, int)
    assert lock.accessibleName() == "Keep the seed: now each answer has its own"
    bench.panel.show_seed_lock(is_kept=True)
    assert lock.isChecked()
    assert wanted == [False]


def test_a_switch_has_three_states(qtbot: QtBot, bench: ParameterBench) -> None:
    name = "Log probabilities value"
    for word, value in (("On", True), ("Off", False)):
        button = bench.named(QAbstractButton, f"{name}: {word}")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert bench.said[-1] == Sampling(logprobs=value)
    default = bench.named(QAbstractButton, f"{name}: default")
    qtbot.mouseClick(default, Qt.MouseButton.LeftButton)
    assert bench.said[-1] == Sampling()
    assert default.isChecked()


def test_the_default_of_an_inherited_switch_springs_back(
    qtbot: QtBot, bench: ParameterBench
) -> None:
    bench.panel.set_layers(over(Sampling(logprobs=True)))
    name = "Log probabilities value"
    default = bench.named(QAbstractButton, f"{name}: default")
    qtbot.mouseClick(default, Qt.MouseButton.LeftButton)
    assert bench.said == []
    assert bench.named(QAbstractButton, f"{name}: On").isChecked()


def test_a_choice_begins_with_the_default(qtbot: QtBot, bench: ParameterBench) -> None:
    box = bench.named(QComboBox, "Verbosity value")
    assert box.currentText() == "default: medium"
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert bench.said[-1] == Sampling(verbosity="low")
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert bench.said[-1] == Sampling()


def test_stop_strings_set_and_their_last_one_unsets(bench: ParameterBench) -> None:
    chips = bench.panel.findChildren(ChipsEditor)[0]
    chips.strings_chosen.emit(("\n\n##",))
    assert bench.said[-1] == Sampling(stop=("\n\n##",))
    assert chips.strings == ("\n\n##",)
    chips.strings_chosen.emit(())
    assert bench.said[-1] == Sampling()


def test_a_section_counts_what_is_set_in_it(bench: ParameterBench) -> None:
    bench.panel.set_layers(over(Sampling(top_p=0.5), Sampling(temperature=0.7, seed=1)))
    headers = [each for each in bench.panel.findChildren(QAbstractButton) if each.isCheckable()]
    summary = next(each.accessibleDescription() for each in headers if each.text() == "Sampling")
    assert summary == "2 set"


def test_open_sections_are_remembered_by_name(bench: ParameterBench) -> None:
    bench.panel.restore_sections(["Tools", "no such section"])
    assert bench.panel.open_sections() == ("Tools",)


def test_the_system_prompt_speaks_when_it_is_typed(qtbot: QtBot, bench: ParameterBench) -> None:
    prompts: list[str] = []
    bench.panel.system_prompt_changed.connect(prompts.append)
    bench.panel.restore_sections(["system prompt"])
    editor = bench.named(QPlainTextEdit, "System prompt")
    qtbot.keyClicks(editor, "Hi")
    assert prompts == ["H", "Hi"]
    bench.panel.set_system_prompt("Other")
    assert editor.toPlainText() == "Other"
    assert prompts == ["H", "Hi"]


def test_tab_goes_down_the_panel(bench: ParameterBench) -> None:
    bench.panel.resize(300, 2600)
    bench.panel.grab()
    first = bench.panel.preset_bar.box
    order: list[QWidget] = [first]
    while (following := order[-1].nextInFocusChain()) not in (first, None):
        order.append(following)
    stops = [
        each
        for each in order
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled()
    ]
    tops = [each.mapTo(bench.panel, each.rect().center()).y() for each in stops]
    jumps = [
        (before.accessibleName(), after.accessibleName())
        for (before, above), (after, below) in pairwise(zip(stops, tops, strict=True))
        if below < above - 2
    ]
    assert jumps == []


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
@pytest.mark.parametrize("width", [264, 300, 400])
def test_every_control_can_be_hit_and_lies_inside(
    qtbot: QtBot, bench: ParameterBench, direction: Qt.LayoutDirection, width: int
) -> None:
    bench.panel.setLayoutDirection(direction)
    bench.panel.resize(width, 900)
    controls = [
        each
        for kind in (QAbstractButton, QSlider, QLineEdit, QComboBox)
        for each in bench.panel.findChildren(kind)
        if each.isVisible()
    ]
    assert len(controls) > 40
    for each in controls:
        assert min(each.width(), each.height()) >= 24, each.accessibleName()
        left = each.mapTo(bench.panel, each.rect().topLeft()).x()
        assert left >= 0
        assert left + each.width() <= width, each.accessibleName()


def test_rows_that_are_made_late_are_made_in_the_theme_of_then(qtbot: QtBot) -> None:
    panel = ParameterPanel(LIGHT, UndoHistory())
    qtbot.addWidget(panel)
    panel.show()
    spread_theme(panel, DARK)
    panel.restore_sections(["Output format"])
    row = next(
        each for each in panel.findChildren(ParameterRow) if each.parameter.name == "verbosity"
    )
    (box,) = row.findChildren(ChoiceBox)
    # What cannot be used is painted in the theme's quietest ink.
    box.setEnabled(False)
    dark = box.grab().toImage()
    spread_theme(panel, DARK)
    assert box.grab().toImage() == dark
