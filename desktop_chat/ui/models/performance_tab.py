"""How soon and how fast a model answers: what the router measured, and one's own answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.core.figures import count_text
from desktop_chat.core.measured_requests import MeasuredRequest, OwnSpeed, own_speeds
from desktop_chat.core.model_terms import Term
from desktop_chat.core.offerings import Offering, Percentiles
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import UsageError
from desktop_chat.ui.models.figure_text import latency_text, speed_text, term_text
from desktop_chat.ui.models.history_chart import HistoryChart
from desktop_chat.ui.models.spread_chart import Spread, SpreadChart
from desktop_chat.ui.models.tab import Heading, Loaded, Tab
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import Label, TextStyle

OWN_DAYS = 90
_DAY_US = 86_400_000_000
_ALL = "\n"  # no provider is called so


class PerformanceTab(Tab):
    """Percentiles by provider, and the history of one's own answers."""

    def __init__(self, theme: Theme, subject: ModelSubject, parent: QWidget | None = None) -> None:
        super().__init__(theme, subject, parent)
        self.latency = SpreadChart(theme, self.tr("Time to first token"), latency_text)
        self.speed = SpreadChart(theme, self.tr("Tokens per second"), speed_text)
        self.latency_history = HistoryChart(
            theme, self.tr("Your times to first token"), latency_text
        )
        self.speed_history = HistoryChart(theme, self.tr("Your tokens per second"), speed_text)
        self.provider = ChoiceBox(theme, self.tr("Provider"), is_dense=True)
        self.provider.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.no_history = Label(theme, "", TextStyle.SMALL, "text_2")
        self._titles: list[Heading] = []
        self._history_titles: list[Label] = []
        self._requests: list[MeasuredRequest] = []
        self._build()

    @override
    async def load(self, *, is_fresh: bool) -> Loaded:
        services = self.subject.services
        since_us = max(0, services.clock() - OWN_DAYS * _DAY_US)
        self._requests = await self.subject.own_requests(since_us=since_us)
        own = own_speeds(self._requests)
        self._show((), own)
        self._offer_providers(own)
        self._show_history()
        try:
            found = await services.models.offerings(
                self.subject.endpoint, self.subject.model_id, is_fresh=is_fresh
            )
        except UsageError:
            return Loaded(remark=self.tr("Only your own answers: this endpoint measures none."))
        self._show(found.value, own)
        is_told = any(each.latency_s or each.throughput for each in found.value)
        told = "" if is_told else self.tr("The router tells its measures only to who brings a key.")
        return Loaded(found.fetched_us, found.failure, told)

    def _build(self) -> None:
        more = self.tr("the last 30 minutes; yours of {0} days").format(OWN_DAYS)
        for title, chart in (
            (self.tr("Time to first token"), self.latency),
            (term_text(Term.THROUGHPUT), self.speed),
        ):
            self._titles.append(self.add_heading(title, more))
            self.column.addWidget(chart)
        self.legend = Label(
            self.theme,
            self.tr(
                "The mark is what half of the requests did not pass, the band ends at 90 of 100, "
                "the line at 99. Filled: what the router measured. Hollow: your own answers."
            ),
            TextStyle.CAPTION,
            "text_2",
        )
        self.legend.setWordWrap(True)
        self.column.addWidget(self.legend)
        self.add_heading(self.tr("Your answers over time"), self.tr("from your archive"))
        self.column.addWidget(self.no_history)
        line = QHBoxLayout()
        line.addWidget(self.provider)
        line.addStretch(1)
        self.column.addLayout(line)
        self.provider.currentIndexChanged.connect(lambda _: self._show_history())
        for name, chart in (
            (self.tr("Time to first token"), self.latency_history),
            (self.tr("Tokens per second"), self.speed_history),
        ):
            title = Label(self.theme, name, TextStyle.CAPTION, "text_2")
            self._history_titles.append(title)
            self.column.addWidget(title)
            self.column.addWidget(chart)
        self.add_note(self.tr("The router documents no history of its measures, so none is shown."))
        self.column.addStretch(1)

    def _show(self, offers: Sequence[Offering], own: Sequence[OwnSpeed]) -> None:
        self.latency.show_spreads(
            self._spreads(offers, own, lambda each: each.latency_s, lambda each: each.latency_s)
        )
        self.speed.show_spreads(
            self._spreads(offers, own, lambda each: each.throughput, lambda each: each.throughput)
        )
        for title, chart in zip(self._titles, (self.latency, self.speed), strict=True):
            title.setVisible(bool(chart.spreads))
        self.legend.setVisible(bool(self.latency.spreads or self.speed.spreads))

    def _spreads(
        self,
        offers: Sequence[Offering],
        own: Sequence[OwnSpeed],
        told: Callable[[Offering], Percentiles | None],
        measured: Callable[[OwnSpeed], Percentiles | None],
    ) -> list[Spread]:
        """Return what the router measured of each provider, and below it what the user did."""
        own_by_name = {each.provider.casefold(): each for each in own}
        spreads: list[Spread] = []
        for offer in offers:
            name = plain_line(offer.provider_name or offer.tag)
            found = told(offer)
            if found is not None:
                spreads.append(Spread(name, found))
            mine = own_by_name.pop(offer.provider_name.casefold(), None)
            if mine is not None:
                spreads += self._own_spread(mine, measured, "" if found is not None else name)
        for mine in own_by_name.values():
            name = plain_line(mine.provider) or self.tr("No provider named")
            spreads += self._own_spread(mine, measured, name)
        return spreads

    def _own_spread(
        self, mine: OwnSpeed, measured: Callable[[OwnSpeed], Percentiles | None], name: str
    ) -> list[Spread]:
        found = measured(mine)
        if found is None:
            return []
        many = self.tr("yours, {0} answers").format(count_text(mine.answers))
        yours = self.tr("yours, 1 answer") if mine.answers == 1 else many
        label = self.tr("{0}, {1}").format(name, yours) if name else yours
        return [Spread(label, found, is_own=True)]

    def _offer_providers(self, own: Sequence[OwnSpeed]) -> None:
        chosen = self.provider.currentData()
        self.provider.blockSignals(True)
        self.provider.clear()
        self.provider.addItem(self.tr("All providers"), _ALL)
        for each in own:
            name = plain_line(each.provider) or self.tr("No provider named")
            self.provider.addItem(name, each.provider)
        self.provider.setCurrentIndex(max(0, self.provider.findData(chosen)))
        self.provider.blockSignals(False)
        self.provider.setVisible(len(own) > 1)

    def _show_history(self) -> None:
        chosen = self.provider.currentData()
        shown = [each for each in self._requests if chosen in (_ALL, each.spent.provider)]
        charts = (
            (self.latency_history, lambda each: each.first_token_s),
            (self.speed_history, lambda each: each.tokens_per_s),
        )
        for title, (chart, figure) in zip(self._history_titles, charts, strict=True):
            chart.show_points(
                [(each.spent.sent_us, f) for each in shown if (f := figure(each)) is not None]
            )
            title.setVisible(bool(chart.points))
        has_any = bool(self.latency_history.points or self.speed_history.points)
        self.no_history.setVisible(not has_any)
        words = self.tr("No answer of this model was measured in the last {0} days.")
        self.no_history.setText(words.format(OWN_DAYS))
