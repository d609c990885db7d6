"""Turns a theme into what Qt takes: a palette, and one style sheet over the Fusion style.

It owns which role gets which token; `resources/style/window.qss` owns frames, fills and paddings of
the standard controls. Controls that a style sheet cannot draw paint themselves from the theme.
"""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from desktop_chat.resources import read_text, resource_path
from desktop_chat.ui.theme.tokens import Theme

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LENGTH = re.compile(r"\b(\d+)sp\b")
_TOKEN = re.compile(r"\$(\w+)")


def palette(theme: Theme) -> QPalette:
    """Return the palette of a theme; disabled text is `text_3`."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.bg_window,
        role.WindowText: theme.text,
        role.Base: theme.bg_field,
        role.AlternateBase: theme.bg_sunken,
        role.Text: theme.text,
        role.PlaceholderText: theme.text_3,
        role.Button: theme.bg_button,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.link,
        role.LinkVisited: theme.link,
        role.ToolTipBase: theme.bg_raised,
        role.ToolTipText: theme.text,
        role.Light: theme.bg_raised,
        role.Midlight: theme.bg_hover,
        role.Mid: theme.stroke,
        role.Dark: theme.border_control,
        role.Shadow: theme.border,
    }
    result = QPalette()
    for each, colour in colours.items():
        result.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        result.setColor(QPalette.ColorGroup.Disabled, each, QColor(theme.text_3))
    return result


def stylesheet(theme: Theme) -> str:
    """Return the style sheet of a theme: `$token` becomes its colour, `8sp` eight scaled pixels."""
    text = _COMMENT.sub("", read_text("style/window.qss"))
    text = text.replace("$check_drawing", _check_drawing(theme))
    text = _TOKEN.sub(lambda match: getattr(theme, match[1]), text)
    return _LENGTH.sub(lambda match: f"{theme.px(int(match[1]))}px", text)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and let it look again where that is new."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _check_drawing(theme: Theme) -> str:
    # A style sheet takes a picture only as a file, and cannot colour it.
    name = "check-on-dark.svg" if theme.is_dark else "check-on-light.svg"
    return resource_path(f"style/{name}").as_posix()
