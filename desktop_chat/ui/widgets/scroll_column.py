"""A column that scrolls up and down, and never sideways."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QVBoxLayout, QWidget
from typing_extensions import override


class ScrollColumn(QScrollArea):
    """A scroll area over one column of widgets, without frame and ground of its own.

    The widgets go into `column`, as children of `content`. The scroll bar lies over the column's
    edge, so that the widgets keep their width and their common end when it appears.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = QWidget(self.viewport())
        self.column = QVBoxLayout(self.content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(self.content)
        self.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)
        self._bar = self._bar_over_edge()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self._bar.sizeHint().width()
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._bar.setGeometry(0 if is_mirrored else self.width() - width, 0, width, self.height())
        self._bar.raise_()

    def _bar_over_edge(self) -> QScrollBar:
        """Return a second scroll bar that goes with the area's own, which is never shown."""
        own = self.verticalScrollBar()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = QScrollBar(Qt.Orientation.Vertical, self)
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar.hide()

        def follow_range(minimum: int, maximum: int) -> None:
            bar.setRange(minimum, maximum)
            bar.setPageStep(own.pageStep())
            bar.setSingleStep(own.singleStep())
            bar.setVisible(maximum > minimum)

        own.rangeChanged.connect(follow_range)
        own.valueChanged.connect(bar.setValue)
        bar.valueChanged.connect(own.setValue)
        return bar
