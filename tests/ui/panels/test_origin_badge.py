"""A word says which layer a value comes from, and all layers are told where one asks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSlider
from support.parameter_bench import ParameterBench

from desktop_chat.core.catalog import Model
from desktop_chat.core.layers import Layers
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.ui.panels.origin_badge import OriginBadge, chain_lines

TEMPERATURE = PARAMETERS["temperature"]
MODEL = Model("a/b", default_parameters=Sampling(temperature=0.3))
ALL = Layers(
    settings=Sampling(temperature=1.5),
    preset=Preset("p", "Careful <b>", Sampling(temperature=0.2)),
    conversation=Sampling(temperature=0.7),
    model=MODEL,
)


def badge(bench: ParameterBench, name: str = "temperature") -> OriginBadge:
    return bench.rows()[name].badge


def test_every_layer_is_told_with_the_one_that_is_sent_first() -> None:
    assert chain_lines(ALL, TEMPERATURE) == [
        "This chat: 0.7",
        "Preset “Careful <b>”: 0.2",
        "Settings, for all chats: 1.5",
        "Model's own default: 0.3, never sent",
    ]
    assert chain_lines(Layers(), TEMPERATURE) == []


def test_a_long_value_is_cut_in_its_line() -> None:
    layers = Layers(settings=Sampling(stop=("x" * 500,)))
    assert len(chain_lines(layers, PARAMETERS["stop"])[0]) < 100


def test_the_word_follows_the_layer(panel_bench: ParameterBench) -> None:
    shown = badge(panel_bench)
    assert shown.isHidden()
    for layers, word in (
        (Layers(model=MODEL), "Model"),
        (Layers(settings=ALL.settings, model=MODEL), "Settings"),
        (Layers(settings=ALL.settings, preset=ALL.preset), "Preset"),
    ):
        panel_bench.panel.set_layers(layers)
        assert (shown.text(), shown.isHidden()) == (word, False)
    panel_bench.panel.set_layers(ALL)
    assert shown.isHidden()


def test_the_layers_are_told_to_the_pointer_and_to_the_ear(panel_bench: ParameterBench) -> None:
    panel_bench.panel.set_layers(Layers(settings=ALL.settings, preset=ALL.preset))
    tip = badge(panel_bench).toolTip()
    assert "Careful &lt;b&gt;" in tip
    assert "Settings, for all chats: 1.5" in tip
    assert badge(panel_bench).accessibleName() == "Temperature: from Preset"
    assert "Settings, for all chats: 1.5" in panel_bench.rows()["temperature"].toolTip()
    field = panel_bench.named(QLineEdit, "Temperature value")
    assert "Settings, for all chats: 1.5." in field.accessibleDescription()


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_the_keyboard_reaches_a_badge_that_is_shown_and_is_told_the_layers(
    panel_bench: ParameterBench,
) -> None:
    panel_bench.panel.set_layers(Layers(settings=ALL.settings))
    shown = badge(panel_bench)
    slider = panel_bench.named(QSlider, "Temperature")
    slider.setFocus()
    for _ in range(3):
        if panel_bench.panel.focusWidget() is shown:
            break
        panel_bench.qtbot.keyClick(
            panel_bench.panel.focusWidget() or slider,
            Qt.Key.Key_Tab,
            Qt.KeyboardModifier.ShiftModifier,
        )
    assert panel_bench.panel.focusWidget() is shown
