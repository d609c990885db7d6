"""The line under the composer: how full the context is, the next price, live figures, balance."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.core.figures import count_text
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip
from desktop_chat.ui.widgets.share_bar import ShareBar

_HEIGHT = 24
_BAR = (56, 4)
_NEARLY_FULL = 0.8


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of the limit of the key in use.

    Attributes:
        left: How much, "" where it is not known or there is no limit.
        note: As of when, and what failed.
        is_low: Whether it is less than it should be.
    """

    left: str = ""
    note: str = ""
    is_low: bool = False


@dataclass(frozen=True, slots=True)
class StatusFigures:
    """What the line shows; "" leaves a figure out.

    Attributes:
        context_tokens: In the next request, by the endpoint's count and ours.
        is_estimate: Whether some of these tokens are our own count.
        context_limit: Of the model, None unknown.
        rate, first_token: Of the answer being made, or of the newest one.
    """

    context_tokens: int = 0
    is_estimate: bool = False
    context_limit: int | None = None
    next_cost: str = ""
    rate: str = ""
    first_token: str = ""
    cost: str = ""
    balance: Balance = Balance()
    is_answering: bool = False


class StatusLine(QWidget):
    """Context at the leading side, figures of the answer at the end; what has no room gives way.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = StatusFigures()
        self._bar = ShareBar(theme, _BAR, "border")
        self._dot = _Dot(theme)
        self._context = _caption(theme)
        self._next = _caption(theme)
        self._rate = _caption(theme)
        self._first_token = _caption(theme)
        self._cost = _caption(theme)
        self._balance = _caption(theme)
        set_plain_tooltip(
            self._next,
            self.tr(
                "This request, and an answer as long as the earlier ones, at the listed prices"
            ),
        )
        set_plain_tooltip(self._cost, self.tr("All answers of this conversation, on every branch"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._bar)
        self._row.addWidget(self._context)
        self._row.addWidget(self._next)
        self._row.addStretch(1)
        self._row.addWidget(self._dot)
        for label in (self._rate, self._first_token, self._cost, self._balance):
            self._row.addWidget(label)
        self.setAccessibleName(self.tr("Figures"))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._row.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
        self._row.setSpacing(theme.px(12))
        self.setFixedHeight(theme.px(_HEIGHT))

    def show_figures(self, figures: StatusFigures) -> None:
        """Show other figures."""
        if figures == self._figures:
            return
        self._figures = figures
        self._bar.show_share(self._share(), self._context_colour("border_control"))
        self._context.setText(self._context_text())
        self._context.set_colour(self._context_colour("text_3"))
        self._next.setText(self.tr("next {0}").format(figures.next_cost))
        self._rate.setText(figures.rate)
        self._first_token.setText(self.tr("{0} to first token").format(figures.first_token))
        self._cost.setText(self.tr("{0} so far").format(figures.cost))
        self._balance.setText(self.tr("{0} left").format(figures.balance.left))
        self._balance.set_colour("warning" if figures.balance.is_low else "text_3")
        set_plain_tooltip(self._balance, figures.balance.note)
        self.setAccessibleDescription(self._spoken())
        self._choose_shown()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_shown()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def _share(self) -> float | None:
        limit = self._figures.context_limit
        return self._figures.context_tokens / limit if limit else None

    def _context_text(self) -> str:
        count = count_text(self._figures.context_tokens)
        if self._figures.is_estimate:
            count = f"≈ {count}"
        limit = self._figures.context_limit
        if limit is None:
            return self.tr("{0} tokens").format(count)
        return self.tr("{0} of {1} tokens").format(count, count_text(limit))

    def _context_colour(self, calm: str) -> str:
        share = self._share() or 0
        return "danger" if share > 1 else "warning" if share > _NEARLY_FULL else calm

    def _spoken(self) -> str:
        figures = self._figures
        parts = [self._context.text()]
        parts += [self._next.text()] if figures.next_cost else []
        parts += [self._cost.text()] if figures.cost else []
        parts += [self._balance.text()] if figures.balance.left else []
        return ", ".join(parts)

    def _choose_shown(self) -> None:
        """Show what there is, and take away the least needed until the rest fits."""
        figures = self._figures
        wanted = {
            self._bar: figures.context_limit is not None,
            self._context: True,
            self._balance: bool(figures.balance.left),
            self._cost: bool(figures.cost),
            self._rate: bool(figures.rate),
            self._dot: figures.is_answering,
            self._first_token: bool(figures.first_token),
            self._next: bool(figures.next_cost),
        }
        room = self.width() - 2 * self._row.contentsMargins().left()
        for widget, is_wanted in wanted.items():
            needed = widget.sizeHint().width() + self._row.spacing()
            is_shown = is_wanted and (needed <= room or widget is self._context)
            widget.setVisible(is_shown)
            room -= needed if is_shown else 0


def _caption(theme: Theme) -> Label:
    return Label(theme, "", TextStyle.CAPTION, "text_3")


class _Dot(QWidget):
    """The sign that the figures beside it are live."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedSize(theme.px(6), theme.px(6))

    @override
    def sizeHint(self) -> QSize:
        return self.size()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        painter.drawEllipse(self.rect())
