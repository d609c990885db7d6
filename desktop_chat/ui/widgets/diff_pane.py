"""One text of a comparison: what changed is coloured, and underlined or struck through besides.

Owns how a run looks, and that what is copied is the text without the signs that stand in for what
cannot be seen. Must not know how texts are compared.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor, QTextFormat, QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget
from typing_extensions import override

from desktop_chat.core.unseen import deceptive_spans
from desktop_chat.core.word_diff import Run, RunKind
from desktop_chat.ui.theme.fonts import message_font
from desktop_chat.ui.theme.tokens import Theme

_MEANT = QTextFormat.Property.UserProperty.value + 1
"""What a sign stands for; what is copied holds it in the sign's place."""
_PLACE = _MEANT + 1
"""Where a sign stands: without it Qt would make one piece of two equal signs."""
_LINE_END = "↵"


class DiffPane(QTextEdit):
    """Text that can be read, selected and copied, with the changes in it marked.

    Args:
        theme: The colours and sizes at first.
        name: What it shows; its accessible name.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: tuple[Run, ...] = ()
        self._starts: list[int] = []
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setProperty("frame", "code")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(name)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.set_theme(theme)

    @property
    def runs(self) -> tuple[Run, ...]:
        """What is shown."""
        return self._runs

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setFont(message_font(theme))
        self.document().setDocumentMargin(theme.px(8))
        self._write()

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Show runs in place of those before, from their beginning."""
        self._runs = tuple(runs)
        self._write()

    def show_run(self, index: int) -> None:
        """Select a run and bring it into sight."""
        cursor = self.textCursor()
        cursor.setPosition(self._starts[index])
        cursor.setPosition(self._starts[index + 1], QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def run_at_top(self) -> tuple[int, float]:
        """Return which run stands at the upper edge, and how far into it, 0 to 1."""
        position = self.cursorForPosition(self.viewport().rect().topLeft()).position()
        for index in range(len(self._runs)):
            start, end = self._starts[index], self._starts[index + 1]
            if position < end:
                return index, (position - start) / max(end - start, 1)
        return max(len(self._runs) - 1, 0), 1.0

    def place_of(self, index: int, part: float) -> int:
        """Return at which height of the whole text a part of a run stands, in pixels."""
        if not self._runs:
            return 0
        start, end = self._starts[index], self._starts[index + 1]
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(start + round(part * (end - start)), self._starts[-1]))
        line: QRect = self.cursorRect(cursor)
        return line.top() + self.verticalScrollBar().value()

    @override
    def createMimeDataFromSelection(self) -> QMimeData:
        content = QMimeData()
        content.setText(self._meant(self.textCursor()))
        return content

    def _meant(self, cursor: QTextCursor) -> str:
        """Return the selected text with what its signs stand for."""
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        parts: list[str] = []
        block = self.document().findBlock(first)
        while block.isValid() and block.position() <= last:
            if block.position() > first:
                parts.append("\n")
            places = block.begin()
            while not places.atEnd():
                fragment = places.fragment()
                start = max(first - fragment.position(), 0)
                end = min(last - fragment.position(), fragment.length())
                if end > start:
                    look = fragment.charFormat()
                    # Offsets of the document count UTF-16 units.
                    units = fragment.text().encode("utf-16-le")[2 * start : 2 * end]
                    shown = units.decode("utf-16-le", "surrogatepass")
                    is_sign = look.hasProperty(_MEANT)
                    parts.append(look.stringProperty(_MEANT) if is_sign else shown)
                places += 1
            block = block.next()
        return "".join(parts)

    def _write(self) -> None:
        place = self.verticalScrollBar().value()
        self.clear()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        self._starts = []
        for run in self._runs:
            self._starts.append(cursor.position())
            self._write_run(cursor, run)
        self._starts.append(cursor.position())
        cursor.endEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(place)

    def _write_run(self, cursor: QTextCursor, run: Run) -> None:
        look = self._look(run.kind)
        text = run.text.replace("\r\n", "\n")
        is_changed = run.kind is not RunKind.EQUAL
        end = 0
        for start, stop in [*deceptive_spans(text, is_code=is_changed), (len(text), len(text))]:
            self._write_lines(cursor, text[end:start], look, is_changed=is_changed)
            for unseen in text[start:stop]:
                self._write_sign(cursor, f"⟨U+{ord(unseen):04X}⟩", unseen, look)
            end = stop

    def _write_lines(
        self, cursor: QTextCursor, text: str, look: QTextCharFormat, *, is_changed: bool
    ) -> None:
        for number, line in enumerate(text.split("\n")):
            if number:
                if is_changed:
                    self._write_sign(cursor, _LINE_END, "", look)
                cursor.insertBlock()
            cursor.insertText(line, look)

    def _write_sign(
        self, cursor: QTextCursor, sign: str, meant: str, look: QTextCharFormat
    ) -> None:
        form = QTextCharFormat(look)
        form.setForeground(QColor(self._theme.text_2))
        form.setProperty(_MEANT, meant)
        form.setProperty(_PLACE, cursor.position())
        cursor.insertText(sign, form)

    def _look(self, kind: RunKind) -> QTextCharFormat:
        theme, form = self._theme, QTextCharFormat()
        form.setForeground(QColor(theme.text))
        if kind is RunKind.ADDED:
            form.setBackground(QColor(theme.success_bg))
            form.setUnderlineColor(QColor(theme.success))
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            form.setFontWeight(QFont.Weight.Medium)
        elif kind is RunKind.REMOVED:
            form.setBackground(QColor(theme.danger_bg))
            form.setForeground(QColor(theme.danger))
            form.setFontStrikeOut(True)
        return form
