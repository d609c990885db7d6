"""Labels and tooltips that show text as it is, whoever wrote it.

It owns the type styles of labels and how a text that is too long is cut. Every label here is
PlainText: a model's name or an error's words never become markup.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from enum import Enum
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget
from typing_extensions import override

from desktop_chat.ui.theme import fonts
from desktop_chat.ui.theme.tokens import Theme

_SPOKEN_TIP = "spoken_tip"


class TextStyle(Enum):
    """The sort of text, and so its font; the value makes the font."""

    BODY = (fonts.ui_font,)
    LABEL = (fonts.label_font,)
    SMALL = (fonts.small_font,)
    CAPTION = (fonts.caption_font,)
    HEADING = (lambda theme: fonts.caption_font(theme, QFont.Weight.DemiBold),)
    TITLE = (fonts.title_font,)
    DISPLAY = (fonts.display_font,)
    CODE = (fonts.code_font,)

    def font(self, theme: Theme) -> QFont:
        """Return the style's font in a theme."""
        make: Callable[[Theme], QFont] = self.value[0]
        return make(theme)


class Label(QLabel):
    """A PlainText label in one of the type styles.

    Args:
        theme: The colours and sizes at first.
        text: What it says.
        style: Its font.
        colour: Its token: "text", "text_2", "text_3", "danger" ...
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        style: TextStyle = TextStyle.BODY,
        colour: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        # Before Qt's part: a parent's palette may come while it is made.
        self._theme = theme
        self._style = style
        self._colour = colour
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self._align()
        self.set_theme(theme)

    @override
    def changeEvent(self, event: QEvent, /) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._align()
        elif event.type() is QEvent.Type.PaletteChange:
            # Qt's style sheets give a label back the palette that it had when they came.
            self._paint_text_in(self._colour)

    @override
    def setAlignment(self, alignment: Qt.AlignmentFlag, /) -> None:
        super().setAlignment(alignment)
        if not alignment & Qt.AlignmentFlag.AlignHorizontal_Mask:
            self._align()

    def set_theme(self, theme: Theme) -> None:
        """Take the font and colour of a theme."""
        self._theme = theme
        self.setFont(self._style.font(theme))
        self._paint_text_in(self._colour)

    def set_colour(self, colour: str) -> None:
        """Take another token for the text."""
        if colour != self._colour:
            self._colour = colour
            self._paint_text_in(colour)

    def _align(self) -> None:
        """Let the text begin where the window's lines do, whatever language it is in."""
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            return
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        vertical = self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
        super().setAlignment(side | vertical | Qt.AlignmentFlag.AlignAbsolute)

    def _paint_text_in(self, token: str) -> None:
        colours = self.palette()
        colour = QColor(getattr(self._theme, token))
        if colours.color(QPalette.ColorRole.WindowText) != colour:
            colours.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(colours)


class ElidedLabel(Label):
    """A label of one line that gives way to its neighbours: cut with "…", whole in its tooltip."""

    _HEIGHT, _WRAPS = QSizePolicy.Policy.Fixed, False

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        style: TextStyle = TextStyle.BODY,
        colour: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, style, colour, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, self._HEIGHT)
        self.setWordWrap(self._WRAPS)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("m…"), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._offer_whole_text()

    @override
    def setText(self, text: str, /) -> None:
        super().setText(text)
        self._offer_whole_text()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # The text runs as its own letters do; where it stands follows the interface.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        place = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = int((place | Qt.AlignmentFlag.AlignAbsolute).value)
        painter.drawText(self.contentsRect(), flags, self._shown_text())

    def _shown_text(self) -> str:
        return self._cut(" ".join(self.text().splitlines()), self.contentsRect().width())

    def _cut(self, line: str, width: int) -> str:
        return self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, width)

    def _offer_whole_text(self) -> None:
        is_cut = self._shown_text() != self.text()
        set_plain_tooltip(self, self.text() if is_cut else "")


class ClampedLabel(ElidedLabel):
    """A label of as many lines as it needs, but five at most; its last one is cut as a single."""

    _MOST_LINES = 5
    # Wrapping tells Qt that its height follows from its width.
    _HEIGHT, _WRAPS = QSizePolicy.Policy.Minimum, True

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()), metrics.lineSpacing())

    @override
    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("m…"), metrics.lineSpacing())

    @override
    def heightForWidth(self, width: int, /) -> int:
        return self.fontMetrics().lineSpacing() * len(self._lines(width))

    @override
    def _shown_text(self) -> str:
        return "\n".join(self._lines(self.contentsRect().width()))

    @override
    def _offer_whole_text(self) -> None:
        is_cut = self._shown_text().endswith("…") and not self.text().endswith("…")
        set_plain_tooltip(self, self.text() if is_cut else "")

    def _lines(self, width: int) -> list[str]:
        text = " ".join(self.text().splitlines())
        layout = QTextLayout(text, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) <= self._MOST_LINES and (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            starts.append(line.textStart())
        layout.endLayout()
        shown = starts[: self._MOST_LINES] or [0]
        lines = [text[start:end].rstrip() for start, end in pairwise([*shown, None])]
        return [*lines[:-1], self._cut(lines[-1], width)]


def set_plain_tooltip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip that shows `text` as it is, wrapped; "" takes it away.

    Qt reads a tooltip that looks like HTML as HTML, so the text goes in escaped. Without another
    description a screen reader would be given it with its marks: it gets the plain text.
    """
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    widget.setToolTip(f"<qt>{lines}</qt>" if text else "")
    if widget.accessibleDescription() in ("", widget.property(_SPOKEN_TIP)):
        widget.setAccessibleDescription(text)
        widget.setProperty(_SPOKEN_TIP, text)
