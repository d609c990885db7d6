"""The list of models in the picker: what keys, clicks and the menu do beside choosing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from desktop_chat.ui.sidebar.lists import ENTER_KEYS, RowList


class ChoiceList(RowList):
    """With Ctrl, a click or Enter sets a model beside others and chooses none."""

    compared = Signal(QModelIndex)
    """A row is to be compared with others, or not any more."""
    menu_requested = Signal(QModelIndex, QPoint)
    """A row, and where on the screen its menu goes."""

    @property
    @override
    def is_choosing_many(self) -> bool:
        return bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier)

    def takes_key(self, event: QKeyEvent) -> bool:
        """Take a key that compares, before a command of the window has it; return whether it is."""
        is_with_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not is_with_ctrl or event.key() not in ENTER_KEYS:
            return False
        event.accept()
        if event.type() is QEvent.Type.KeyPress:
            self.compared.emit(self.currentIndex())
        return True

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self.takes_key(event):
            return True
        return super().event(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_by_key else self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            place = self.visualRect(index).center() if is_by_key else event.pos()
            self.menu_requested.emit(index, self.viewport().mapToGlobal(place))

    @override
    def choose(self, index: QModelIndex) -> None:
        if self.is_choosing_many:
            self.compared.emit(index)
        else:
            super().choose(index)
