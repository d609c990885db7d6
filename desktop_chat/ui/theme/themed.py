"""How a new theme reaches the widgets that paint from one."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_chat.ui.theme.tokens import Theme


class Themed(Protocol):
    """An object that paints, or chooses fonts and icons, from a theme."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme; called once for each change, parents first."""
        ...


def spread_theme(root: QWidget, theme: Theme) -> None:
    """Hand a theme to `root` and to everything themed below it; none of them passes it on."""
    for each in (root, *root.findChildren(QObject)):
        # Asked of the class: a protocol's own check of hundreds of objects takes a whole frame.
        if hasattr(type(each), "set_theme"):
            cast("Themed", each).set_theme(theme)
