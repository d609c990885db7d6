"""What a preset would send beside what the conversation sends now, as far as they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop_chat.core.fields import short_text
from desktop_chat.core.layers import Layers, differences
from desktop_chat.core.preset import Preset
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.panels.value_text import value_text
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn

_SIZE = QSize(560, 420)
_LONGEST_VALUE = 400


class PresetComparison(Dialog):
    """Two columns with the differences; the preset of the first can be chosen, and be taken.

    Args:
        theme: The colours and sizes.
        presets: Those that can be compared, at least one.
        current: The id of the one that comes first.
        layers_with: Gives the layers of a conversation that had a preset and nothing of its own.
        now: What the conversation sends, and its own system prompt.
    """

    preset_chosen = Signal(str)
    """The preset of the first column is to be the conversation's, by its id."""

    def __init__(
        self,
        theme: Theme,
        presets: Sequence[Preset],
        current: str,
        layers_with: Callable[[Preset], Layers],
        now: tuple[Layers, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, self.tr("Compare presets"), parent)
        self._theme = theme
        self._presets = presets
        self._layers_with = layers_with
        self._now, self._own_prompt = now
        self.box = ChoiceBox(theme, self.tr("Preset to compare"))
        for each in presets:
            self.box.addItem(each.name, each.id)
        self.box.setCurrentIndex(max(0, self.box.findData(current)))
        self.box.currentIndexChanged.connect(lambda _: self._compare())
        self._scroll = ScrollColumn(self)
        self._table: QWidget | None = None
        self.use_button = TextButton(theme, self.tr("Use this preset"))
        self.use_button.clicked.connect(self._use)
        self._lay_out(theme)
        self._compare()
        self.take_size(_SIZE * theme.scale)

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """What is shown: parameter, in the preset, now."""
        layers = self._layers_with(self._preset)
        rows = [
            (parameter.title, self._words(here), self._words(there))
            for parameter, here, there in differences(layers, self._now)
        ]
        here, there = layers.system_prompt(""), self._now.system_prompt(self._own_prompt)
        if here != there:
            words = self._prompt_words
            rows.append((self.tr("System prompt"), words(here), words(there)))
        return rows

    @property
    def _preset(self) -> Preset:
        return self._presets[self.box.currentIndex()]

    @property
    def _unset(self) -> str:
        return self.tr("not sent")

    def _words(self, value: Any) -> str:
        return self._unset if value is None else value_text(value, _LONGEST_VALUE)

    def _prompt_words(self, prompt: str) -> str:
        return short_text(prompt, _LONGEST_VALUE) if prompt else self._unset

    def _lay_out(self, theme: Theme) -> None:
        heads = QHBoxLayout()
        heads.setSpacing(theme.px(12))
        heads.addWidget(Label(theme, self.tr("Preset"), TextStyle.LABEL, "text_2"))
        heads.addWidget(self.box, 1)
        self.content.addLayout(heads)
        self.content.addWidget(self._scroll, 1)
        close = TextButton(theme, self.tr("Close"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(self.use_button)
        foot.addWidget(close)
        self.content.addLayout(foot)

    def _compare(self) -> None:
        if self._table is not None:
            self._scroll.column.takeAt(0)
            self._table.deleteLater()
        self._table = QWidget(self._scroll.content)
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, self._theme.px(8), self._theme.px(12), 0)
        grid.setHorizontalSpacing(self._theme.px(16))
        grid.setVerticalSpacing(self._theme.px(8))
        for column, share in enumerate((2, 3, 3)):
            grid.setColumnStretch(column, share)
        rows = self.rows
        if rows:
            heads = (self.tr("Parameter"), self._preset.name, self.tr("This chat now"))
            self._add(grid, 0, heads, is_head=True)
        else:
            same = Label(self._theme, self.tr("There is no difference."), colour="text_2")
            grid.addWidget(same, 0, 0, 1, 3)
        for number, row in enumerate(rows, start=1):
            self._add(grid, number, row)
        grid.setRowStretch(len(rows) + 1, 1)
        self._scroll.column.insertWidget(0, self._table, 1)

    def _add(
        self, grid: QGridLayout, number: int, texts: tuple[str, ...], *, is_head: bool = False
    ) -> None:
        for column, text in enumerate(texts):
            is_quiet = text == self._unset or column == 0
            colour = "text_2" if is_quiet or is_head else "text"
            style = TextStyle.HEADING if is_head else TextStyle.SMALL
            label = Label(self._theme, text, style, colour, self._table)
            label.setWordWrap(True)
            if not is_head:
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, number, column, Qt.AlignmentFlag.AlignTop)

    def _use(self) -> None:
        self.preset_chosen.emit(self._preset.id)
        self.accept()
