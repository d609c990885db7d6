"""What requests of a given length cost: four numbers in, one amount out, always in step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.core.layers import ValueState
from desktop_chat.core.price_projection import OwnUse, batch_cost_usd
from desktop_chat.core.pricing import Pricing
from desktop_chat.ui.models.figure_text import money_text
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.value_field import NumberFormat, ValueField

_NUMBERS = NumberFormat(0, 1_000_000_000, 1, is_whole=True, groups_thousands=True)
_USUAL = {"requests": 100, "prompt": 1_000, "completion": 500, "cached": 0}
_FIELD_WIDTH = 104


class Calculator(QFrame):
    """Begins with the means of one's own use, where there is any.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values = dict(_USUAL)
        self._is_touched = False
        self._pricings: Sequence[tuple[str, Pricing]] = ()
        self.fields: dict[str, ValueField] = {}
        self.prices = ChoiceBox(theme, self.tr("Prices"), is_dense=True)
        self.prices.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.prices.currentIndexChanged.connect(self._count)
        self.result = Label(theme, "", TextStyle.TITLE)
        self.origin = Label(theme, "", TextStyle.CAPTION, "text_2")
        self.setProperty("kind", "card")
        self._build()

    def show_prices(self, pricings: Sequence[tuple[str, Pricing]], use: OwnUse) -> None:
        """Calculate with these prices, each with whose they are; a number that was typed stays."""
        chosen = max(0, self.prices.currentIndex())
        self._pricings = pricings
        self.prices.blockSignals(True)
        self.prices.clear()
        self.prices.addItems([name for name, _ in pricings])
        self.prices.setCurrentIndex(min(chosen, len(pricings) - 1))
        self.prices.blockSignals(False)
        if not self._is_touched:
            self._begin_with(use)
        self._count()

    def take(self, name: str, value: float) -> None:
        """Take a number that was typed."""
        self._is_touched = True
        self._values[name] = int(value)
        self.origin.setText("")
        self._write()
        self._count()

    def _build(self) -> None:
        px = self._theme.px
        titles = {
            "requests": self.tr("Requests"),
            "prompt": self.tr("Prompt tokens each"),
            "cached": self.tr("Of them from the cache"),
            "completion": self.tr("Answer tokens each"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        for column, (name, title) in enumerate(titles.items()):
            field = ValueField(self._theme, _NUMBERS, "0")
            field.setFixedWidth(px(_FIELD_WIDTH))
            field.setAccessibleName(title)
            field.value_chosen.connect(lambda value, _, name=name: self.take(name, value))
            field.unset_requested.connect(lambda name=name: self.take(name, 0))
            self.fields[name] = field
            grid.addWidget(Label(self._theme, title, TextStyle.CAPTION, "text_2"), 0, column)
            grid.addWidget(field, 1, column)
        grid.addWidget(Label(self._theme, self.tr("Prices"), TextStyle.CAPTION, "text_2"), 0, 4)
        grid.addWidget(self.prices, 1, 4)
        grid.setColumnStretch(5, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.result)
        foot.addWidget(self.origin, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(12))
        column.addLayout(grid)
        column.addLayout(foot)

    def _begin_with(self, use: OwnUse) -> None:
        if not use.spent.requests:
            self._values = dict(_USUAL)
            self.origin.setText("")
        else:
            self._values = {
                "requests": use.spent.requests,
                "prompt": use.mean(use.prompt_tokens),
                "completion": use.mean(use.completion_tokens),
                "cached": use.mean(use.cached_tokens),
            }
            self.origin.setText(
                self.tr("for as many requests as yours in that time, of their mean")
            )
        self._write()

    def _write(self) -> None:
        for name, field in self.fields.items():
            field.show_value(self._values[name], ValueState.SET)

    def _count(self) -> None:
        if not self._pricings:
            return
        _, pricing = self._pricings[max(0, self.prices.currentIndex())]
        values = self._values
        cost = batch_cost_usd(
            pricing, values["requests"], values["prompt"], values["completion"], values["cached"]
        )
        self.result.setText(money_text(cost))
