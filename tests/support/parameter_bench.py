"""The parameter panel alone, with every section made and open, and what it said."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.core.catalog import Model
from desktop_chat.core.layers import Layers
from desktop_chat.core.sampling import PARAMETERS, Group, Sampling
from desktop_chat.ui.panels.parameter_row import ParameterRow
from desktop_chat.ui.panels.parameters import ParameterPanel
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.undo_history import UndoHistory

Control = TypeVar("Control", bound=QWidget)


class ParameterBench:
    """A panel, its undo stack, and what it said."""

    def __init__(self, qtbot: QtBot, width: int = 300) -> None:
        self.qtbot = qtbot
        self.history = UndoHistory()
        self.stack = self.history.stack
        self.panel = ParameterPanel(LIGHT, self.history)
        qtbot.addWidget(self.panel)
        self.said: list[Sampling] = []
        self.panel.sampling_changed.connect(self.said.append)
        self.panel.resize(width, 900)
        self.panel.show()
        # Sections that are closed are made when the first picture is out.
        qtbot.waitUntil(lambda: len(self.rows()) == len(PARAMETERS))
        self.panel.restore_sections([group.value for group in Group])
        # Rows that were just made have their places once the layouts have heard of them.
        qtbot.waitUntil(self._is_laid_out)

    def rows(self) -> dict[str, ParameterRow]:
        """Return the rows that are made, by the API name."""
        found = self.panel.findChildren(ParameterRow)
        inner = {part for row in found for part in row.findChildren(ParameterRow)}
        return {row.parameter.name: row for row in found if row not in inner}

    def show(self, sampling: Sampling | None = None, model: Model | None = None) -> None:
        """Show a conversation's own parameters for a model."""
        self.panel.set_layers(Layers(conversation=sampling or Sampling(), model=model))

    def _is_laid_out(self) -> bool:
        rows = self.panel.findChildren(ParameterRow)
        return all(
            row.height() >= row.minimumSizeHint().height() for row in rows if row.isVisible()
        )

    def named(self, kind: type[Control], name: str) -> Control:
        """Return the one widget of a kind with an accessible name."""
        found = [each for each in self.panel.findChildren(kind) if each.accessibleName() == name]
        assert len(found) == 1, f"{len(found)} named {name!r}"
        return found[0]

    def press(self, widget: QWidget) -> None:
        """Click into the middle of a widget."""
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    @property
    def value(self) -> Sampling:
        """What the panel said last."""
        return self.said[-1]
