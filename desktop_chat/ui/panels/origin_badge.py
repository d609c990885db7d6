"""The word behind a parameter's name that says which layer its value comes from.

It owns the words for layers. It knows no row: it is shown layers, and tells of them all when the
pointer or the keyboard is on it.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from typing_extensions import override

from desktop_chat.core.layers import LayerKind, Layers, Origin
from desktop_chat.core.parameter import Parameter
from desktop_chat.ui.panels.value_text import value_text
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip

_LONGEST_VALUE = 60


def _words(text: str) -> str:
    return QCoreApplication.translate("OriginBadge", text)


def chain_lines(layers: Layers, parameter: Parameter) -> list[str]:
    """Return every layer that knows a value of a parameter, one a line, the one that is sent first.

    The model's own default stands below all of them and says that it is not sent.
    """
    lines = [_line(origin, value) for origin, value in layers.chain(parameter)]
    stated = layers.stated_default(parameter)
    if stated is not None:
        text = value_text(stated, _LONGEST_VALUE)
        lines.append(_words("Model's own default: {0}, never sent").format(text))
    return lines


def _line(origin: Origin, value: Any) -> str:
    text = value_text(value, _LONGEST_VALUE)
    match origin.kind:
        case LayerKind.SETTINGS:
            return _words("Settings, for all chats: {0}").format(text)
        case LayerKind.PRESET:
            return _words("Preset “{0}”: {1}").format(origin.name, text)
        case LayerKind.CONVERSATION:
            return _words("This chat: {0}").format(text)
        case LayerKind.ONE_OFF:
            return _words("This answer alone: {0}").format(text)


class OriginBadge(Label):
    """Says "Preset", "Settings" or "Model"; hidden where the value is set here or nobody knows one.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", TextStyle.CAPTION, "text_2", parent)
        self.setProperty("kind", "badge")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Where the value comes from"))
        self.lines: list[str] = []
        """The layers with their values, the one that is sent first."""
        self.hide()

    def show_origin(self, layers: Layers, parameter: Parameter) -> None:
        """Say where a parameter's value comes from."""
        self.lines = chain_lines(layers, parameter)
        source = layers.source(parameter)
        word = ""
        if source is None:
            word = self.tr("Model") if layers.stated_default(parameter) is not None else ""
        elif source.is_inherited:
            is_preset = source.kind is LayerKind.PRESET
            word = self.tr("Preset") if is_preset else self.tr("Settings")
        if word:
            self.setText(word)
            self.setAccessibleName(self.tr("{0}: from {1}").format(parameter.title, word))
            set_plain_tooltip(self, "\n".join(self.lines))
        # A widget that is told what it is already still asks for a new layout.
        if bool(word) is self.isHidden():
            self.setVisible(bool(word))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Qt takes a tip away while the keyboard goes from one widget to the next.
        QTimer.singleShot(0, self, self._tell)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        QToolTip.hideText()

    def _tell(self) -> None:
        if self.hasFocus():
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self.toolTip(), self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            place = QPoint(0, self.height())
            reason = QContextMenuEvent.Reason.Keyboard
            QApplication.sendEvent(self, QContextMenuEvent(reason, place, self.mapToGlobal(place)))
        else:
            super().keyPressEvent(event)
