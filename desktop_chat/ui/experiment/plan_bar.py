"""The band below the head: what varies, how far it is, what it has cost of what it may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.flow_layout import FlowLayout
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.share_bar import ShareBar

_HEIGHT = 40
_BAR = (110, 6)


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """What the bar says, each as it is read; "" for nothing.

    Attributes:
        share: How much is done, 0 to 1.
        progress: "43 of 60 requests".
        left: "0:24 left".
        spent: "$0.0214", `of`: "of ≈ $0.0298", `cap`: "cap $0.50".
        problem: "2 failed".
        remark: "price changed since", `about_remark`: which prices were which.
    """

    share: float = 0.0
    progress: str = ""
    left: str = ""
    spent: str = ""
    of: str = ""
    remark: str = ""
    about_remark: str = ""
    cap: str = ""
    problem: str = ""


class _Chip(QFrame):
    """A name and its values in a frame."""

    def __init__(self, theme: Theme, name: str, values: str, whole: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "chip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(7), 0, theme.px(7), 0)
        row.setSpacing(theme.px(5))
        row.addWidget(Label(theme, name, TextStyle.SMALL, "text_2", self))
        row.addWidget(Label(theme, values, TextStyle.SMALL, parent=self))
        set_plain_tooltip(self, whole)
        self.setAccessibleName(f"{name} {values}")


class PlanBar(QWidget):
    """Chips of the axes, then progress and cost; where they do not fit they take two lines.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figures = PlanFigures()
        self._chips: list[_Chip] = []
        self._parts: tuple[tuple[str, str, str], ...] = ()
        self.setAccessibleName(self.tr("Progress"))
        self._plan = QWidget(self)
        self._flow = FlowLayout(self._plan, theme.px(8))
        self._state = QWidget(self)
        self._bar = ShareBar(theme, _BAR, "stroke", self._state)
        self._bar.setAccessibleName(self.tr("Done"))
        self._labels = {
            "progress": Label(theme, "", TextStyle.SMALL, parent=self._state),
            "left": Label(theme, "", TextStyle.SMALL, "text_2", self._state),
            "problem": Label(theme, "", TextStyle.SMALL, "danger", self._state),
            "spent": Label(theme, "", TextStyle.SMALL, parent=self._state),
            "of": Label(theme, "", TextStyle.SMALL, parent=self._state),
            "remark": Label(theme, "", TextStyle.SMALL, "warning", self._state),
            "cap": Label(theme, "", TextStyle.SMALL, "text_2", self._state),
        }
        self._line = QHBoxLayout(self._state)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self._bar)
        for label in self._labels.values():
            self._line.addWidget(label)
        self._line.addStretch(1)
        self._column = QVBoxLayout(self)
        self._one_line = QHBoxLayout()
        self._column.addLayout(self._one_line)
        self._one_line.addWidget(self._plan)
        self._one_line.addWidget(self._state, 1)
        # Beside the chips alone: they begin where lines begin.
        self._one_line.addStretch(0)
        self._is_split = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        set_margins(self._column, self, theme.px(16), theme.px(7), theme.px(16), theme.px(8))
        self._column.setSpacing(theme.px(6))
        self._one_line.setSpacing(theme.px(20))
        self._line.setSpacing(theme.px(8))
        self.setMinimumHeight(theme.px(_HEIGHT))
        parts, self._parts = self._parts, ()
        self.show_plan(parts)

    @property
    def remark(self) -> Label:
        """What is to be said of the estimate."""
        return self._labels["remark"]

    def show_plan(self, parts: Sequence[tuple[str, str, str]]) -> None:
        """Show what varies: name, values in few words, and all of them."""
        if tuple(parts) == self._parts:
            return
        self._parts = tuple(parts)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = [_Chip(self._theme, *part, self._plan) for part in self._parts]
        for chip in self._chips:
            self._flow.addWidget(chip)
            chip.show()
        self.set_room(self.width())

    def show_figures(self, figures: PlanFigures) -> None:
        """Show how far it is."""
        if figures == self._figures:
            return
        self._figures = figures
        self._bar.show_share(figures.share)
        for name, label in self._labels.items():
            text: str = getattr(figures, name)
            label.setText(text)
            label.setVisible(bool(text))
        set_plain_tooltip(self.remark, figures.about_remark)
        said = (getattr(figures, name) for name in self._labels)
        self.setAccessibleDescription(", ".join(text for text in said if text))
        self.set_room(self.width())

    def set_room(self, width: int) -> None:
        """Fit into a width in pixels: in one line, or the figures below the plan."""
        edges = self._theme.px(32 + 20)
        needed = self._flow.sizeHint().width() + self._line.sizeHint().width() + edges
        is_split = needed > width
        if is_split != self._is_split:
            self._is_split = is_split
            self._one_line.removeWidget(self._state)
            if is_split:
                self._column.addWidget(self._state)
            else:
                self._column.removeWidget(self._state)
                self._one_line.insertWidget(1, self._state, 1)
        room = width - self._theme.px(32)
        width = min(self._flow.sizeHint().width(), room)
        self._plan.setFixedSize(width, max(self._flow.heightForWidth(width), self._theme.px(24)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.bg_window))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(self._theme.border))
