"""The menu of a parameter's row: what can be done with its value beside editing it.

It owns the entries, which of them make sense, and how the menu is reached: by the pointer, the menu
key, Shift+F10. It carries nothing out.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from typing_extensions import override

from desktop_chat.core.layers import LayerKind, Layers, ValueState
from desktop_chat.ui.panels.parameter_row import ParameterRow
from desktop_chat.ui.panels.value_text import value_text

_LONGEST_VALUE = 24


class RowAct(Enum):
    """What a row's menu offers."""

    UNSET = auto()
    TAKE_INHERITED = auto()
    TO_SETTINGS = auto()
    TO_PRESET = auto()
    OUT_OF_SETTINGS = auto()
    OUT_OF_PRESET = auto()
    COPY = auto()
    SWEEP = auto()


class RowMenu(QObject):
    """Opens the menu of a row.

    Args:
        row: Whose menu it is, and its owner.
        layers: Gives the layers that the entries are about.
    """

    act_chosen = Signal(object, str)
    """The RowAct that was chosen, and the parameter's name."""

    def __init__(self, row: ParameterRow, layers: Callable[[], Layers]) -> None:
        super().__init__(row)
        self._row = row
        self._layers = layers
        self._menu: QMenu | None = None
        row.installEventFilter(self)
        for field in row.findChildren(QLineEdit):
            # The row's menu has the field's own entries too.
            field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            # What is dropped is for the panel.
            field.setAcceptDrops(False)

    def entries(self) -> list[tuple[RowAct, str, bool]]:
        """Return the entries: what is done, its words, whether it makes sense now."""
        parameter, layers = self._row.parameter, self._layers()
        kinds = {origin.kind for origin, _ in layers.chain(parameter)}
        is_here = layers.state(parameter) is ValueState.SET
        is_sent = bool(kinds)
        inherited = layers.inherited.values().get(parameter.name)
        take = self.tr("Set to inherited value")
        if inherited is not None:
            take = f"{take}: {value_text(inherited, _LONGEST_VALUE)}"
        entries = [
            (RowAct.UNSET, self.tr("Unset"), is_here),
            (RowAct.TAKE_INHERITED, take, inherited is not None),
            (RowAct.TO_SETTINGS, self.tr("Use in all chats"), is_sent),
        ]
        if LayerKind.SETTINGS in kinds:
            entries.append((RowAct.OUT_OF_SETTINGS, self.tr("Remove from all chats"), True))
        if layers.preset is not None:
            name = layers.preset.name
            words = self.tr("Save to preset “{}”").format(name)
            entries.append((RowAct.TO_PRESET, words, is_here))
            if LayerKind.PRESET in kinds:
                words = self.tr("Remove from preset “{}”").format(name)
                entries.append((RowAct.OUT_OF_PRESET, words, True))
        entries.append((RowAct.COPY, self.tr("Copy as JSON"), is_sent))
        entries.append((RowAct.SWEEP, self.tr("Sweep…"), layers.is_supported(parameter)))
        return entries

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            if event.reason() is QContextMenuEvent.Reason.Keyboard:
                self._open(self._beside_focus(), self._row.focusWidget())
            else:
                self._open(event.globalPos(), self._row.childAt(event.pos()))
            return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_shifted = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
            if event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and is_shifted):
                self._open(self._beside_focus(), self._row.focusWidget())
                return True
        return super().eventFilter(watched, event)

    def _forget(self) -> None:
        self._menu = None

    def _beside_focus(self) -> QPoint:
        widget = self._row.focusWidget() or self._row
        return widget.mapToGlobal(QPoint(0, widget.height()))

    def _open(self, place: QPoint, child: QWidget | None) -> None:
        if self._menu is not None:
            # Some desktops make a second event of the menu key, and some none.
            return
        menu = self._menu = QMenu(self._row)
        menu.destroyed.connect(self._forget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = self._row.parameter.name
        for act, words, is_enabled in self.entries():
            # A single & would mark the letter behind it.
            action = menu.addAction(words.replace("&", "&&"))
            action.setEnabled(is_enabled)
            action.triggered.connect(lambda _=False, act=act: self.act_chosen.emit(act, name))
            if act is RowAct.TAKE_INHERITED:
                menu.addSeparator()
        if isinstance(child, QLineEdit):
            menu.addSeparator()
            own = child.createStandardContextMenu()
            own.setParent(menu)
            menu.addActions(own.actions())
        menu.setAccessibleName(self._row.parameter.title)
        menu.popup(place)
