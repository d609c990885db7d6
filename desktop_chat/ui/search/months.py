"""How many hits there are in each month, as bars; a range of them is chosen by pointer or keys."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop_chat.archive.facets import Counts
from desktop_chat.core.figures import count_text
from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.tokens import Theme

_HEIGHT = 44
_GAP = 2
_WIDEST = 24


class Months(QWidget):
    """Bars from the first month to the last; those outside the chosen range are pale.

    Args:
        theme: The colours and sizes at first.
    """

    chosen = Signal(str, str)
    """The first month and the one after the last, "2026-03"; "" and "" for no range."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: Counts = ()
        self._range: tuple[int, int] | None = None
        self._at = 0
        self._anchor: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Months"))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._metrics = QFontMetrics(caption_font(theme))
        self.updateGeometry()
        self.update()

    @property
    def counts(self) -> Counts:
        """What it shows."""
        return self._counts

    def show_counts(self, counts: Counts, after: str, before: str) -> None:
        """Show other counts.

        Args:
            counts: By month, in their order, without gaps.
            after: The first month of the range that is chosen, "" for none.
            before: The month after its last, "" for none.
        """
        self._counts = counts
        self._range = None
        if after or before:
            inside = [
                place
                for place, (month, _) in enumerate(counts)
                if month >= after[:7] and (not before or month < before[:7])
            ]
            self._range = (inside[0], inside[-1]) if inside else (len(counts), -1)
        self._at = min(self._at, max(0, len(counts) - 1))
        self._tell()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(120), px(_HEIGHT) + self._metrics.height() + px(4))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._counts:
            return
        theme, painter = self._theme, QPainter(self)
        most = max(number for _, number in self._counts)
        height = theme.px(_HEIGHT)
        for place, (_, number) in enumerate(self._counts):
            box = self._bar(place)
            length = round((height - 1) * number / most) if number else 0
            length = max(length, theme.px(2)) if number else 1
            first, last = self._range or (0, len(self._counts))
            colour = theme.data if first <= place <= last and number else theme.stroke
            painter.fillRect(
                QRect(box.left(), height - length, box.width(), length), QColor(colour)
            )
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.focus), theme.px(2)))
            painter.drawRect(self._bar(self._at).adjusted(-2, 0, 1, 0))
        painter.setFont(caption_font(theme))
        painter.setPen(QColor(theme.text_2))
        line = QRect(0, height + theme.px(4), self.width(), self._metrics.height())
        ends = (self._counts[0][0], self._counts[-1][0])
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for month, side in zip(ends, reversed(sides) if is_mirrored else sides, strict=True):
            if month != ends[0] or side is (sides[1] if is_mirrored else sides[0]):
                painter.drawText(line, side, self._month_text(month))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._counts:
            self._at = self._anchor = self._place_at(event.position().x())
            self._preview()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._counts:
            return
        place = self._place_at(event.position().x())
        if self._anchor is not None:
            self._at = place
            self._preview()
        month, number = self._counts[place]
        said = f"{self._month_text(month)}: {count_text(number)}"
        QToolTip.showText(event.globalPosition().toPoint(), said, self)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._anchor is not None:
            self._choose()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = keys.get(Qt.Key(event.key()))
        if step is not None and self._counts:
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                step = -step
            is_longer = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._anchor = (
                (self._at if self._anchor is None else self._anchor) if is_longer else None
            )
            self._at = min(len(self._counts) - 1, max(0, self._at + step))
            if is_longer:
                self._preview()
            self._tell()
            self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return) and self._counts:
            self._anchor = self._at if self._anchor is None else self._anchor
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        """Ask for the range between the two ends; for none where it is the one that is chosen."""
        anchor, self._anchor = self._anchor, None
        first, last = sorted((self._at, self._at if anchor is None else anchor))
        if (first, last) == (0, len(self._counts) - 1) and first != last:
            self.chosen.emit("", "")
            return
        after = QDate.fromString(f"{self._counts[last][0]}-01", Qt.DateFormat.ISODate).addMonths(1)
        self.chosen.emit(self._counts[first][0], after.toString("yyyy-MM"))

    def _preview(self) -> None:
        if self._anchor is not None:
            self._range = (min(self._at, self._anchor), max(self._at, self._anchor))
            self.update()

    def _tell(self) -> None:
        if self._counts:
            month, number = self._counts[self._at]
            words = self.tr("{0}: {1} hits").format(self._month_text(month), count_text(number))
            self.setAccessibleDescription(words)

    def _month_text(self, month: str) -> str:
        day = QDate.fromString(f"{month}-01", Qt.DateFormat.ISODate)
        return QLocale().toString(day, "MMM yyyy")

    def _bar(self, place: int) -> QRect:
        step = min(self.width() / max(1, len(self._counts)), self._theme.px(_WIDEST))
        gap = min(self._theme.px(_GAP), step / 3)
        left = place * step
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left = self.width() - left - step
        width = max(1, round(step - gap))
        return QRect(round(left), 0, width, self._theme.px(_HEIGHT))

    def _place_at(self, x: float) -> int:
        step = min(self.width() / max(1, len(self._counts)), self._theme.px(_WIDEST))
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            x = self.width() - x
        return min(len(self._counts) - 1, max(0, int(x / step)))
