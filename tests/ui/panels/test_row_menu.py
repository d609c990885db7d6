"""The menu of a row offers what makes sense for its value, by pointer and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QSlider, QWidget
from support.parameter_bench import ParameterBench

from desktop_chat.core.layers import Layers
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling
from desktop_chat.ui.panels.row_menu import RowAct, RowMenu

pytestmark = pytest.mark.qt_log_ignore(
    "does not support raise", "does not support grabbing the keyboard", extend=True
)

PRESET = Preset("p", "R & D", Sampling(temperature=0.2))


def offered(bench: ParameterBench, layers: Layers) -> dict[RowAct, tuple[str, bool]]:
    bench.panel.set_layers(layers)
    (menu,) = bench.rows()["temperature"].findChildren(RowMenu)
    return {act: (words, is_enabled) for act, words, is_enabled in menu.entries()}


def opened(bench: ParameterBench) -> QMenu:
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    (menu,) = bench.rows()["temperature"].findChildren(QMenu, options=direct)
    assert menu.isVisible()
    return menu


def test_an_unset_parameter_offers_nothing_to_take_away(panel_bench: ParameterBench) -> None:
    found = offered(panel_bench, Layers())
    assert [act for act, (_, is_enabled) in found.items() if is_enabled] == [RowAct.SWEEP]
    assert RowAct.TO_PRESET not in found


def test_entries_follow_the_layers(panel_bench: ParameterBench) -> None:
    layers = Layers(
        settings=Sampling(temperature=1.5), preset=PRESET, conversation=Sampling(temperature=0.7)
    )
    found = offered(panel_bench, layers)
    assert all(is_enabled for _, is_enabled in found.values())
    assert set(found) == set(RowAct)
    assert found[RowAct.TAKE_INHERITED][0] == "Set to inherited value: 0.2"
    inherited = offered(panel_bench, Layers(preset=PRESET))
    assert not inherited[RowAct.UNSET][1]
    assert not inherited[RowAct.TO_PRESET][1]
    assert RowAct.OUT_OF_SETTINGS not in inherited


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
    ],
)
@pytest.mark.parametrize("kind", [QSlider, QLineEdit])
def test_the_keyboard_opens_the_menu_from_every_editor(
    panel_bench: ParameterBench, kind: type[QWidget], key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    panel_bench.panel.set_layers(Layers(preset=PRESET, conversation=Sampling(temperature=1.0)))
    editor = panel_bench.rows()["temperature"].findChildren(kind)[0]
    editor.setFocus()
    panel_bench.qtbot.keyClick(editor, key, modifier)
    menu = opened(panel_bench)
    texts = [action.text() for action in menu.actions()]
    assert "Save to preset “R && D”" in texts
    chosen: list[tuple[RowAct, str]] = []
    panel_bench.panel.row_act_chosen.connect(lambda act, name: chosen.append((act, name)))
    menu.actions()[0].trigger()
    assert chosen == [(RowAct.UNSET, "temperature")]
    menu.close()


def test_a_field_keeps_its_own_entries_in_the_menu(panel_bench: ParameterBench) -> None:
    panel_bench.panel.set_layers(Layers(conversation=Sampling(temperature=1.0)))
    row = panel_bench.rows()["temperature"]
    field = row.findChildren(QLineEdit)[0]
    at = field.geometry().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, row.mapToGlobal(at))
    QApplication.sendEvent(row, event)
    texts = [action.text() for action in opened(panel_bench).actions()]
    assert texts[0] == "Unset"
    assert any("Paste" in text.replace("&", "") for text in texts)
    opened(panel_bench).close()


def test_enter_on_the_badge_opens_the_menu(panel_bench: ParameterBench) -> None:
    panel_bench.panel.set_layers(Layers(preset=PRESET))
    panel_bench.qtbot.keyClick(panel_bench.rows()["temperature"].badge, Qt.Key.Key_Return)
    opened(panel_bench).close()


def test_a_click_beside_the_editors_opens_it_too(panel_bench: ParameterBench) -> None:
    row = panel_bench.rows()["temperature"]
    at = QPoint(40, 6)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, row.mapToGlobal(at))
    QApplication.sendEvent(row, event)
    opened(panel_bench).close()
