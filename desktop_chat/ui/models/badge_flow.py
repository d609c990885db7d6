"""Short words in frames, side by side: what a model takes, and what it does not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.flow_layout import FlowLayout
from desktop_chat.ui.widgets.labels import Label, TextStyle

_HEIGHT = 22


class BadgeFlow(QWidget):
    """Badges that go on in the next line where they do not fit.

    Args:
        theme: The colours and sizes.
        is_marked: Whether those that hold bear a check mark, and are in the code font.
    """

    def __init__(
        self, theme: Theme, *, is_marked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_marked = is_marked
        self._flow = FlowLayout(self, theme.px(6), is_pushed_to_end=False)
        self._labels: list[Label] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is shown."""
        return [label.text() for label in self._labels]

    def show_texts(self, texts: Sequence[tuple[str, bool]], end: str = "") -> None:
        """Show badges, each with whether it holds, and a remark after them, "" for none."""
        for label in self._labels:
            self._flow.removeWidget(label)
            label.deleteLater()
        self._labels = [self._badge(plain_line(text), holds=holds) for text, holds in texts]
        if texts and end:
            self._labels.append(Label(self._theme, end, TextStyle.CAPTION, "text_2", self))
        for label in self._labels:
            self._flow.addWidget(label)
        self.setVisible(bool(texts))

    def _badge(self, text: str, *, holds: bool) -> Label:
        mark = "✓ " if self._is_marked and holds else ""
        style = TextStyle.CODE if self._is_marked else TextStyle.SMALL
        label = Label(self._theme, f"{mark}{text}", style, "text" if holds else "text_3", self)
        label.setProperty("kind", "badge")
        label.setProperty("holds", holds)
        label.setMinimumHeight(self._theme.px(_HEIGHT))
        if self._is_marked:
            words = self.tr("{0}, supported") if holds else self.tr("{0}, not supported")
            label.setAccessibleName(words.format(text))
        return label
