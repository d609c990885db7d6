"""The request that the next message would send, as JSON and as a curl command.

It owns the picture and the clipboard copy. What it is given has its key masked already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.panels.request_lines import Mark, RequestLine, changes, request_lines
from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.segmented import SegmentedControl

_TOKEN = re.compile(r'"(?:[^"\\\\]|\\\\.)*"?|-?\d[\d.eE+-]*|true|false|null')
_COPIED_MS = 1_600
_LINE_PX = 17
_EDGE_PX = 6
_ROWS = 9
_LEAST_ROWS = 3
_GUTTER_COLUMNS = 3
_INKS = {Mark.CHANGED: "warning", Mark.ADDED: "success", Mark.REMOVED: "danger"}
"""The token of each mark; its ground is the token's own."""


class _Lines(QTextEdit):
    """Read-only text as high as its lines, up to a limit."""

    width_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._line_px = _LINE_PX
        self._last_width = 0
        self.setUndoRedoEnabled(False)
        self.setReadOnly(True)
        self.setProperty("frame", "code")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.document().setDocumentMargin(0)

    def set_theme(self, theme: Theme) -> None:
        self._line_px = theme.px(_LINE_PX)
        self.setFont(code_font(theme, 0.85))
        self.setViewportMargins(0, theme.px(_EDGE_PX), 0, theme.px(_EDGE_PX))

    @property
    def columns(self) -> int:
        """How many characters fit into a line, beside the scroll bar that may come."""
        advance = QFontMetricsF(self.font()).horizontalAdvance("0")
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        return max(12, int(room / advance))

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, self._height(min(self.document().blockCount(), _ROWS)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._height(min(self.document().blockCount(), _LEAST_ROWS)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The viewport is resized by its scroll bar too, in the midst of a change of the text: to
        # change the text then ends the process.
        if self.width() != self._last_width:
            self._last_width = self.width()
            self.width_changed.emit()

    def _height(self, rows: int) -> int:
        margins = self.viewportMargins()
        return rows * self._line_px + margins.top() + margins.bottom() + 2 * self.frameWidth()


class RequestPreview(QWidget):
    """A header with a choice of form and a copy button, and the request below it.

    Args:
        theme: The colours and sizes at first.
    """

    whole_wanted = Signal(bool)
    """A request that is shown in short is to be copied; as a curl command or not."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._left_out = 0
        self._body = ""
        self._curl = ""
        self._lines: tuple[RequestLine, ...] = ()
        self._written: tuple[tuple[RequestLine, ...], int] = ((), 0)
        self._title = ElidedLabel(
            theme, self.tr("Request preview"), TextStyle.HEADING, "text_2", self
        )
        self._summary = ElidedLabel(theme, "", TextStyle.CAPTION, "text_2", self)
        forms = (("json", "JSON"), ("curl", "curl"))
        self.form = SegmentedControl(
            theme, self.tr("Form of the request"), forms, height=24, parent=self
        )
        self.form.chosen.connect(self._write)
        self.copy_button = IconButton(
            theme, "copy", self.tr("Copy the request"), extent=28, parent=self
        )
        self.copy_button.clicked.connect(self._copy)
        self._copied = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._copied.timeout.connect(lambda: self.copy_button.set_drawing("copy"))
        self.text = _Lines(self)
        self.text.setAccessibleName(self.tr("Request preview"))
        self._head = QHBoxLayout()
        for widget in (self._title, self._summary):
            self._head.addWidget(widget)
        self._head.addStretch(1)
        for widget in (self.form, self.copy_button):
            self._head.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._framed = QVBoxLayout()
        self._framed.addWidget(self.text)
        self._column.addLayout(self._framed, 1)
        self.text.width_changed.connect(self._write)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._written = ((), 0)
        self.text.set_theme(theme)
        set_margins(self._head, self, theme.px(12), theme.px(2), theme.px(6), theme.px(4))
        self._head.setSpacing(theme.px(6))
        self._column.setContentsMargins(0, 0, 0, theme.px(10))
        self._framed.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        self._write()

    def set_preview(self, body: str, curl: str, last_sent: str | None, left_out: int = 0) -> None:
        """Show a request; arguments as `request_lines` takes them, and its curl command."""
        lines = request_lines(body, last_sent, left_out)
        if (body, curl) == (self._body, self._curl) and lines == self._lines:
            return
        self._body, self._curl, self._left_out = body, curl, left_out
        self._lines = lines
        count = changes(self._lines)
        self._summary.setText(self._change_text(count))
        self._write()

    def _change_text(self, count: int) -> str:
        if count == 1:
            return self.tr("1 change")
        return self.tr("%n changes", "", count) if count else ""

    def _write(self) -> None:
        if self.form.current == "curl":
            self._written = ((), 0)
            self.text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
            self.text.setPlainText(self._curl)
        else:
            self.text.setWordWrapMode(QTextOption.WrapMode.NoWrap)
            self._write_json(self._lines)
        self.text.updateGeometry()

    def _write_json(self, lines: Sequence[RequestLine]) -> None:
        """Write the lines that are others than before; a tick of a slider changes one of them."""
        position = self.text.verticalScrollBar().value()
        columns = self.text.columns - _GUTTER_COLUMNS
        written = self._written[0] if self._written[1] == columns else ()
        if len(written) != len(lines):
            self.text.clear()
            written = ()
        cursor = self.text.textCursor()
        cursor.beginEditBlock()
        for index, line in enumerate(lines):
            if written and written[index] == line:
                continue
            if written:
                cursor.setPosition(self.text.document().findBlockByNumber(index).position())
                end = QTextCursor.MoveOperation.EndOfBlock
                cursor.movePosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
            elif index:
                cursor.insertBlock(self._ground(Mark.SAME), QTextCharFormat())
            cursor.setBlockFormat(self._ground(line.mark))
            self._write_line(cursor, line, columns)
        cursor.endEditBlock()
        self._written = (tuple(lines), columns)
        # Left at the end, the cursor would pull the view down when the panel is resized.
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.text.setTextCursor(cursor)
        self.text.verticalScrollBar().setValue(position)

    def _write_line(self, cursor: QTextCursor, line: RequestLine, columns: int) -> None:
        theme = self._theme
        mark_colour = getattr(theme, _INKS.get(line.mark, "warning"))
        cursor.insertText(f" {line.mark.value} ", _ink(mark_colour))
        cursor.insertText(line.key, _ink(theme.syntax_function))
        cursor.insertText(": ", _ink(theme.text))
        value = line.fitted(columns)
        end = 0
        for match in _TOKEN.finditer(value):
            cursor.insertText(value[end : match.start()], _ink(theme.text))
            is_string = match[0].startswith('"')
            colour = theme.syntax_string if is_string else theme.syntax_number
            cursor.insertText(match[0], _ink(colour))
            end = match.end()
        rest = value[end:] + ("" if line.is_last else ",")
        cursor.insertText(rest, _ink(theme.text))

    def _ground(self, mark: Mark) -> QTextBlockFormat:
        form = QTextBlockFormat()
        fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        form.setLineHeight(self._theme.px(_LINE_PX), fixed)
        if mark is not Mark.SAME:
            theme = self._theme
            form.setBackground(QColor(getattr(theme, f"{_INKS[mark]}_bg")))
        return form

    def _copy(self) -> None:
        if self._left_out:
            self.whole_wanted.emit(self.form.current == "curl")
            return
        QGuiApplication.clipboard().setText(
            self._curl if self.form.current == "curl" else self._body
        )
        self.copy_button.set_drawing("check")
        self._copied.start()
        said = QAccessibleAnnouncementEvent(self.copy_button, self.tr("Copied"))
        QAccessible.updateAccessibility(said)


def _ink(colour: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(colour))
    return form
