"""A change is undone as one step, and only what one drag or edit did is one."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QUndoStack

from desktop_chat.ui.panels.sampling_change import SamplingChange

pytestmark = pytest.mark.usefixtures("qapp")


class Values:
    """What is set, changed through an undo stack."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.stack = QUndoStack()

    def push(self, name: str, value: Any, *, is_continuing: bool) -> None:
        before = self.values.get(name)
        change = SamplingChange(
            f"Set {name}",
            self.values.update,
            {name: before},
            {name: value},
            is_continuing=is_continuing,
        )
        self.stack.push(change)


def test_a_drag_is_one_step_back_and_forth() -> None:
    panel = Values()
    for value in (0.1, 0.2, 0.3):
        panel.push("temperature", value, is_continuing=value > 0.1)
    assert panel.stack.count() == 1
    panel.stack.undo()
    assert panel.values == {"temperature": None}
    panel.stack.redo()
    assert panel.values == {"temperature": 0.3}


@pytest.mark.parametrize(
    ("name", "is_continuing"), [("temperature", False), ("top_p", True), ("top_p", False)]
)
def test_another_act_or_another_parameter_is_a_step_of_its_own(
    name: str, is_continuing: bool
) -> None:
    panel = Values()
    panel.push("temperature", 0.1, is_continuing=False)
    panel.push(name, 0.2, is_continuing=is_continuing)
    assert panel.stack.count() == 2


def test_several_parameters_change_in_one_act() -> None:
    panel = Values()
    panel.values = {"top_p": 0.4}
    panel.stack.push(
        SamplingChange(
            "Fix",
            panel.values.update,
            {"top_p": 0.4, "temperature": None},
            {"top_p": None, "temperature": 1},
        )
    )
    assert panel.values == {"top_p": None, "temperature": 1}
    panel.push("temperature", 0.5, is_continuing=True)
    assert panel.stack.count() == 2
    panel.stack.undo()
    panel.stack.undo()
    assert panel.values == {"top_p": 0.4, "temperature": None}
