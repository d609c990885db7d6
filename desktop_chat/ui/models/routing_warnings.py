"""What a conversation's routing costs or cannot fulfil, where its providers are chosen."""

from __future__ import annotations

from msgspec import UNSET
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_chat.app.session import ChatSession
from desktop_chat.core.conflict import Conflict, Fix
from desktop_chat.core.conflicts import conflicts
from desktop_chat.ui.panels.conflict_lines import ConflictLine, fixes_for
from desktop_chat.ui.theme.tokens import Theme


class RoutingWarnings(QWidget):
    """A line for each conflict about providers, as the panel of parameters has them.

    Args:
        theme: The colours and sizes.
        session: The conversation whose routing is judged, and mended.
    """

    mended = Signal()
    """The routing is another."""

    def __init__(self, theme: Theme, session: ChatSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session = session
        self._shown: list[Conflict] = []
        self.lines: list[ConflictLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def follow(self) -> None:
        """Judge the routing as it stands."""
        layers, endpoint = self._session.layers, self._session.endpoint
        found = conflicts(layers.merged, layers.model, endpoint)
        about = [each for each in found if each.names[0] == "provider"]
        if about == self._shown:
            return
        self._shown = about
        for line in self.lines:
            self._column.removeWidget(line)
            line.deleteLater()
        self.lines = [
            ConflictLine(self._theme, each, fixes_for(each, layers), self) for each in about
        ]
        for line in self.lines:
            self._column.addWidget(line)
            line.fix_wanted.connect(self._mend)
        self.setVisible(bool(about))

    def _mend(self, fix: Fix) -> None:
        sampling = self._session.conversation.sampling
        for name, value in fix.changes.items():
            sampling = sampling.unset(name) if value is UNSET else sampling.set(name, value)
        self._session.change(sampling=sampling)
        self.mended.emit()
