"""The sums of usage, each large with what it is above it, and what must be known about them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.spending import SpentShare
from desktop_chat.ui.models.usage_table import sum_text
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle


class UsageSums(QWidget):
    """Cost, requests and tokens together.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = (
            self.tr("Cost"),
            self.tr("Requests"),
            self.tr("Input tokens"),
            self.tr("Output tokens"),
        )
        self._figures = [Label(theme, "", TextStyle.DISPLAY) for _ in self._titles]
        self.note = Label(theme, "", TextStyle.SMALL, "text_2")
        self.note.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(32))
        for title, figure in zip(self._titles, self._figures, strict=True):
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(Label(theme, title, TextStyle.LABEL, "text_2"))
            pair.addWidget(figure)
            row.addLayout(pair)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(row)
        column.addWidget(self.note)

    @property
    def texts(self) -> tuple[str, ...]:
        """The figures that are shown."""
        return tuple(figure.text() for figure in self._figures)

    def show_total(self, total: SpentShare, more: str) -> None:
        """Show what was used; `more` is a sentence behind what the figures need, or ""."""
        counts = (total.total.requests, total.prompt_tokens, total.completion_tokens)
        texts = (sum_text(total.total), *map(count_text, counts))
        for title, figure, text in zip(self._titles, self._figures, texts, strict=True):
            figure.setText(text)
            figure.setAccessibleName(f"{title}: {text}")
        note = " ".join(part for part in (*self._needed(total), more) if part)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _needed(self, total: SpentShare) -> tuple[str, str]:
        estimated, unpriced = total.total.estimated_usd, total.total.unpriced
        words = self.tr("{0} of the cost is an estimate (≈), pale in the bars.")
        without = self.tr("Requests whose cost is unknown, and in no sum: {0}.")
        return (
            words.format(cost_text(estimated)) if estimated else "",
            without.format(count_text(unpriced)) if unpriced else "",
        )
