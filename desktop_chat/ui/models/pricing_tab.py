"""What a model costs: every component under every circumstance, and what one's own use would."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.core.catalog import Model
from desktop_chat.core.measured_requests import MeasuredRequest
from desktop_chat.core.offerings import Offering
from desktop_chat.core.price_projection import OwnUse, Projection, own_use, projected
from desktop_chat.core.price_sheet import PriceLine, PriceSheet, price_sheet
from desktop_chat.core.pricing import Pricing
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError
from desktop_chat.ui.models.calculator import Calculator
from desktop_chat.ui.models.figure_table import FigureTable
from desktop_chat.ui.models.figure_text import (
    circumstance_text,
    component_text,
    isolated,
    money_text,
    price_text,
    unit_text,
)
from desktop_chat.ui.models.own_use_facts import PERIODS, period_title, since_us, use_facts
from desktop_chat.ui.models.tab import Loaded, Tab
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.labels import Label, TextStyle


class PricingTab(Tab):
    """Prices, what one's own use would have cost, and a calculator."""

    def __init__(self, theme: Theme, subject: ModelSubject, parent: QWidget | None = None) -> None:
        super().__init__(theme, subject, parent)
        self.prices = FigureTable(theme, self.tr("Prices"))
        self.unpriced = Label(theme, self.tr("The endpoint states no prices."), colour="text_2")
        self.discount = Label(theme, "", TextStyle.SMALL, "text_2")
        self.period = ChoiceBox(theme, self.tr("Period"), is_dense=True)
        self.use = FactList(theme)
        self.by_provider = FigureTable(theme, self.tr("What it would have cost, by provider"))
        self.calculator = Calculator(theme)
        self._offers: tuple[Offering, ...] = ()
        self._requests: list[MeasuredRequest] = []
        self._build()

    @override
    async def load(self, *, is_fresh: bool) -> Loaded:
        found = await self.subject.services.catalog.load(self.subject.endpoint)
        model = self.subject.model
        self._show_prices(model)
        await self._read_requests()
        failure: AppError | None = None
        library = self.subject.services.models
        try:
            offers = await library.offerings(
                self.subject.endpoint, self.subject.model_id, is_fresh=is_fresh
            )
        except AppError:
            self._offers = ()  # the prices of the list itself stay
        else:
            self._offers, failure = offers.value, offers.failure
        self._show_use()
        return Loaded(found.fetched_us, failure)

    def _build(self) -> None:
        self.add_heading(self.tr("Prices"), self.tr("in US dollars"))
        self.column.addWidget(self.prices)
        for label in (self.unpriced, self.discount):
            label.hide()
            self.column.addWidget(label)
        self.add_heading(self.tr("What your own use would have cost on this model"))
        for period in PERIODS:
            self.period.addItem(period_title(period), period)
        self.period.setCurrentIndex(1)
        self.period.currentIndexChanged.connect(lambda _: self.read(is_fresh=False))
        line = QHBoxLayout()
        words = self.tr("All requests to every model in")
        line.addWidget(Label(self.theme, words, TextStyle.SMALL, "text_2"))
        line.addWidget(self.period)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self.use)
        self.column.addSpacing(self.theme.px(4))
        self.column.addWidget(self.by_provider)
        self.note = self.add_note(
            self.tr(
                "By the tokens that were counted then: this model may count others, and answer at "
                "another length. Each request is priced by its own length and time of day."
            )
        )
        self.add_heading(self.tr("Calculator"))
        self.column.addWidget(self.calculator)
        self.column.addStretch(1)

    async def _read_requests(self) -> None:
        services = self.subject.services
        start_us = since_us(self.period.currentData(), services.clock())
        self._requests = await services.archive.measures.requests(since_us=start_us)

    def _show_prices(self, model: Model) -> None:
        sheet = price_sheet(model.pricing)
        self.prices.show_rows(
            [
                self.tr("Component"),
                self.tr("Unit"),
                self.tr("Price"),
                *(circumstance_text(each) for each in sheet.overrides),
            ],
            [_price_row(line, sheet) for line in sheet.lines],
            texts=(1,),
        )
        self.unpriced.setVisible(not sheet.lines)
        share = model.pricing.discount
        self.discount.setVisible(share > 0)
        words = self.tr("A discount of {0} is taken off already.")
        self.discount.setText(words.format(isolated(f"{(share * 100).normalize():f} %")))

    def _show_use(self) -> None:
        pricing = self.subject.model.pricing
        use = own_use(self._requests)
        found = projected(self._requests, pricing)
        self.use.set_rows(use_facts(use, found))
        self.note.setVisible(use.spent.requests > 0)
        offers = self._offers if use.spent.requests else ()
        costs = [projected(self._requests, each.pricing) for each in offers]
        most = max((float(each.cached_usd) for each in costs if each), default=0.0) or 1.0
        self.by_provider.show_rows(
            [
                self.tr("Provider"),
                "",
                self.tr("Without a cache"),
                self.tr("With the cache as then"),
                self.tr("Against what you paid"),
            ],
            [self._provider_row(*each, use) for each in zip(offers, costs, strict=True)],
            stretched=1,
            shares=[float(each.cached_usd) / most if each else None for each in costs],
        )
        self.calculator.show_prices(self._pricings(pricing), use)

    def _pricings(self, own: Pricing) -> list[tuple[str, Pricing]]:
        """Return the prices to calculate with, and whose they are: those of the list first."""
        named = [
            (plain_line(each.provider_name or each.tag), each.pricing) for each in self._offers
        ]
        return [(self.tr("As listed"), own), *named]

    def _provider_row(self, offer: Offering, found: Projection | None, use: OwnUse) -> list[str]:
        return [
            plain_line(offer.provider_name or offer.tag),
            "",
            money_text(found.uncached_usd if found else None),
            money_text(found.cached_usd if found else None),
            difference_text(found, use.spent.cost_usd),
        ]


def difference_text(found: Projection | None, paid_usd: Decimal) -> str:
    """Return by how much a cost is above or below what was paid; "" where that says nothing."""
    if found is None or not paid_usd:
        return ""
    change = (found.cached_usd / paid_usd - 1) * 100
    if abs(change) >= 1_000:
        return isolated(f"× {found.cached_usd / paid_usd:.0f}")
    return isolated(f"{change:+.0f} %")


def _price_row(line: PriceLine, sheet: PriceSheet) -> Sequence[str]:
    texts = [price_text(each, line.unit) for each in line.prices]
    # Where a circumstance changes nothing, what it leaves is shown.
    shown = [texts[0], *(text or texts[0] for text in texts[1 : len(sheet.overrides) + 1])]
    return [plain_line(component_text(line.name)), unit_text(line.unit), *shown]
