"""The chosen cell at the side: its answer, its measures, its assertions, the other seeds.

It shows plain values and reports which seed was chosen; it knows no experiment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_chat.ui.experiment.cell_text import begins_at_right, laid_out
from desktop_chat.ui.theme.fonts import caption_font, message_font, small_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle

SHOWN_CHARACTERS = 1_200
"""More of an answer is read in its own window."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One measure: its title, its value, how far it spreads ("± 0.04" or "")."""

    title: str
    value: str
    spread: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One assertion: what it asks, how many answers fulfil it, whether all do; None: not yet."""

    title: str
    count: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class OtherSeed:
    """Another answer of the place."""

    cell_index: int
    title: str
    figure: str
    text: str


@dataclass(frozen=True, slots=True)
class CellDetails:
    """All that is shown of the chosen cell.

    Attributes:
        title: What the place is called.
        seed: "seed 41", "".
        text: The answer, or what went wrong.
        is_cut: Whether there is more of the text.
        is_failed: Whether `text` tells a failure.
        note: "Queued", "Stopped", "" for an answer that has ended.
    """

    title: str = ""
    seed: str = ""
    text: str = ""
    is_cut: bool = False
    is_failed: bool = False
    note: str = ""
    facts: tuple[Fact, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    others: tuple[OtherSeed, ...] = ()


class CellCard(QWidget):
    """Shows one cell.

    Args:
        theme: The colours and sizes at first.
    """

    other_chosen = Signal(int)
    """The user chose another seed's answer, by its cell."""
    whole_wanted = Signal()
    """The user wants to read the whole answer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._details = CellDetails()
        self._title = ElidedLabel(theme, "", TextStyle.LABEL, parent=self)
        self._seed = Label(theme, "", TextStyle.CAPTION, "text_2", self)
        self._note = Label(theme, "", TextStyle.CAPTION, "text_2", self)
        self._text = _AnswerLabel(theme, "", TextStyle.BODY, parent=self)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setAccessibleName(self.tr("Answer"))
        self._whole = TextButton(
            theme, self.tr("Read the whole answer"), ButtonKind.LINK, is_dense=True, parent=self
        )
        self._whole.clicked.connect(self.whole_wanted)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._seed)
        self._facts = QWidget(self)
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._fact_widgets: list[QWidget] = []
        self._others: list[_SeedButton] = []
        self._rules = (_rule(self), _rule(self))
        self._seeds = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._build()
        self.set_theme(theme)
        self._fill()

    def _build(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self._note)
        self._column.addWidget(self._text)
        self._column.addWidget(self._whole, 0, Qt.AlignmentFlag.AlignLeading)
        self._column.addWidget(self._rules[0])
        self._column.addWidget(self._facts)
        self._column.addWidget(self._rules[1])
        self._column.addLayout(self._seeds)
        self._column.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        """Take the fonts and sizes of a theme."""
        self._theme = theme
        self._text.setFont(message_font(theme))
        self._column.setSpacing(theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(6))
        self._seeds.setSpacing(theme.px(4))

    def show_details(self, details: CellDetails) -> None:
        """Show another cell, or another state of it."""
        if details != self._details:
            self._details = details
            self._fill()

    def _fill(self) -> None:
        details = self._details
        self._title.setText(details.title)
        self._seed.setText(details.seed)
        self._note.setText(details.note)
        self._note.setVisible(bool(details.note))
        if self._text.text() != details.text:
            self._text.setText(details.text)
        self._text.set_colour("danger" if details.is_failed else "text")
        self._text.setVisible(bool(details.text))
        self._whole.setVisible(details.is_cut)
        self._fill_facts()
        self._fill_others()
        self._rules[0].setVisible(bool(details.facts or details.judgements))
        self._rules[1].setVisible(bool(details.others))

    def _fill_facts(self) -> None:
        for widget in self._fact_widgets:
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._fact_widgets = []
        theme = self._theme
        row = 0
        for fact in self._details.facts:
            value = Label(theme, fact.value, TextStyle.SMALL)
            value.setAccessibleName(f"{fact.title}: {fact.value} {fact.spread}".strip())
            parts = [value]
            if fact.spread:
                parts.append(Label(theme, fact.spread, TextStyle.SMALL, "text_3"))
            self._add_fact(row, fact.title, parts)
            row += 1
        for judgement in self._details.judgements:
            sign = QLabel()
            colour, drawing = _SIGNS[judgement.holds]
            sign.setPixmap(pixmap(drawing, getattr(theme, colour), theme.px(14)))
            count = Label(theme, judgement.count, TextStyle.SMALL, colour)
            count.setAccessibleName(f"{judgement.title}: {judgement.count}")
            self._add_fact(row, judgement.title, (sign, count))
            row += 1

    def _add_fact(self, row: int, title: str, parts: Sequence[QWidget]) -> None:
        name = ElidedLabel(self._theme, title, TextStyle.SMALL, "text_2", self._facts)
        pair = QWidget(self._facts)
        line = QHBoxLayout(pair)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._theme.px(6))
        for part in parts:
            line.addWidget(part)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(pair, row, 1, Qt.AlignmentFlag.AlignTrailing)
        self._fact_widgets += [name, pair]

    def _fill_others(self) -> None:
        while len(self._others) > len(self._details.others):
            button = self._others.pop()
            self._seeds.removeWidget(button)
            button.deleteLater()
        while len(self._others) < len(self._details.others):
            button = _SeedButton(self._theme, self)
            button.clicked.connect(lambda _=False, button=button: self._choose(button))
            self._others.append(button)
            self._seeds.addWidget(button)
        for button, other in zip(self._others, self._details.others, strict=True):
            button.show_seed(other)

    def _choose(self, button: _SeedButton) -> None:
        self.other_chosen.emit(button.seed.cell_index)


_SIGNS = {
    True: ("success", "circle-check"),
    False: ("danger", "circle-alert"),
    None: ("text_3", "ellipsis"),
}


class _AnswerLabel(Label):
    """Shows a text that somebody else wrote: it begins where its own letters do."""

    @override
    def setText(self, text: str, /) -> None:
        super().setText(text)
        self._align()

    @override
    def _align(self) -> None:
        is_mirrored = begins_at_right(self.text())
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        vertical = self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
        QLabel.setAlignment(self, side | vertical | Qt.AlignmentFlag.AlignAbsolute)


class _SeedButton(QAbstractButton):
    """Another answer in two lines, with its seed and its figure above; a press shows it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.seed = OtherSeed(-1, "", "", "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_seed(self, seed: OtherSeed) -> None:
        """Show another answer."""
        if seed != self.seed:
            self.seed = seed
            self.setText(seed.title)
            self.setAccessibleName(f"{seed.title}: {seed.figure}, {seed.text}")
            self.update()

    @override
    def sizeHint(self) -> QSize:
        small = QFontMetrics(small_font(self._theme))
        caption = QFontMetrics(caption_font(self._theme))
        height = caption.height() + 2 * max(small.height(), self._theme.px(17))
        return QSize(self._theme.px(160), height + self._theme.px(8))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        if self.underMouse() or self.hasFocus():
            painter.setBrush(QColor(theme.bg_hover if self.underMouse() else theme.bg_window))
            pen = (
                QPen(QColor(theme.focus), theme.focus_px) if self.hasFocus() else Qt.PenStyle.NoPen
            )
            painter.setPen(pen)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(6), px(6))
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        begin, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if is_mirrored:
            begin, end = end, begin
        box = self.rect().adjusted(px(4), px(4), -px(4), -px(4))
        painter.setFont(caption_font(theme))
        painter.setPen(QColor(theme.text_2))
        absolute = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(box, int((begin | absolute).value), self.seed.title)
        painter.drawText(box, int((end | absolute).value), self.seed.figure)
        box.setTop(box.top() + painter.fontMetrics().height())
        font = small_font(theme)
        painter.setFont(font)
        height = max(QFontMetrics(font).height(), px(17))
        for line in laid_out(self.seed.text, box.width(), font, 2).lines:
            side = Qt.AlignmentFlag.AlignRight if line.is_mirrored else Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, int((side | absolute).value), line.text)
            box.setTop(box.top() + height)


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setProperty("kind", "rule")
    rule.setFixedHeight(1)
    return rule
