"""A field whose text is hidden until the reader asks to see it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_chat.ui.theme.icons import icon
from desktop_chat.ui.theme.tokens import Theme


class SecretField(QLineEdit):
    """A field for a key or a passphrase, with an eye at its end.

    Args:
        theme: The colours and sizes at first.
        name: What it is called.
        shown_as: What the eye says, such as "Show the key".
    """

    def __init__(
        self, theme: Theme, name: str, shown_as: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self._eye = self.addAction(
            icon("eye", theme.text_2), QLineEdit.ActionPosition.TrailingPosition
        )
        self._eye.setText(shown_as)
        self._eye.triggered.connect(self._toggle)

    def set_theme(self, theme: Theme) -> None:
        """Draw the eye in the colours of a theme."""
        self._theme = theme
        self._show_eye()

    def hide_text(self) -> None:
        """Hide the text again."""
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._show_eye()

    def _toggle(self) -> None:
        is_hidden = self.echoMode() is QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_hidden else QLineEdit.EchoMode.Password)
        self._show_eye()

    def _show_eye(self) -> None:
        is_hidden = self.echoMode() is QLineEdit.EchoMode.Password
        drawing = "eye" if is_hidden else "eye-off"
        self._eye.setIcon(icon(drawing, self._theme.text_2, self._theme.px(16)))
