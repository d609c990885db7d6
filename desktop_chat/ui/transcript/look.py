"""The theme as the transcript uses it: fonts, lengths and colours at the reader's text size.

Owns the translation of tokens into Qt's values, made once per theme and size. Must not know what is
drawn with them.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPixmap

from desktop_chat.ui.theme import icons
from desktop_chat.ui.theme.tokens import Theme

_MESSAGE = 1.08
_LINE = 1.55
_CODE = 0.94
_CODE_LINE = 1.45
_CAPTION = 0.85
_MIN_CAPTION_PX = 11
_HEADINGS = {1: 1.5, 2: 1.25, 3: 1.1}
_MAX_COLUMN = 760
_COLUMN_MARGIN = 24
_MAX_CHARACTERS = 76


class Look:
    """Fonts, lengths and colours of one theme at one text size.

    Attributes:
        direction: Of the interface; paragraphs follow their own text.
        is_paper: Whether nothing can be pressed, opened or scrolled.
    """

    is_paper = False

    def __init__(
        self,
        theme: Theme,
        scale: float = 1.0,
        family: str = "",
        direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
    ) -> None:
        """Take a theme, the reader's text size (1 is 100 %) and font family ("": the system's)."""
        self.theme = theme
        self.scale = scale
        self.family = family
        self.direction = direction
        self._text_px = theme.text_px * scale
        self._colors: dict[str, QColor] = {}
        self._icons: dict[tuple[str, str, int], QPixmap] = {}
        self.body = self._font(_MESSAGE)
        self.strong = self._font(_MESSAGE, QFont.Weight.DemiBold)
        self.interface = self._font(1.0)
        self.label = self._font(1.0, QFont.Weight.Medium)
        self.caption = self._font(_CAPTION)
        self.glyph = self._font(_CAPTION, QFont.Weight.DemiBold)
        self.cell = self._font(1.0)
        self.head_cell = self._font(0.92, QFont.Weight.DemiBold)
        self.code = self._code_font(_CODE)
        self.line_px = round(self._text_px * _MESSAGE * _LINE)
        self.code_line_px = round(self._text_px * _CODE * _CODE_LINE)
        self.cell_line_px = round(self._text_px * 1.4)

    @property
    def is_rtl(self) -> bool:
        """Whether the interface runs from right to left."""
        return self.direction is Qt.LayoutDirection.RightToLeft

    def px(self, length: float) -> int:
        """Return a length of the design, given in pixels at 100 %, at this text size."""
        return round(length * max(1.0, self._text_px / 13))

    def color(self, token: str) -> QColor:
        """Return a colour of the theme by its token's name."""
        color = self._colors.get(token)
        if color is None:
            color = self._colors[token] = QColor(getattr(self.theme, token))
        return color

    def icon(self, name: str, token: str, size: int = 16) -> QPixmap:
        """Return a Lucide drawing in a token's colour, `size` design pixels wide."""
        key = (name, token, size)
        pixmap = self._icons.get(key)
        if pixmap is None:
            pixmap = icons.pixmap(name, self.color(token), self.px(size), self.direction)
            self._icons[key] = pixmap
        return pixmap

    def heading(self, level: int) -> QFont:
        """Return the font of a heading of level 1 to 6."""
        return self._font(_HEADINGS.get(level, 1.0) * _MESSAGE, QFont.Weight.DemiBold)

    def column_width(self, width: int) -> int:
        """Return the width of the text column in a view of this width."""
        measure = QFontMetricsF(self.body).horizontalAdvance("0") * _MAX_CHARACTERS
        widest = max(self.px(_MAX_COLUMN - 2 * _COLUMN_MARGIN), round(measure))
        return max(self.px(160), min(width - 2 * self.px(_COLUMN_MARGIN), widest))

    def _font(self, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        font = QFont(_system_font(QFontDatabase.SystemFont.GeneralFont))
        if self.family:
            font.setFamily(self.family)
        size = self._text_px * factor
        font.setPixelSize(round(max(size, _MIN_CAPTION_PX)))
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _code_font(self, factor: float) -> QFont:
        font = QFont(_system_font(QFontDatabase.SystemFont.FixedFont))
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPixelSize(round(self._text_px * factor))
        # Ligatures would join the signs of code into others.
        font.setFeature(QFont.Tag("calt"), 0)
        font.setFeature(QFont.Tag("liga"), 0)
        return font


@cache
def _system_font(kind: QFontDatabase.SystemFont) -> QFont:
    return QFontDatabase.systemFont(kind)
