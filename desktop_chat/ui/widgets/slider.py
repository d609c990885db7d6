"""A slider over a range of numbers that shows where its value comes from.

It owns the mapping between a number and a place on the track, linear or logarithmic, and its
picture: filled where the value is set here, hollow where it is inherited or unset, with a tick at
the default. Being a QSlider, it is one to the keyboard and to assistive programs as well; there its
value counts steps, which for a logarithmic slider are ones.
"""

from __future__ import annotations

from math import exp, floor, log, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget
from typing_extensions import override

from desktop_chat.core.layers import ValueState
from desktop_chat.ui.theme.tokens import Theme

INSET = 11
"""From either edge of the slider to the end of its track, at 100 %: half a thumb and its ring."""
_THUMB = 14
_TRACK = 4
_HEIGHT = 24
_UNSET_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ValueSlider(QSlider):
    """A horizontal slider over numbers; unset and inherited values show hollow.

    Args:
        theme: The colours and sizes at first.
        minimum, maximum: Its ends; both above 0 if `uses_log_scale`.
        step: Between two values.
        uses_log_scale: Whether equal ways multiply instead of adding.
    """

    value_chosen = Signal(float, bool)
    """The user chose a number; the flag says that the same drag, or held key, goes on."""
    unset_requested = Signal()
    """The user pressed Delete or Backspace."""

    def __init__(
        self,
        theme: Theme,
        minimum: float,
        maximum: float,
        step: float,
        *,
        uses_log_scale: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._step = step
        self._uses_log_scale = uses_log_scale
        self._state = ValueState.UNSET
        self._default: float | None = None
        self._is_showing = False
        self._is_continuing = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_span(minimum, maximum)
        self.valueChanged.connect(self._report)

    def set_span(self, minimum: float, maximum: float) -> None:
        """Take other ends; the value is kept inside them without a signal."""
        self._is_showing = True
        self.setRange(self._to_steps(minimum), self._to_steps(maximum))
        self._is_showing = False
        self.setPageStep(max(1, (self.maximum() - self.minimum()) // 10))

    def show_value(self, value: float | None, state: ValueState, default: float | None) -> None:
        """Show a number without a signal; one beyond the ends shows at the end.

        Args:
            value: None: at the default, or in the middle where there is none.
            state: Where it comes from.
            default: Where the tick stands; None: no tick.
        """
        self._state = state
        self._default = default
        shown = value if value is not None else default
        steps = self._steps_at(0.5) if shown is None else self._to_steps(shown)
        if not self.isSliderDown():
            self._is_showing = True
            self.setValue(steps)
            self._is_showing = False
        self._adapt_steps()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(48), self._theme.px(_HEIGHT))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _UNSET_KEYS:
            self.unset_requested.emit()
            return
        self._is_continuing = event.isAutoRepeat()
        super().keyPressEvent(event)
        self._is_continuing = False

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        # Only the focused slider turns: the others let the panel scroll under the pointer.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._is_continuing = False
        self._choose_at(event.position().x())
        self._is_continuing = True

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._choose_at(event.position().x())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self._is_continuing = False
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        start, end = self._track_ends()
        thumb_x = start + (end - start) * self._fraction(self.value())
        middle = self.height() / 2
        self._paint_track(painter, start, end, thumb_x, middle)
        if self._default is not None:
            x = start + (end - start) * self._fraction(self._to_steps(self._default))
            width, below = self._theme.px(1), middle + self._theme.px(4)
            tick = QRectF(x - width / 2, below, width, self._theme.px(4))
            painter.fillRect(tick, QColor(self._theme.border_control))
        self._paint_thumb(painter, QPointF(thumb_x, middle))

    def _paint_track(
        self, painter: QPainter, start: float, end: float, thumb_x: float, middle: float
    ) -> None:
        theme = self._theme
        height = theme.px(_TRACK)
        top, radius = middle - height / 2, height / 2
        track = QRectF(min(start, end), top, abs(end - start), height)
        painter.setBrush(QColor(theme.stroke))
        painter.drawRoundedRect(track, radius, radius)
        if self._state is ValueState.UNSET:
            return
        fill = QColor(theme.accent)
        fill.setAlphaF(1.0 if self._state is ValueState.SET else 0.45)
        painter.setBrush(fill)
        filled = QRectF(min(start, thumb_x), top, abs(thumb_x - start), height)
        painter.drawRoundedRect(filled, radius, radius)

    def _paint_thumb(self, painter: QPainter, centre: QPointF) -> None:
        theme = self._theme
        radius = theme.px(_THUMB) / 2
        ground = QColor(theme.bg_window)
        if self._state is ValueState.SET:
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(centre, radius, radius)
            painter.setBrush(ground)
            painter.drawEllipse(centre, radius - 1, radius - 1)
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(centre, radius - 2, radius - 2)
        else:
            is_inherited = self._state is ValueState.INHERITED
            ring = QColor(theme.accent if is_inherited else theme.border_control)
            painter.setBrush(ground)
            painter.setPen(QPen(ring, theme.px(2)))
            painter.drawEllipse(centre, radius - 1, radius - 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.focus), theme.focus_px))
            painter.drawEllipse(centre, radius + 2, radius + 2)

    def _report(self, steps: int) -> None:
        self._adapt_steps()
        if not self._is_showing:
            self.value_chosen.emit(self._to_value(steps), self._is_continuing)

    def _choose_at(self, x: float) -> None:
        start, end = self._track_ends()
        steps = self._steps_at(min(max((x - start) / (end - start), 0.0), 1.0))
        if steps == self.value():
            # An unset slider that is pressed where it stands is set there all the same.
            if self._state is not ValueState.SET:
                self._report(steps)
        else:
            self.setValue(steps)

    def _track_ends(self) -> tuple[float, float]:
        """Return where the smallest and the largest value lie, at the thumb's centre."""
        inset = self._theme.px(INSET)
        near, far = inset, self.width() - inset
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return (far, near) if is_mirrored else (near, far)

    def _to_steps(self, value: float) -> int:
        return round(value / self._step)

    def _to_value(self, steps: int) -> float:
        return round(steps * self._step, 9)

    def _fraction(self, steps: int) -> float:
        low, high = self.minimum(), self.maximum()
        inside = min(max(steps, low), high)
        if high <= low:
            return 0.0
        if self._uses_log_scale:
            return log(inside / low) / log(high / low)
        return (inside - low) / (high - low)

    def _steps_at(self, fraction: float) -> int:
        low, high = self.minimum(), self.maximum()
        if not self._uses_log_scale:
            return round(low + fraction * (high - low))
        if fraction >= 1:
            return high
        return _two_digits(low * exp(fraction * log(high / low)))

    def _adapt_steps(self) -> None:
        """On a logarithmic track a key moves by a share of the value, not by one."""
        if self._uses_log_scale:
            self.setSingleStep(max(1, _two_digits(self.value() / 20)))
            self.setPageStep(max(1, self.value() // 2))


def _two_digits(value: float) -> int:
    """Round to a number that people choose: 1,024 becomes 1,000, 13 stays."""
    if value < 100:
        return round(value)
    unit = 10 ** (floor(log10(value)) - 1)
    return round(value / unit) * unit
