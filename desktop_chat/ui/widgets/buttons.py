"""Buttons: one with an icon alone, one with words.

It owns their sizes, icons and names. Frames and fills are the style sheet's. A click does not take
the keyboard away from where the user types; Tab reaches every button, Space and Enter press it.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QStyleOptionButton, QToolButton, QWidget
from typing_extensions import override

from desktop_chat.core.unseen import in_own_direction
from desktop_chat.ui.theme.fonts import label_font, ui_font
from desktop_chat.ui.theme.icons import icon, pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import set_plain_tooltip

# Beside its drawing a button's words have 2 pixels from Qt, and less where they are mirrored.
_GAP, _MIRRORED_GAP = 3, 5
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _is_enter(event: QKeyEvent) -> bool:
    """Return whether Enter was pressed, with nothing else and not held down."""
    with_others = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _ENTER and not with_others and not event.isAutoRepeat()


class IconButton(QToolButton):
    """A square button that shows one drawing.

    Args:
        theme: The colours and sizes at first.
        drawing: The Lucide name of its drawing.
        name: What it does; its accessible name and tooltip.
        keys: What does the same on the keyboard, for the tooltip; "" for nothing.
        extent: Its width and height at 100 %, at least 24.
        drawing_size: Of the drawing at 100 %.
        colour: The drawing's token.
    """

    def __init__(
        self,
        theme: Theme,
        drawing: str,
        name: str,
        *,
        keys: str = "",
        extent: int = 32,
        drawing_size: int = 16,
        colour: str = "text_2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawing = drawing
        self._extent = extent
        self._drawing_size = drawing_size
        self._colour = colour
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_name(name, keys)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme and draw the icon in its colour."""
        self._theme = theme
        extent = theme.px(self._extent)
        self.setFixedSize(extent, extent)
        self._draw()

    def set_drawing(self, drawing: str) -> None:
        """Show another drawing."""
        self._drawing = drawing
        self._draw()

    def set_colour(self, colour: str) -> None:
        """Take another token for the drawing."""
        self._colour = colour
        self._draw()

    def set_name(self, name: str, keys: str = "") -> None:
        """Say what it does, in its accessible name and tooltip, and by which keys in the latter."""
        self.setAccessibleName(name)
        set_plain_tooltip(self, f"{name} ({keys})" if keys else name)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._draw()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_enter(event):
            super().keyPressEvent(event)
        elif self.menu() is not None:
            self.showMenu()
        else:
            self.click()

    def _draw(self) -> None:
        size = self._theme.px(self._drawing_size)
        self.setIconSize(QSize(size, size))
        direction = self.layoutDirection()
        drawing = icon(self._drawing, getattr(self._theme, self._colour), size, direction)
        # What Qt makes of a light drawing for a button that is off can hardly be told from it.
        faint = pixmap(self._drawing, self._theme.stroke, size, direction)
        drawing.addPixmap(faint, QIcon.Mode.Disabled)
        self.setIcon(drawing)


class ButtonKind(StrEnum):
    """How much a button stands out; the style sheet knows the values."""

    PRIMARY = "primary"
    OUTLINED = "outlined"
    FLAT = "flat"
    LINK = "link"


_ICON_COLOURS = {ButtonKind.PRIMARY: "on_accent", ButtonKind.LINK: "link"}


class TextButton(QPushButton):
    """A button with words, and a drawing before them where it has one.

    Args:
        theme: The colours and sizes at first.
        text: Its words, which are its accessible name too.
        kind: How much it stands out; a window has one PRIMARY button.
        drawing: The Lucide name of its drawing, "" none.
        is_dense: Whether it is 28 high instead of 32.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: ButtonKind = ButtonKind.OUTLINED,
        *,
        drawing: str = "",
        is_dense: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._drawing = drawing
        self._is_dense = is_dense
        self.setProperty("kind", kind.value)
        self.setProperty("dense", is_dense)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.set_theme(theme)

    @override
    def initStyleOption(self, option: QStyleOptionButton, /) -> None:
        super().initStyleOption(option)
        text = self.text()
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft and text.endswith("…"):
            # The words keep their own direction; else their dots would stand before them.
            option.text = in_own_direction(text)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Else Qt presses the default button of a dialog, whichever has the keyboard.
        if _is_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange and self._drawing:
            self._draw()

    def set_drawing(self, drawing: str) -> None:
        """Show another drawing before the words."""
        self._drawing = drawing
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the font of a theme and draw the icon in its colour."""
        self._theme = theme
        font = label_font(theme) if self._is_dense else ui_font(theme)
        font.setWeight(label_font(theme).weight())
        self.setFont(font)
        if self._drawing:
            self._draw()

    def _draw(self) -> None:
        theme, size = self._theme, self._theme.px(16)
        direction = self.layoutDirection()
        is_mirrored = direction is Qt.LayoutDirection.RightToLeft
        gap = theme.px(_MIRRORED_GAP if is_mirrored else _GAP)
        self.setIconSize(QSize(size + gap, size))
        colour = getattr(theme, _ICON_COLOURS.get(self._kind, "text"))
        drawn = QIcon()
        # Qt's own way to grey a drawing out leaves a white one white.
        for mode, token in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, theme.text_3)):
            image = pixmap(self._drawing, token, size, direction)
            drawn.addPixmap(_beside_words(image, gap, is_mirrored=is_mirrored), mode)
        self.setIcon(drawn)


def _beside_words(image: QPixmap, gap: int, *, is_mirrored: bool) -> QPixmap:
    """Return a drawing with room between it and the words beside it."""
    ratio = image.devicePixelRatio()
    wide = QPixmap(image.width() + round(gap * ratio), image.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(gap if is_mirrored else 0, 0, image)
    painter.end()
    return wide
