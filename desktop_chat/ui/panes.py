"""The three panes of the window: conversations, chat, inspector.

Where there is no room for all, the side panes are drawers over the chat. This module owns widths,
handles, drawers and the scrim behind them; it knows nothing of what the panes show.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.ui.theme.tokens import Theme

ONE_DRAWER_BELOW = 960
TWO_DRAWERS_BELOW = 720
_GRAB = 9
_KEY_STEP = 16
_SLIDE_MS = 180
_SCRIM_ALPHA = 0.32


class Side(Enum):
    """Which of the two side panes: usual, least and greatest width at 100 %."""

    SIDEBAR = (264, 200, 420)
    INSPECTOR = (300, 264, 400)

    @property
    def usual(self) -> int:
        """The width at first."""
        return self.value[0]

    @property
    def least(self) -> int:
        """The smallest width."""
        return self.value[1]

    @property
    def most(self) -> int:
        """The greatest width."""
        return self.value[2]


class Panes(QWidget):
    """Lays the panes out for the width there is.

    Args:
        theme: The colours and sizes at first.
        sidebar: The pane where lines begin.
        centre: The pane that is always there.
        inspector: The pane where lines end.
    """

    changed = Signal()
    """A side pane came or went."""

    def __init__(
        self,
        theme: Theme,
        sidebar: QWidget,
        centre: QWidget,
        inspector: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._centre = centre
        self._panes = {Side.SIDEBAR: sidebar, Side.INSPECTOR: inspector}
        self._widths = {side: side.usual for side in Side}
        self._wanted = dict.fromkeys(Side, True)
        self._drawer: Side | None = None
        self._scrim = _Scrim(theme, self)
        self._handles = {side: _Handle(theme, self, side) for side in Side}
        self._slide = QPropertyAnimation(self)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.setPropertyName(b"geometry")
        # The Tab key goes through them in this order; what is raised last lies on top.
        for widget in (sidebar, centre, inspector, self._scrim, *self._handles.values()):
            widget.setParent(self)
        for widget in (self._scrim, sidebar, inspector):
            widget.raise_()
        for pane in self._panes.values():
            pane.setAutoFillBackground(True)
        for handle in self._handles.values():
            handle.raise_()
        self._scrim.pressed.connect(self.close_drawer)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._arrange()

    def width_of(self, side: Side) -> int:
        """Return the width of a side pane at 100 %, shown or not."""
        return self._widths[side]

    def set_width(self, side: Side, width: int) -> None:
        """Give a side pane a width, at 100 %, within its limits."""
        self._widths[side] = max(side.least, min(width, side.most))
        self._arrange()

    def is_wanted(self, side: Side) -> bool:
        """Return whether a side pane stands beside the chat where there is room for it."""
        return self._wanted[side]

    def set_wanted(self, side: Side, is_wanted: bool) -> None:
        """Let a side pane stand beside the chat where there is room for it, or not."""
        self._wanted[side] = is_wanted
        self._arrange()
        self.changed.emit()

    def is_drawer(self, side: Side) -> bool:
        """Return whether a side pane is a drawer at the present width."""
        limit = TWO_DRAWERS_BELOW if side is Side.SIDEBAR else ONE_DRAWER_BELOW
        return self.width() < self._theme.px(limit)

    def is_shown(self, side: Side) -> bool:
        """Return whether a side pane can be seen."""
        return self._drawer is side if self.is_drawer(side) else self._wanted[side]

    def toggle(self, side: Side) -> None:
        """Show a side pane, or hide it."""
        if not self.is_drawer(side):
            self.set_wanted(side, not self._wanted[side])
        elif self._drawer is side:
            self.close_drawer()
        else:
            self._open_drawer(side)

    def reveal(self, side: Side) -> None:
        """Show a side pane if it is hidden."""
        if not self.is_shown(side):
            self.toggle(side)

    def close_drawer(self) -> None:
        """Close the drawer that is open, if one is."""
        if self._drawer is None:
            return
        had_focus = self._panes[self._drawer].isAncestorOf(self.focusWidget() or self)
        self._drawer = None
        self._slide.stop()
        self._arrange()
        if had_focus:
            self._centre.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @property
    def has_drawer(self) -> bool:
        """Whether a drawer is open."""
        return self._drawer is not None

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._drawer is not None and not self.is_drawer(self._drawer):
            self._drawer = None
        self._arrange()
        if event.oldSize().width() != event.size().width():
            self.changed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drawer is not None:
            self.close_drawer()
        else:
            super().keyPressEvent(event)

    def place_of(self, side: Side) -> QRect:
        """Return where a side pane stands, or would stand as a drawer."""
        width = min(self._theme.px(self._widths[side]), self.width())
        box = QRect(0, 0, width, self.height())
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if (side is Side.SIDEBAR) is is_mirrored:
            box.moveLeft(self.width() - width)
        return box

    def _open_drawer(self, side: Side) -> None:
        self._slide.stop()
        self._drawer = side
        self._arrange()
        pane, place = self._panes[side], self.place_of(side)
        if not self._theme.is_motion_reduced:
            hidden = QRect(place)
            hidden.moveLeft(-place.width() if place.left() == 0 else self.width())
            self._slide.setTargetObject(pane)
            self._slide.setStartValue(hidden)
            self._slide.setEndValue(place)
            self._slide.start()
        pane.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _arrange(self) -> None:
        """Give every pane its place; the centre gets what docked panes leave."""
        rest = self.rect()
        for side, pane in self._panes.items():
            is_docked = self._wanted[side] and not self.is_drawer(side)
            pane.setVisible(is_docked or self._drawer is side)
            pane.setGeometry(self.place_of(side))
            self._handles[side].set_docked(is_docked=is_docked, is_drawer=self._drawer is side)
            if is_docked:
                rest = self._without(rest, self.place_of(side))
        self._centre.setGeometry(rest)
        self._scrim.setGeometry(self.rect())
        self._scrim.setVisible(self._drawer is not None)
        if self._drawer is not None:
            self._scrim.raise_()
            self._panes[self._drawer].raise_()
        for handle in self._handles.values():
            handle.settle()
            handle.raise_()

    @staticmethod
    def _without(rest: QRect, pane: QRect) -> QRect:
        if pane.left() <= rest.left():
            return rest.adjusted(pane.right() + 1 - rest.left(), 0, 0, 0)
        return rest.adjusted(0, 0, pane.left() - rest.right() - 1, 0)


class _Scrim(QWidget):
    """The shade over the chat while a drawer is open."""

    pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Close the drawer"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor("black")
        shade.setAlphaF(_SCRIM_ALPHA)
        QPainter(self).fillRect(self.rect(), shade)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()


class _Handle(QWidget):
    """The edge of a side pane: a line that can be dragged, or moved with the arrow keys."""

    def __init__(self, theme: Theme, panes: Panes, side: Side) -> None:
        super().__init__(panes)
        self._theme = theme
        self._panes = panes
        self._side = side
        self._grabbed_at: int | None = None
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name = self.tr("Width of the conversations")
        if side is Side.INSPECTOR:
            name = self.tr("Width of the parameters")
        self.setAccessibleName(name)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def set_docked(self, *, is_docked: bool, is_drawer: bool) -> None:
        """Be there for a docked pane; be only a line at a drawer; else be away."""
        self.setVisible(is_docked or is_drawer)
        self.setEnabled(is_docked)

    def settle(self) -> None:
        """Stand at the inner edge of the pane."""
        place = self._panes.place_of(self._side)
        edge = place.right() if self._is_at_left() else place.left()
        self.setGeometry(edge - _GRAB // 2, 0, _GRAB, self._panes.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_marked = self.hasFocus() or self._grabbed_at is not None
        width = self._theme.focus_px if is_marked else 1
        colour = QColor(self._theme.focus if is_marked else self._theme.border)
        painter.fillRect(_GRAB // 2, 0, width, self.height(), colour)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grabbed_at = round(event.globalPosition().x())
        self._width_before = self._panes.width_of(self._side)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed_at is not None:
            moved = (round(event.globalPosition().x()) - self._grabbed_at) / self._theme.scale
            self._move_by(round(moved), self._width_before)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed_at = None
        self.update()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._panes.set_width(self._side, self._side.usual)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -_KEY_STEP, Qt.Key.Key_Right: _KEY_STEP}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._move_by(step, self._panes.width_of(self._side))

    def _move_by(self, distance: int, width: int) -> None:
        grown = distance if self._is_at_left() else -distance
        self._panes.set_width(self._side, width + grown)

    def _is_at_left(self) -> bool:
        return self._panes.place_of(self._side).left() == 0
