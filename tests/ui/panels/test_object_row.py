"""A parameter that is an object is edited part by part, and keeps what nobody knows."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QSlider, QWidget
from support.parameter_bench import ParameterBench

from desktop_chat.core.catalog import Model, ReasoningSupport
from desktop_chat.core.layers import Layers
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling
from desktop_chat.ui.panels.object_row import ObjectRow
from desktop_chat.ui.widgets.state_dot import StateDot


def row(bench: ParameterBench, name: str) -> ObjectRow:
    found = bench.rows()[name]
    assert isinstance(found, ObjectRow)
    return found


def part(bench: ParameterBench, name: str, path: str) -> QWidget:
    return row(bench, name).parts[path]


def thinking(**support: Any) -> Model:
    return Model("a/b", reasoning=ReasoningSupport(**support))


def choices(box: QComboBox) -> list[str]:
    return [box.itemText(index) for index in range(box.count())]


def test_a_part_is_set_and_what_is_unknown_is_kept(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(provider={"of_tomorrow": [1], "max_price": {"image": 2}}))
    panel_bench.qtbot.keyClicks(panel_bench.named(QLineEdit, "Max price, prompt value"), "2.5")
    assert panel_bench.value.provider == {
        "of_tomorrow": [1],
        "max_price": {"image": 2, "prompt": "2.5"},
    }
    assert panel_bench.stack.count() == 1
    panel_bench.stack.undo()
    assert panel_bench.value.provider == {"of_tomorrow": [1], "max_price": {"image": 2}}


def test_the_parameter_goes_with_its_last_part(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(provider={"zdr": True, "sort": "price"}))
    panel_bench.press(panel_bench.named(StateDot, "Unset Sort by"))
    assert panel_bench.value == Sampling(provider={"zdr": True})
    panel_bench.press(panel_bench.named(StateDot, "Unset Zero retention"))
    assert panel_bench.value == Sampling()


def test_a_drag_of_a_part_is_one_step(panel_bench: ParameterBench) -> None:
    slider = panel_bench.named(QSlider, "Budget")
    middle = slider.rect().center()
    panel_bench.qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    for x in (20, 40, 60):
        panel_bench.qtbot.mouseMove(slider, middle + type(middle)(x, 0))
    panel_bench.qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton)
    assert len(panel_bench.said) == 4
    assert panel_bench.stack.count() == 1


def test_parts_of_an_inherited_object_are_inherited(panel_bench: ParameterBench) -> None:
    preset = Preset("p", "Careful", Sampling(provider={"zdr": True, "sort": "price"}))
    panel_bench.panel.set_layers(Layers(preset=preset))
    badges = [each for each in panel_bench.panel.findChildren(QLabel) if each.text() == "Preset"]
    assert [each.isVisible() for each in badges].count(True) == 3
    box = panel_bench.named(QComboBox, "Sort by value")
    box.setCurrentIndex(box.findData("latency"))
    box.activated.emit(box.currentIndex())
    # A layer's object replaces the one below it as a whole: the other parts come along.
    assert panel_bench.value == Sampling(provider={"zdr": True, "sort": "latency"})


def test_what_stands_in_another_form_is_kept_and_left_to_json(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(provider={"sort": ["price"]}))
    sort = part(panel_bench, "provider", "sort")
    words = [label.text() for label in sort.findChildren(QLabel) if label.isVisible()]
    assert any("JSON" in text for text in words)
    assert not panel_bench.named(QComboBox, "Sort by value").isEnabled()
    panel_bench.show(Sampling(provider={"sort": "price"}))
    assert panel_bench.named(QComboBox, "Sort by value").isEnabled()


def test_reasoning_is_built_from_what_the_model_says(panel_bench: ParameterBench) -> None:
    model = thinking(mandatory=True, supported_efforts=("low", "high"), default_effort="low")
    panel_bench.show(model=model)
    box = panel_bench.named(QComboBox, "Effort value")
    assert choices(box) == ["default: low", "low", "high"]
    assert part(panel_bench, "reasoning", "max_tokens").isHidden()
    assert part(panel_bench, "reasoning", "enabled").isHidden()
    panel_bench.show(model=thinking(supports_max_tokens=True))
    assert not part(panel_bench, "reasoning", "max_tokens").isHidden()
    assert "none" in choices(box)


def test_a_value_that_the_model_does_not_offer_stays_to_be_seen(
    panel_bench: ParameterBench,
) -> None:
    model = thinking(supported_efforts=("low",))
    panel_bench.show(Sampling(reasoning={"effort": "max", "max_tokens": 2000}), model)
    assert panel_bench.named(QComboBox, "Effort value").currentText() == "max"
    assert not part(panel_bench, "reasoning", "max_tokens").isHidden()


def test_where_it_is_unsupported_no_part_is_offered(panel_bench: ParameterBench) -> None:
    panel_bench.show(
        Sampling(reasoning={"effort": "low"}), Model("x", supported_parameters=frozenset())
    )
    assert not part(panel_bench, "reasoning", "effort").isVisible()
    assert not row(panel_bench, "reasoning").json_button.isEnabled()


@pytest.mark.parametrize(("key", "order"), [(Qt.Key.Key_Left, "bac"), (Qt.Key.Key_Right, "acb")])
def test_the_keyboard_orders_providers(
    panel_bench: ParameterBench, key: Qt.Key, order: str
) -> None:
    panel_bench.show(Sampling(provider={"order": list("abc")}))
    panel_bench.panel.activateWindow()
    remove = panel_bench.named(QAbstractButton, "Remove Order b")
    panel_bench.qtbot.keyClick(remove, key, Qt.KeyboardModifier.ControlModifier)
    assert panel_bench.value == Sampling(provider={"order": list(order)})
    with_keyboard = panel_bench.panel.focusWidget()
    assert with_keyboard is not remove
    assert with_keyboard.accessibleName() == "Remove Order b"


def test_at_either_end_there_is_nowhere_to_go(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(provider={"order": list("ab")}))
    first = panel_bench.named(QAbstractButton, "Remove Order a")
    panel_bench.qtbot.keyClick(first, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert panel_bench.said == []


def test_a_word_grows_to_an_object_and_shrinks_again(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(provider={"sort": "price"}))
    box = panel_bench.named(QComboBox, "Sort partition value")
    box.setCurrentIndex(box.findData("none"))
    box.activated.emit(box.currentIndex())
    assert panel_bench.value.provider == {"sort": {"by": "price", "partition": "none"}}
    assert panel_bench.named(QComboBox, "Sort by value").currentText() == "price"
    panel_bench.press(panel_bench.named(StateDot, "Unset Sort partition"))
    assert panel_bench.value.provider == {"sort": "price"}


def test_a_percentile_is_asked_for_beside_the_middle(panel_bench: ParameterBench) -> None:
    panel_bench.show(Sampling(provider={"preferred_max_latency": 2}))
    panel_bench.qtbot.keyClicks(panel_bench.named(QLineEdit, "Preferred latency, p90 value"), "5\r")
    assert panel_bench.value.provider == {"preferred_max_latency": {"p50": 2, "p90": 5}}


def test_the_finer_parts_show_where_the_part_they_refine_is_set(
    panel_bench: ParameterBench,
) -> None:
    panel_bench.show()
    finer = [part(panel_bench, "provider", path) for path in ("sort.partition",)]
    finer.append(part(panel_bench, "provider", "preferred_min_throughput.p75"))
    assert all(each.isHidden() for each in finer)
    assert not part(panel_bench, "provider", "max_price.image").isHidden()
    panel_bench.show(Sampling(provider={"sort": "price", "preferred_min_throughput": {"p90": 9}}))
    assert not any(each.isHidden() for each in finer)
