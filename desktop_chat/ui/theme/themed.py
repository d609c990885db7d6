"""How a new theme reaches the widgets that paint from one."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from desktop_chat.ui.theme.tokens import Theme


@runtime_checkable
class Themed(Protocol):
    """A widget that paints, or chooses fonts and icons, from a theme."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme; called once for each change, parents first."""
        ...


def spread_theme(root: QWidget, theme: Theme) -> None:
    """Hand a theme to `root` and to every themed widget below it; none of them passes it on."""
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, Themed):
            widget.set_theme(theme)
