"""The fonts of the window, all relative to one size: the system's own, times the reader's choice.

It owns the type scale. It knows no widget and no colour; a theme tells it the size. Digits are
tabular everywhere, so that counters keep their width while they count.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from desktop_chat.ui.theme.tokens import Theme

SMALLEST_PX = 11


def system_text_px() -> float:
    """Return the height of the system's interface font in device-independent pixels."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return float(QFontInfo(system).pixelSize())


def ui_font(theme: Theme) -> QFont:
    """Return the font of controls and of everything that has no other."""
    return _text_font(theme, 1.0)


def label_font(theme: Theme) -> QFont:
    """Return the font of field labels and row titles."""
    return _text_font(theme, 0.92, QFont.Weight.Medium)


def small_font(theme: Theme) -> QFont:
    """Return the font of dense controls: the fields and choices of the inspector."""
    return _text_font(theme, 0.92)


def caption_font(theme: Theme, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the font of times, counts and hints; section headers take it in DemiBold."""
    return _text_font(theme, 0.85, weight)


def title_font(theme: Theme) -> QFont:
    """Return the font of the header and of dialog titles."""
    return _text_font(theme, 1.1, QFont.Weight.DemiBold)


def display_font(theme: Theme) -> QFont:
    """Return the font of the heading of an empty page."""
    return _text_font(theme, 1.75, QFont.Weight.DemiBold)


def message_font(theme: Theme) -> QFont:
    """Return the font of messages and of the composer."""
    return _text_font(theme, 1.08)


def code_font(theme: Theme, size: float = 0.94) -> QFont:
    """Return the fixed-pitch font, `size` times the interface font.

    It draws no ligatures: code shows the characters that it holds.
    """
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(round(theme.text_px * size))
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFeature(QFont.Tag("calt"), 0)
    font.setFeature(QFont.Tag("liga"), 0)
    return font


def _text_font(theme: Theme, size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(max(round(theme.text_px * size), SMALLEST_PX))
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
