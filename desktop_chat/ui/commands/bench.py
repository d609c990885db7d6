"""The commands about parameters and presets, built together: both act on the panel.

It owns the composition alone.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_chat.app.services import Services
from desktop_chat.ui.actions import Actions
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.commands.parameters import ParameterCommands
from desktop_chat.ui.commands.presets import PresetCommands
from desktop_chat.ui.panels.parameters import ParameterPanel
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.undo_history import UndoHistory


class BenchCommands:
    """Carries out the commands of the Bench menu that are about the panel; `PresetCommands`'s args.

    Args:
        panel: Its head and its rows ask for what is done.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        panel: ParameterPanel,
        actions: Actions,
        history: UndoHistory,
        theme: Callable[[], Theme],
        prepare: Callable[[], None],
    ) -> None:
        bar = panel.preset_bar
        self._presets = PresetCommands(
            window, services, bridge, bar, actions, history, theme, prepare
        )
        self._parameters = ParameterCommands(window, services, bridge, panel, history, theme)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return self._presets.handlers() | self._parameters.handlers()
