"""What is seen of the window: panes, zen mode, full screen, text size, the keyboard's place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop_chat.settings.schema import SETTINGS, Setting
from desktop_chat.settings.store import SettingsStore
from desktop_chat.ui.actions import Actions
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.panels.inspector import Inspector
from desktop_chat.ui.panes import Panes, Side
from desktop_chat.ui.sidebar.sidebar import Sidebar

_TEXT_SCALE_PATH = "appearance.text_scale"


class ViewCommands:
    """Carries out the commands about the look of the window.

    Args:
        window: Goes full screen.
        actions: Show which panes are there.
        panes: Come and go.
        sidebar: Has the first regions of the keyboard.
        chat: Has the middle ones.
        inspector: Is the last.
        settings: Keep the text size.
    """

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        panes: Panes,
        sidebar: Sidebar,
        chat: ChatPane,
        inspector: Inspector,
        settings: SettingsStore,
    ) -> None:
        self._window = window
        self._actions = actions
        self._panes = panes
        self._sidebar = sidebar
        self._chat = chat
        self._inspector = inspector
        self._settings = settings
        self._before_zen: tuple[bool, bool] | None = None
        panes.changed.connect(self._show_panes)
        chat.header.sidebar_clicked.connect(lambda: panes.toggle(Side.SIDEBAR))
        chat.header.inspector_clicked.connect(lambda: panes.toggle(Side.INSPECTOR))
        self._show_panes()

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "view.sidebar": lambda: self._panes.toggle(Side.SIDEBAR),
            "view.inspector": lambda: self._panes.toggle(Side.INSPECTOR),
            "view.zen": self._toggle_zen,
            "view.full_screen": self._toggle_full_screen,
            "view.focus_composer": self._chat.composer.focus,
            "view.focus_list": self._focus_list,
            "parameters.find": self._find_parameter,
            "view.next_region": lambda: self._step_region(1),
            "view.previous_region": lambda: self._step_region(-1),
            "view.larger": lambda: self._scale_text(1),
            "view.smaller": lambda: self._scale_text(-1),
            "view.normal": lambda: self._scale_text(0),
        }

    def _show_panes(self) -> None:
        has_sidebar = self._panes.is_shown(Side.SIDEBAR)
        has_inspector = self._panes.is_shown(Side.INSPECTOR)
        self._actions["view.sidebar"].setChecked(has_sidebar)
        self._actions["view.inspector"].setChecked(has_inspector)
        self._actions["view.zen"].setChecked(self._before_zen is not None)
        self._actions["view.full_screen"].setChecked(self._window.isFullScreen())
        self._chat.header.show_panes(has_sidebar=has_sidebar, has_inspector=has_inspector)

    def _toggle_zen(self) -> None:
        """Take both side panes away, or give back those that were there."""
        before, self._before_zen = self._before_zen, None
        if before is None:
            self._before_zen = (
                self._panes.is_wanted(Side.SIDEBAR),
                self._panes.is_wanted(Side.INSPECTOR),
            )
            before = (False, False)
        self._panes.set_wanted(Side.SIDEBAR, before[0])
        self._panes.set_wanted(Side.INSPECTOR, before[1])

    def _toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()
        self._show_panes()

    def _focus_list(self) -> None:
        self._panes.reveal(Side.SIDEBAR)
        self._sidebar.focus_list()

    def _find_parameter(self) -> None:
        self._panes.reveal(Side.INSPECTOR)
        self._inspector.find_parameter()

    def _step_region(self, step: int) -> None:
        """Put the keyboard into the next region, in reading order and around."""
        regions = [
            (owner, target) for owner, target in self._regions() if owner.isVisibleTo(self._window)
        ]
        focused = QApplication.focusWidget()
        current = -1 if step > 0 else 0
        for number, (owner, _) in enumerate(regions):
            if focused is not None and (owner is focused or owner.isAncestorOf(focused)):
                current = number
        regions[(current + step) % len(regions)][1]()

    def _regions(self) -> list[tuple[QWidget, Callable[[], None]]]:
        def into(widget: QWidget) -> Callable[[], None]:
            return lambda: widget.setFocus(Qt.FocusReason.TabFocusReason)

        chat = self._chat
        return [
            (self._sidebar.field, into(self._sidebar.field)),
            (self._sidebar.lists, self._sidebar.focus_list),
            (chat.header, into(chat.header.model_button)),
            (chat.find_bar, into(chat.find_bar.field)),
            (chat.transcript, into(chat.transcript)),
            (chat.composer, chat.composer.focus),
            (self._inspector, self._focus_inspector),
        ]

    def _focus_inspector(self) -> None:
        first = self._inspector.nextInFocusChain()
        while first is not None and not (first.focusPolicy() & Qt.FocusPolicy.TabFocus):
            first = first.nextInFocusChain()
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _scale_text(self, steps: int) -> None:
        """Make all text larger or smaller by some steps; 0 is back to normal."""
        setting = _text_scale()
        settings = self._settings.settings
        scale = setting.read(settings) + steps * (setting.step or 0)
        wanted = setting.default if steps == 0 else round(scale, 2)
        low, high = setting.minimum or wanted, setting.maximum or wanted
        self._settings.update(setting.change(settings, max(low, min(wanted, high))))


def _text_scale() -> Setting:
    return next(setting for setting in SETTINGS if setting.path == _TEXT_SCALE_PATH)
