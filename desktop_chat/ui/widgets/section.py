"""A section with a header that opens and closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import TextStyle

_HEIGHT = 30
_PADDING = 12
_GAP = 6


class _Header(QAbstractButton):
    """Chevron, title, and a caption at the end; checked means open.

    It is as narrow as its section: the caption is shown whole, the title is cut before it.
    """

    def __init__(self, theme: Theme, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._summary = ""
        self._summary_colour = "text_2"
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(TextStyle.HEADING.font(theme))
        self.updateGeometry()
        self.update()

    def set_summary(self, text: str, colour: str) -> None:
        self._summary = text
        self._summary_colour = colour
        self.setAccessibleDescription(text)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme, metrics = self._theme, self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + theme.px(2 * _PADDING + 14 + _GAP)
        return QSize(width, max(theme.px(_HEIGHT), metrics.height() + theme.px(8)))

    @override
    def minimumSizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance("m…")
        return QSize(words + self._theme.px(2 * _PADDING + 14 + _GAP), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # Words run as their own letters do; where they stand follows the interface.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        theme = self._theme
        size = theme.px(14)
        inner = self.rect().adjusted(theme.px(_PADDING), 0, -theme.px(_PADDING), 0)
        start = self._mirrored(QRect(inner.left() - theme.px(1), 0, size, self.height()))
        name = "chevron-down" if self.isChecked() else "chevron-right"
        chevron = pixmap(name, theme.text_3, size, self.layoutDirection())
        painter.drawPixmap(start.left(), (self.height() - size) // 2, chevron)
        rest = self._mirrored(inner.adjusted(size + theme.px(4), 0, 0, 0))
        painter.setPen(QColor(theme.text if self.underMouse() else theme.text_2))
        leading, trailing = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            leading, trailing = trailing, leading
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(rest, int(leading | middle), self._title_within(rest.width()))
        painter.setFont(caption_font(theme))
        painter.setPen(QColor(getattr(theme, self._summary_colour)))
        painter.drawText(rest, int(trailing | middle), self._summary)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.focus), theme.focus_px))
            painter.drawRoundedRect(self.rect().adjusted(4, 2, -4, -2), 4, 4)

    def _title_within(self, room: int) -> str:
        if self._summary:
            summary = QFontMetrics(caption_font(self._theme)).horizontalAdvance(self._summary)
            room -= summary + self._theme.px(_GAP)
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def _mirrored(self, box: QRect) -> QRect:
        if self.layoutDirection() is Qt.LayoutDirection.LeftToRight:
            return box
        return QRect(self.width() - box.right() - 1, box.top(), box.width(), box.height())


class CollapsibleSection(QWidget):
    """A header, and below it a content that is made when it is first opened.

    Args:
        theme: The colours and sizes at first.
        title: The header's words; its accessible name too.
        make_content: Makes the content, given its parent; called once, at the latest when the
            section is opened.
        is_open: Whether it is open at first.
    """

    toggled = Signal(bool)
    """The user opened or closed it."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        make_content: Callable[[QWidget], QWidget],
        *,
        is_open: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_content = make_content
        self._content: QWidget | None = None
        self._header = _Header(theme, title, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._header)
        self.set_open(is_open)
        self._header.toggled.connect(self._follow_header)

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self._header.isChecked()

    @property
    def is_built(self) -> bool:
        """Whether the content has been made."""
        return self._content is not None

    def set_open(self, is_open: bool) -> None:
        """Show or hide the content."""
        self._header.setChecked(is_open)
        if is_open:
            self.build()
        if self._content is not None:
            self._content.setVisible(is_open)

    def build(self) -> None:
        """Make the content now, whether or not it is shown."""
        if self._content is None:
            self._content = self._make_content(self)
            self._column.addWidget(self._content)
            self._content.setVisible(self.is_open)

    def set_summary(self, text: str, colour: str = "text_2") -> None:
        """Set the caption at the header's end, "2 set", and its token."""
        self._header.set_summary(text, colour)

    def _follow_header(self, is_open: bool) -> None:
        self.set_open(is_open)
        self.toggled.emit(is_open)
