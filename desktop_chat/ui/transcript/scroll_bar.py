"""A scroll bar that is painted when its thumb moves, not whenever a number behind it changes.

A growing answer changes the numbers with every line, and a thumb that stands for a thousand lines
hardly moves by it. Must not know what is scrolled.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QScrollBar, QWidget
from typing_extensions import override


class SteadyScrollBar(QScrollBar):
    """An upright scroll bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._thumb = (0, 0)
        self._is_placing = False
        super().__init__(Qt.Orientation.Vertical, parent)

    @classmethod
    def put_in(cls, area: QAbstractScrollArea) -> SteadyScrollBar:
        """Give a scroll area a new bar."""
        bar = cls()
        area.setVerticalScrollBar(bar)
        return bar

    def place(self, top: int, page: int, maximum: int) -> None:
        """Set value, page and range as one change."""
        self._is_placing = True
        if page != self.pageStep():
            self.setPageStep(page)
        if maximum != self.maximum():
            self.setRange(0, maximum)
        self.setValue(top)
        self._is_placing = False
        self.sliderChange(QAbstractSlider.SliderChange.SliderValueChange)

    @override
    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        if self._is_placing:
            return
        thumb = self._thumb_in_device_pixels()
        if thumb != self._thumb:
            self._thumb = thumb
            super().sliderChange(change)

    def _thumb_in_device_pixels(self) -> tuple[int, int]:
        maximum, page = self.maximum(), self.pageStep()
        track = self.height() * self.devicePixelRatio()
        length = track * page / max(1, maximum + page)
        return round(length), round((track - length) * self.value() / max(1, maximum))
