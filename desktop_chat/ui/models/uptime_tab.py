"""How reliably each provider answered: over five minutes, half an hour, a day."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.core.offerings import Offering
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.figure_table import FigureTable
from desktop_chat.ui.models.figure_text import uptime_text
from desktop_chat.ui.models.tab import Loaded, Tab
from desktop_chat.ui.theme.tokens import Theme


class UptimeTab(Tab):
    """Uptimes by provider, the most reliable of the day first."""

    def __init__(self, theme: Theme, subject: ModelSubject, parent: QWidget | None = None) -> None:
        super().__init__(theme, subject, parent)
        self.table = FigureTable(theme, self.tr("Uptime"))
        self.add_heading(self.tr("Uptime"), self.tr("bars: the last 30 minutes"))
        self.column.addWidget(self.table)
        self.add_note(
            self.tr("These are the three spans that the router documents; it documents no history.")
        )
        self.column.addStretch(1)

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
        shares = [_share(each) for each in offers]
        rows = [self._row(each) for each in offers]
        self.table.show_rows(titles, rows, texts=(5,), stretched=1, shares=shares)
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
