"""Chooses the theme, and keeps the application in it while the desktop and the settings change.

It owns the one place that sets the application's style, palette, font and style sheet. It knows no
window: whoever paints from a theme listens to `changed`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QStyleHints
from PySide6.QtWidgets import QApplication

from desktop_chat.ui.theme.fonts import system_text_px, ui_font
from desktop_chat.ui.theme.style import palette, stylesheet
from desktop_chat.ui.theme.tokens import DARK, LIGHT, Theme

Scheme = Literal["system", "light", "dark"]

_QT_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


class ThemeController(QObject):
    """Applies the theme that the setting and the desktop ask for.

    Args:
        application: What is dressed; it also tells the desktop's wishes, and owns this object.
        scheme: "system" follows the desktop.
        text_percent: Size of all text, 80 to 200; 100 is the system's own.
    """

    changed = Signal(object)
    """Another theme has been applied; carries it."""

    def __init__(
        self, application: QApplication, scheme: Scheme = "system", text_percent: int = 100
    ) -> None:
        super().__init__(application)
        self._application = application
        self._scheme: Scheme = scheme
        self._text_percent = text_percent
        # PySide lets go of the hints below them with the object that it handed out: keep it.
        self._hints: QStyleHints = application.styleHints()
        application.setStyle("Fusion")
        self._ask_for_scheme()
        self._theme = self._wanted()
        self._dress()
        self._hints.colorSchemeChanged.connect(self._update)
        self._hints.accessibility().contrastPreferenceChanged.connect(self._update)

    @property
    def theme(self) -> Theme:
        """The theme that is applied."""
        return self._theme

    def set_scheme(self, scheme: Scheme) -> None:
        """Follow the desktop, or stay light or dark."""
        self._scheme = scheme
        self._ask_for_scheme()
        self._update()

    def set_text_percent(self, percent: int) -> None:
        """Set the size of all text, in percent of the system's own."""
        self._text_percent = percent
        self._update()

    def _ask_for_scheme(self) -> None:
        """Tell Qt as well, so that native frames and dialogs follow."""
        if self._scheme == "system":
            self._hints.unsetColorScheme()
        else:
            self._hints.setColorScheme(_QT_SCHEMES[self._scheme])

    def _wanted(self) -> Theme:
        follows_dark = self._hints.colorScheme() is Qt.ColorScheme.Dark
        is_dark = self._scheme == "dark" or (self._scheme == "system" and follows_dark)
        theme = replace(
            DARK if is_dark else LIGHT,
            text_px=system_text_px() * self._text_percent / 100,
            is_motion_reduced=_is_motion_reduced(self._hints),
        )
        contrast = self._hints.accessibility().contrastPreference()
        return theme.with_high_contrast() if contrast.name == "HighContrast" else theme

    def _update(self) -> None:
        theme = self._wanted()
        if theme != self._theme:
            self._theme = theme
            self._dress()
            self.changed.emit(theme)

    def _dress(self) -> None:
        self._application.setPalette(palette(self._theme))
        self._application.setFont(ui_font(self._theme))
        self._application.setStyleSheet(stylesheet(self._theme))


def _is_motion_reduced(hints: QStyleHints) -> bool:
    # Qt knows this wish of the desktop from 6.12 on.
    preference = getattr(hints.accessibility(), "motionPreference", None)
    return preference is not None and preference().name == "ReducedMotion"
