"""The editor of the conversation's system prompt."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import ui_font
from desktop_chat.ui.theme.tokens import Theme

_LEAST_ROWS = 4
_MOST_ROWS = 14


class _Editor(QPlainTextEdit):
    """As high as its text, between two limits."""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._height(2))

    @override
    def sizeHint(self) -> QSize:
        lines = int(self.document().size().height())
        rows = min(max(lines, _LEAST_ROWS), _MOST_ROWS)
        return QSize(120, self._height(rows))

    def _height(self, rows: int) -> int:
        return rows * self.fontMetrics().lineSpacing() + 20


class SystemPromptEditor(QWidget):
    """A text field that grows with the system prompt.

    Args:
        theme: The colours and sizes at first.
    """

    changed = Signal(str)
    """The user changed the text; carries all of it, after every key."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = _Editor(self)
        self.editor.setProperty("frame", "field")
        self.editor.setAccessibleName(self.tr("System prompt"))
        self.editor.setTabChangesFocus(True)
        self.editor.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.editor.textChanged.connect(self._report)
        self._is_showing = False
        self.inherited = ""
        """The preset's system prompt, which is sent while the editor is empty."""
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.editor)
        self.set_theme(theme)
        self.set_text("")

    def set_theme(self, theme: Theme) -> None:
        """Take the font and sizes of a theme."""
        self.editor.setFont(ui_font(theme))
        edge = theme.px(12)
        self._column.setContentsMargins(edge, 0, edge, edge)

    def set_text(self, text: str, inherited: str = "") -> None:
        """Show a text over an inherited one, without a signal.

        The same text keeps the cursor and the undo steps.
        """
        self.inherited = inherited
        self.editor.setPlaceholderText(
            inherited or self.tr("What the model is told before the conversation")
        )
        if text != self.editor.toPlainText():
            self._is_showing = True
            self.editor.setPlainText(text)
            self._is_showing = False

    def _report(self) -> None:
        self.editor.updateGeometry()
        if not self._is_showing:
            self.changed.emit(self.editor.toPlainText())
