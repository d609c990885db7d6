"""The Tokens tab: what the tints mean, figures of the whole answer, its sentences, one place."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.token_report import TokenReport
from desktop_chat.core.figures import NARROW_SPACE
from desktop_chat.core.token_probabilities import Sentence, summary
from desktop_chat.core.unseen import in_own_direction
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.tokens.bars import FigureButton, FigureLine
from desktop_chat.ui.tokens.legend import CLASSES, TintLegend
from desktop_chat.ui.tokens.top_p_chart import TopPChart
from desktop_chat.ui.tokens.words import (
    probability_text,
    shown_token,
    spoken_token,
)
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn
from desktop_chat.ui.widgets.segmented import SegmentedControl

MOST_SENTENCES = 40
_FULL_BAR_BITS = 4.0
_FENCE = re.compile(r"^```.*$|^[ \t|:-]{3,}$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"\*\*|__|[*`]|^[ \t]*(?:[#>+-]+[ \t]|\|)|\|[ \t]*$", re.MULTILINE)
PROBABILITY, ENTROPY, OFF = "probability", "entropy", "off"


class TokensPanel(QWidget):
    """Shows what is known of one answer's tokens.

    Args:
        theme: The colours and sizes at first.
    """

    mode_chosen = Signal(str)
    """Another colouring is wanted: "probability", "entropy" or "off"."""
    token_wanted = Signal(int)
    """The reader wants to see the token of this index in the text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._report: TokenReport | None = None
        self._mode = PROBABILITY
        self._sentences: list[FigureButton] = []
        choices = (
            (PROBABILITY, self.tr("Probability")),
            (ENTROPY, self.tr("Entropy")),
            (OFF, self.tr("Off")),
        )
        self.switch = SegmentedControl(theme, self.tr("Colour by"), choices)
        self.legend = TintLegend(theme)
        self.perplexity = FigureLine(theme, self.tr("Perplexity"))
        self.entropy = FigureLine(theme, self.tr("Mean entropy"))
        self.share = FigureLine(theme, self.tr("First choice taken"))
        self.least = FigureButton(theme, self.tr("Least likely token"), "")
        self.place = Label(theme, "", TextStyle.LABEL)
        self.chart = TopPChart(theme)
        self.kept = Label(theme, "", TextStyle.CAPTION, "text_2")
        self.stored = Label(theme, "", TextStyle.CAPTION, "text_2")
        self.note = Label(theme, "", TextStyle.CAPTION, "text_2")
        self.heading = Label(theme, self.tr("Perplexity by sentence"), TextStyle.LABEL)
        self.left_out = Label(theme, "", TextStyle.CAPTION, "text_2")
        self._scroll = ScrollColumn(self)
        self._build()
        self.switch.chosen.connect(self.mode_chosen)
        self.set_theme(theme)

    def _build(self) -> None:
        for label in (self.note, self.left_out, self.kept):
            label.setWordWrap(True)
        self._head = QHBoxLayout()
        self._head.addWidget(Label(self._theme, self.tr("Colour by"), TextStyle.LABEL), 1)
        self._head.addWidget(self.switch)
        self._bars = QVBoxLayout()
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.kept, 1)
        self._foot.addWidget(self.stored)
        self._facts = QVBoxLayout()
        for line in (self.perplexity, self.entropy, self.share, self.least):
            self._facts.addWidget(line)
        self._place_parts = (self.place, self.chart, self.kept, self.stored)
        self._rules = [_rule() for _ in range(4)]
        column = self._scroll.column
        column.addLayout(self._head)
        column.addWidget(self.legend)
        column.addWidget(self._rules[0])
        column.addLayout(self._facts)
        column.addWidget(self._rules[1])
        column.addWidget(self.heading)
        column.addLayout(self._bars)
        column.addWidget(self.left_out)
        column.addWidget(self._rules[2])
        column.addWidget(self.place)
        column.addWidget(self.chart)
        column.addLayout(self._foot)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._rules[3])
        whole.addWidget(self.note)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        edge = theme.px(12)
        self._scroll.column.setContentsMargins(edge, edge, edge, edge)
        self._scroll.column.setSpacing(theme.px(12))
        self._bars.setSpacing(theme.px(10))
        self._facts.setSpacing(theme.px(7))
        self._head.setSpacing(theme.px(8))
        self.note.setContentsMargins(edge, theme.px(8), edge, theme.px(8))

    def set_mode(self, mode: str) -> None:
        """Show which colouring is on."""
        self._mode = mode
        self.switch.set_current(mode)
        self._show_legend()

    def show_report(self, report: TokenReport | None) -> None:
        """Show an answer's figures; None while they are read."""
        if report is self._report:
            return
        self._report = report
        self._show_legend()
        self._show_facts()
        self._show_sentences()
        self._show_note()

    def show_place(self, index: int | None, top_p: float) -> None:
        """Show the distribution at a token, and what a Top P from 0 to 1 would keep of it."""
        report = self._report
        token = report.tokens[index] if report is not None and index is not None else None
        has_place = token is not None and bool(token.alternatives)
        for part in (*self._place_parts, self._rules[2]):
            part.setVisible(has_place)
        if token is not None and has_place:
            word = in_own_direction(shown_token(token.data))
            self.place.setText(self.tr("What Top P would keep at {0}").format(word))
            self.kept.setText(self.chart.show_place(token, top_p))
            self.stored.setText(self.tr("{0} stored").format(len(token.outcomes)))

    def _show_legend(self) -> None:
        report = self._report
        is_entropy = self._mode == ENTROPY
        steps = b"" if report is None else report.probability_steps
        if report is not None and is_entropy:
            steps = report.entropy_steps
        meanings = self._entropies() if is_entropy else self._probabilities()
        self.legend.set_rows([(meanings[step], steps.count(step)) for step in range(CLASSES)])
        self.legend.setVisible(self._mode != OFF)

    def _probabilities(self) -> tuple[str, ...]:
        return (
            self.tr("0.80 and more"),
            self.tr("0.50 to 0.80"),
            self.tr("0.25 to 0.50"),
            self.tr("0.10 to 0.25"),
            self.tr("under 0.10"),
        )

    def _entropies(self) -> tuple[str, ...]:
        return (
            self.tr("under 0.5 bits"),
            self.tr("0.5 to 1 bit"),
            self.tr("1 to 2 bits"),
            self.tr("2 to 3 bits"),
            self.tr("3 bits and more"),
        )

    def _show_facts(self) -> None:
        figures = self._report.summary if self._report is not None else summary(())
        perplexity, entropy = figures.perplexity, figures.mean_entropy_bits
        share = figures.first_choice_share
        bits = self.tr("{0} bits")
        self.perplexity.set_value("" if perplexity is None else perplexity_text(perplexity))
        self.entropy.set_value("" if entropy is None else bits.format(f"{entropy:.2f}"))
        self.share.set_value("" if share is None else f"{share * 100:.0f}{NARROW_SPACE}%")
        self._show_least()

    def _show_least(self) -> None:
        report = self._report
        index = report.summary.least_likely if report is not None else None
        self._facts.removeWidget(self.least)
        self.least.deleteLater()
        if report is None or index is None:
            self.least = FigureButton(self._theme, self.tr("Least likely token"), "")
            self.least.hide()
        else:
            token = report.tokens[index]
            figure = probability_text(token.probability or 0.0)
            name = self.tr("Least likely token")
            word = in_own_direction(shown_token(token.data))
            self.least = FigureButton(self._theme, name, figure, code=word)
            self.least.setAccessibleName(f"{name}: {spoken_token(token.data)}, {figure}")
            self.least.clicked.connect(lambda: self.token_wanted.emit(index))
        self._facts.addWidget(self.least)

    def _show_sentences(self) -> None:
        for bar in self._sentences:
            self._bars.removeWidget(bar)
            bar.deleteLater()
        self._sentences = []
        report = self._report
        known = [] if report is None else [s for s in report.sentences if s.perplexity is not None]
        for sentence in least_likely_sentences(known):
            self._sentences.append(self._bar(sentence))
            self._bars.addWidget(self._sentences[-1])
        for part in (self.heading, self._rules[1]):
            part.setVisible(bool(known))
        is_cut = len(known) > MOST_SENTENCES
        self.left_out.setVisible(is_cut)
        cut = self.tr("The {0} least likely of {1} sentences.")
        self.left_out.setText(cut.format(MOST_SENTENCES, len(known)))

    def _bar(self, sentence: Sentence) -> FigureButton:
        perplexity = sentence.perplexity or 1.0
        words = read_aloud(sentence.text)
        figure = perplexity_text(perplexity)
        share = math.log2(perplexity) / _FULL_BAR_BITS
        bar = FigureButton(self._theme, words, figure, share=share)
        bar.setAccessibleName(self.tr("{0}: perplexity {1}").format(words, figure))
        bar.clicked.connect(lambda: self.token_wanted.emit(sentence.first))
        return bar

    def _show_note(self) -> None:
        report = self._report
        most = max((len(token.alternatives) for token in report.tokens), default=0) if report else 0
        text = self.tr("Stored with the answer: probabilities of its tokens.")
        if most:
            text = self.tr("Stored with the answer: top_logprobs {0}.").format(most)
        meaning = self.tr("Deeper colour and underline mean less likely.")
        if self._mode == ENTROPY:
            meaning = self.tr("Deeper colour and underline mean more open.")
        self.note.setText(f"{text} {meaning}")


def read_aloud(source: str) -> str:
    """Return a sentence's Markdown without the marks that are not read, on one line."""
    words = _MARKS.sub("", _LINK.sub(r"\1", _FENCE.sub("", source)))
    return " ".join(words.split()) or " ".join(source.split())


def perplexity_text(perplexity: float) -> str:
    """Return a perplexity: "2.3", "140"."""
    return f"{perplexity:.1f}" if perplexity < 100 else f"{perplexity:.0f}"


def least_likely_sentences(sentences: list[Sentence]) -> list[Sentence]:
    """Return at most MOST_SENTENCES of them, those of the greatest perplexity, in their order."""
    if len(sentences) <= MOST_SENTENCES:
        return sentences
    by_perplexity = sorted(sentences, key=lambda one: -(one.perplexity or 0.0))
    return sorted(by_perplexity[:MOST_SENTENCES], key=lambda one: one.first)


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("kind", "rule")
    rule.setFixedHeight(1)
    return rule
