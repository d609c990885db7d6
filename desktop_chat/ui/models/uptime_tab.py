"""How reliably each provider answered: over five minutes, half an hour, a day, and as sampled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import shiboken6
from PySide6.QtWidgets import QCheckBox, QWidget
from typing_extensions import override

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.core.figures import count_text
from desktop_chat.core.offerings import Offering
from desktop_chat.core.unseen import plain_line
from desktop_chat.core.uptime_samples import UptimeSample, sampled_uptimes
from desktop_chat.settings.model_settings import ModelRef
from desktop_chat.ui.models.figure_table import FigureTable
from desktop_chat.ui.models.figure_text import day_text, uptime_text
from desktop_chat.ui.models.tab import Loaded, Tab
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme


class UptimeTab(Tab):
    """Uptimes by provider, the most reliable of the day first."""

    def __init__(self, theme: Theme, subject: ModelSubject, parent: QWidget | None = None) -> None:
        super().__init__(theme, subject, parent)
        self._names: dict[str, str] = {}
        self.table = FigureTable(theme, self.tr("Uptime"))
        self.add_heading(self.tr("Uptime"), self.tr("bars: the last 30 minutes"))
        self.column.addWidget(self.table)
        self.add_note(
            self.tr("These are the three spans that the router documents; it documents no history.")
        )
        self.add_heading(self.tr("Your own samples"), self.tr("the last 30 days; bars: the mean"))
        words = self.tr("Sample this model every five minutes while the program runs")
        self.sampling = QCheckBox(words)
        self.sampling.setChecked(self._ref in subject.services.shelf.sampled)
        self.sampling.toggled.connect(self._set_sampled)
        self.column.addWidget(self.sampling)
        self.samples = FigureTable(theme, self.tr("Your own samples"))
        self.column.addWidget(self.samples)
        self.column.addStretch(1)

    @property
    def _ref(self) -> ModelRef:
        return ModelRef(self.subject.endpoint.id, self.subject.model_id)

    def _set_sampled(self, is_sampled: bool) -> None:
        services, ref = self.subject.services, self._ref
        services.notices.attempt(
            lambda: services.shelf.set_sampled(ref.endpoint_id, ref.model_id, is_sampled=is_sampled)
        )
        start_for(self, services.tasks, "uptime", self._sample())

    async def _sample(self) -> None:
        """Take the first sample at once, and show it."""
        services = self.subject.services
        await services.uptime.take()
        samples = await services.uptime.samples(self.subject.endpoint, self.subject.model_id)
        if shiboken6.isValid(self):
            self._show_samples(samples)

    def _show_samples(self, samples: Sequence[UptimeSample]) -> None:
        found = sorted(sampled_uptimes(samples).values(), key=lambda each: -each.mean)
        titles = [
            self.tr("Provider"),
            "",
            self.tr("Mean"),
            self.tr("Lowest"),
            self.tr("Samples"),
            self.tr("Since"),
        ]
        rows = [
            [
                plain_line(self._names.get(each.tag, each.tag)),
                "",
                uptime_text(each.mean),
                uptime_text(each.lowest),
                count_text(each.count),
                _day(each.since_us),
            ]
            for each in found
        ]
        shares = [each.mean / 100 for each in found]
        self.samples.show_rows(titles, rows, texts=(5,), stretched=1, shares=shares)

    @override
    async def load(self, *, is_fresh: bool) -> Loaded:
        subject = self.subject
        found = await subject.services.models.offerings(
            subject.endpoint, subject.model_id, is_fresh=is_fresh
        )
        offers = sorted(found.value, key=lambda each: -(each.uptime_1d or -1.0))
        titles = [
            self.tr("Provider"),
            "",
            self.tr("5 minutes"),
            self.tr("30 minutes"),
            self.tr("1 day"),
            self.tr("Status"),
        ]
        self._names = {each.tag: each.provider_name or each.tag for each in offers}
        shares = [_share(each) for each in offers]
        rows = [self._row(each) for each in offers]
        samples = await subject.services.uptime.samples(subject.endpoint, subject.model_id)
        self.table.show_rows(titles, rows, texts=(5,), stretched=1, shares=shares)
        self._show_samples(samples)
        nobody = self.tr("Nobody offers this model now.")
        return Loaded(found.fetched_us, found.failure, "" if offers else nobody)

    def _row(self, offer: Offering) -> list[str]:
        spans = (offer.uptime_5m, offer.uptime_30m, offer.uptime_1d)
        told = (self.tr("not told") if each is None else uptime_text(each) for each in spans)
        name = plain_line(offer.provider_name or offer.tag)
        return [name, "", *told, self._status(offer.status)]

    def _status(self, status: int | None) -> str:
        if status is None:
            return self.tr("not told")
        if status == 0:
            return self.tr("normal")
        # The router documents 0 alone.
        return self.tr("not normal ({0})").format(status)


def _share(offer: Offering) -> float | None:
    return None if offer.uptime_30m is None else offer.uptime_30m / 100


def _day(moment_us: int) -> str:
    moment = datetime.fromtimestamp(moment_us / 1e6).astimezone()
    return day_text(moment.date().isoformat())
