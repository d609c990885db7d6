"""The button that leads back to the end of the conversation.

Owns its look and place. Must not know what the end is.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_chat.ui.transcript.look import Look

_HEIGHT = 32
_DISTANCE = 16


class JumpButton(QPushButton):
    """A pill above the lower edge of its parent; the key End does the same."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Jump to latest ↓", parent)
        self.hide()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._host = parent
        self._distance = _DISTANCE

    def set_look(self, look: Look) -> None:
        """Draw with these colours and lengths."""
        theme, height = look.theme, look.px(_HEIGHT)
        self._distance = look.px(_DISTANCE)
        self.setFont(look.label)
        self.setFixedHeight(height)
        self.setStyleSheet(
            f"QPushButton {{ background: {theme.bg_raised}; color: {theme.text};"
            f" border: 1px solid {theme.stroke}; border-radius: {height // 2}px;"
            f" padding: 0 {look.px(14)}px; }}"
            f"QPushButton:hover {{ background: {theme.bg_hover}; }}"
        )

    def show_if(self, *, is_wanted: bool) -> None:
        """Show or hide the button, in the middle of the parent's lower edge."""
        if is_wanted:
            host, width = self._host, self.sizeHint().width()
            top = host.height() - self.height() - self._distance
            self.setGeometry((host.width() - width) // 2, top, width, self.height())
        if is_wanted == self.isHidden():
            self.setVisible(is_wanted)
