"""Two cells beside each other, word by word; which two is chosen above the texts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.diff_view import DiffView
from desktop_chat.ui.widgets.labels import Label, TextStyle

_SIZE = QSize(900, 620)
_LONGEST = 100_000
"""Characters of each text that are compared: more would hold the window up."""


class DiffDialog(Dialog):
    """Compares the answers of two cells.

    Args:
        theme: The colours and sizes.
        names: What each cell is called, by its index.
        text_of: Returns the answer of a cell as far as it is in memory.
        want: Has an answer come into memory.
        before, after: The cells that are compared at first.
    """

    def __init__(
        self,
        theme: Theme,
        names: dict[int, str],
        text_of: Callable[[int], str],
        want: Callable[[tuple[int, ...]], None],
        before: int,
        after: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Compare two cells"))
        self._text_of = text_of
        self._want = want
        self.before = ChoiceBox(theme, self.tr("First cell"))
        self.after = ChoiceBox(theme, self.tr("Second cell"))
        for box, chosen in ((self.before, before), (self.after, after)):
            for index, name in names.items():
                box.addItem(name, index)
            box.setCurrentIndex(box.findData(chosen))
        self.view = DiffView(theme)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.before, 1)
        head.addWidget(Label(theme, "→", TextStyle.BODY, "text_2"))
        head.addWidget(self.after, 1)
        self.content.addLayout(head)
        self.content.addWidget(self.view, 1)
        for box in (self.before, self.after):
            box.currentIndexChanged.connect(lambda _: self.show_cells())
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self.show_cells()

    @property
    def cells(self) -> tuple[int, int]:
        """The cells that are compared."""
        return int(self.before.currentData()), int(self.after.currentData())

    def show_cells(self) -> None:
        """Compare what is known of both now."""
        self._want(self.cells)
        first, second = (self._text_of(index)[:_LONGEST] for index in self.cells)
        self.view.set_titles(self.before.currentText(), self.after.currentText())
        self.view.set_texts(first, second)
