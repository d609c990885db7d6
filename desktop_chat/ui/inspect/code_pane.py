"""Text in the code font that is read and copied; coloured where its colours are known."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from desktop_chat.core.figures import count_text
from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.transcript.blocks.highlight import Spans

SHOWN_CHARACTERS = 60_000
"""Of a longer text the beginning is shown; the whole is copied."""


class CodePane(QPlainTextEdit):
    """Read-only code; it runs from left to right in every window.

    Args:
        theme: The colours and sizes at first.
        name: What it shows; its accessible name.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.text = ""
        """The whole text, also where only its beginning is shown."""
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setProperty("frame", "field")
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._colours = _Colours(theme, self.document())
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the font and colours of a theme."""
        self.setFont(code_font(theme))
        self._colours.set_theme(theme)

    def set_code(self, text: str) -> None:
        """Show a text without colours."""
        self.text = text
        self._colours.spans = ()
        shown = text
        if len(text) > SHOWN_CHARACTERS:
            rest = count_text(len(text) - SHOWN_CHARACTERS)
            more = self.tr("… {0} more characters. Copy takes all of it.").format(rest)
            shown = f"{text[:SHOWN_CHARACTERS]}\n{more}"
        self.setPlainText(shown)

    def set_spans(self, spans: Spans) -> None:
        """Colour the text that is shown."""
        self._colours.spans = spans
        self._colours.rehighlight()


class _Colours(QSyntaxHighlighter):
    """Gives each line the colours that were found for it."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        self.spans: Spans = ()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.rehighlight()

    @override
    def highlightBlock(self, text: str) -> None:
        number = self.currentBlock().blockNumber()
        for start, length, token in self.spans[number] if number < len(self.spans) else ():
            form = QTextCharFormat()
            form.setForeground(QColor(getattr(self._theme, token)))
            self.setFormat(start, length, form)
