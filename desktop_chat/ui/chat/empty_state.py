"""What a new conversation shows: a question, who answers, and four beginnings for the composer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import small_font, ui_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle

_CARD = QSize(236, 64)
_GAP = 8


@dataclass(frozen=True, slots=True)
class Starter:
    """One beginning: what its card says, and what it writes into the composer."""

    title: str
    detail: str
    prompt: str


class EmptyState(QWidget):
    """Heading, model line and cards, a little above the middle.

    Args:
        theme: The colours and sizes at first.
    """

    starter_chosen = Signal(str)
    """The text that the composer is to hold."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = Label(theme, self.tr("What are we making?"), TextStyle.DISPLAY)
        self._model = Label(theme, "", TextStyle.BODY, "text_2")
        self._cards = [StarterCard(theme) for _ in range(4)]
        self._grid = QGridLayout()
        for card in self._cards:
            card.clicked.connect(self._choose)
        self._column = QVBoxLayout(self)
        self._column.addStretch(38)
        for label in (self._heading, self._model):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            self._column.addWidget(label)
        self._column.addSpacing(16)
        self._column.addLayout(self._grid)
        self._column.addStretch(62)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self._grid.setSpacing(theme.px(_GAP))
        self._column.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        self._column.setSpacing(theme.px(8))
        self._place_cards()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_cards()

    @override
    def minimumSizeHint(self) -> QSize:
        margins = self._column.contentsMargins()
        return QSize(margins.left() + margins.right() + self._cards[0].minimumSizeHint().width(), 0)

    def show_model(self, text: str, *, is_practice: bool) -> None:
        """Say who answers, and offer beginnings that suit it."""
        self._model.setText(text)
        beginnings = self._practice_starters() if is_practice else self._starters()
        for card, starter in zip(self._cards, beginnings, strict=True):
            card.show_starter(starter)

    def _starters(self) -> tuple[Starter, ...]:
        return (
            Starter(
                self.tr("Tighten this text"),
                self.tr("Cut a third, keep my voice"),
                self.tr("Cut this text by a third and keep my voice:\n\n"),
            ),
            Starter(
                self.tr("Explain the error"),
                self.tr("Paste a traceback"),
                self.tr("Explain this error and how to mend it:\n\n"),
            ),
            Starter(
                self.tr("Compare two options"),
                self.tr("A table, then a choice"),
                self.tr("Compare these two options in a table, then choose one:\n\n"),
            ),
            Starter(
                self.tr("Translate a letter"),
                self.tr("Formal German, keep layout"),
                self.tr("Translate this letter into formal German and keep its layout:\n\n"),
            ),
        )

    def _practice_starters(self) -> tuple[Starter, ...]:
        """Return beginnings that show what parameters do; the practice model does nothing else."""
        return (
            Starter(
                self.tr("What does temperature do?"),
                self.tr("Ask at 0, then at 2"),
                self.tr("What does temperature do?"),
            ),
            Starter(
                self.tr("Tell me a story"),
                self.tr("Set a seed and repeat it"),
                self.tr("Tell me a story about the sea."),
            ),
            Starter(
                self.tr("How does top p choose?"),
                self.tr("Watch the request preview"),
                self.tr("How does top p choose the next token?"),
            ),
            Starter(
                self.tr("Another language"),
                self.tr("It knows a little of twelve"),
                self.tr("Écris quelques phrases en français."),
            ),
        )

    def _place_cards(self) -> None:
        """Lay the cards out in two columns or one, and leave out those that have no room."""
        px = self._theme.px
        sides = self._column.contentsMargins()
        width = self.width() - sides.left() - sides.right()
        columns = 2 if width >= px(2 * _CARD.width() + _GAP) else 1
        words = (self._heading, self._model)
        taken = sum(label.heightForWidth(width) + self._column.spacing() for label in words)
        rows = max(0, self.height() - taken - px(16 + _GAP)) // px(_CARD.height() + _GAP)
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // columns, number % columns)
            card.setVisible(number // columns < rows)

    def _choose(self) -> None:
        card = self.sender()
        if isinstance(card, StarterCard):
            self.starter_chosen.emit(card.prompt)


class StarterCard(QAbstractButton):
    """A card of two lines that writes a text into the composer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._detail = ""
        self.prompt = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_starter(self, starter: Starter) -> None:
        """Show another beginning."""
        self.setText(starter.title)
        self.setAccessibleDescription(starter.detail)
        self._detail = starter.detail
        self.prompt = starter.prompt
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_CARD.width()), self._theme.px(_CARD.height()))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_CARD.width() // 2), self._theme.px(_CARD.height()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self.hasFocus()
        width = theme.focus_px if has_focus else 1
        painter.setPen(QPen(QColor(theme.focus if has_focus else theme.border), width))
        is_lit = self.underMouse() or self.isDown()
        painter.setBrush(QColor(theme.bg_hover if is_lit else theme.bg_content))
        half = width / 2
        frame = self.rect().toRectF().adjusted(half, half, -half, -half)
        painter.drawRoundedRect(frame, px(10), px(10))
        inner = self.rect().adjusted(px(14), px(11), -px(14), -px(11))
        leading = Qt.AlignmentFlag.AlignLeading
        title = ui_font(theme)
        title.setWeight(title.Weight.Medium)
        painter.setFont(title)
        painter.setPen(QColor(theme.text))
        painter.drawText(
            inner,
            int(leading | Qt.AlignmentFlag.AlignTop),
            self._cut(painter, self.text(), inner.width()),
        )
        painter.setFont(small_font(theme))
        painter.setPen(QColor(theme.text_2))
        painter.drawText(
            inner,
            int(leading | Qt.AlignmentFlag.AlignBottom),
            self._cut(painter, self._detail, inner.width()),
        )

    @staticmethod
    def _cut(painter: QPainter, text: str, width: int) -> str:
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
