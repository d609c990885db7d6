"""The button that leads back to the end of the conversation.

Owns its look and place, and the count of turns that came since the reader left the end. Must not
know where the end is.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_chat.ui.transcript.layout import TranscriptLayout
from desktop_chat.ui.transcript.look import Look

_HEIGHT = 32
# The composer stands as far below the view again.
_DISTANCE = 8


class JumpButton(QPushButton):
    """A pill above the lower edge of its parent; the key End does the same."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._seen_id = ""
        self._count = -1
        self._say(0)
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

    def follow(self, layout: TranscriptLayout, *, is_wanted: bool) -> None:
        """Show or hide the button, in the middle of the parent's lower edge."""
        if layout.turns and not is_wanted:
            self._seen_id = layout.turns[-1].row.message_id
        if is_wanted:
            seen = layout.number_of(self._seen_id)
            self._say(len(layout.turns) - 1 - seen if seen >= 0 else 0)
            host, width = self._host, self.sizeHint().width()
            top = host.height() - self.height() - self._distance
            self.setGeometry((host.width() - width) // 2, top, width, self.height())
        if is_wanted == self.isHidden():
            self.setVisible(is_wanted)

    def _say(self, count: int) -> None:
        """Say how many turns are new."""
        if count == self._count:
            return
        self._count = count
        name = self.tr("Jump to latest")
        new = self.tr("{0} new").format(QLocale().toString(count))
        self.setText(f"{new if count else name} ↓")
        self.setAccessibleName(f"{name}, {new}" if count else name)
