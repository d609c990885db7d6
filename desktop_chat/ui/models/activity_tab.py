"""How much a model is used: by everybody where that is told, by the account, by oneself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.app.model_library import RANKING_DAYS
from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.core.figures import count_text, magnitude_text
from desktop_chat.core.model_activity import (
    account_cost_usd,
    account_days,
    daily_tokens,
    own_daily_tokens,
)
from desktop_chat.core.price_projection import own_use
from desktop_chat.errors import AppError, KeyRejected, NoKey, Refused, UsageError
from desktop_chat.ui.models.day_bars import DayBars
from desktop_chat.ui.models.figure_text import isolated, money_text
from desktop_chat.ui.models.management_key import ManagementKeyPage
from desktop_chat.ui.models.tab import Loaded, Tab
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle

OWN_DAYS = 30
_DAY_US = 86_400_000_000


class ActivityTab(Tab):
    """Tokens by day, three times."""

    def __init__(self, theme: Theme, subject: ModelSubject, parent: QWidget | None = None) -> None:
        super().__init__(theme, subject, parent)
        self.everybody = DayBars(theme, self.tr("Tokens of everybody by day"), magnitude_text)
        self.own = DayBars(theme, self.tr("Your tokens by day"), magnitude_text)
        self.account = DayBars(theme, self.tr("Your account's tokens by day"), magnitude_text)
        self.no_everybody = self._remark()
        self.no_own = self._remark()
        self.no_account = self._remark()
        self.needs_key = ManagementKeyPage(theme, subject.services, subject.endpoint)
        self.needs_key.hide()
        self.needs_key.kept.connect(lambda: self.read(is_fresh=False))
        self._build()

    @override
    async def load(self, *, is_fresh: bool) -> Loaded:
        await self._show_own()
        found = await self._show_everybody(is_fresh=is_fresh)
        await self._show_account(is_fresh=is_fresh)
        return found

    def _remark(self) -> Label:
        label = Label(self.theme, "", TextStyle.SMALL, "text_2")
        label.setWordWrap(True)
        label.hide()
        return label

    def _build(self) -> None:
        words = self.tr("tokens by day, the last {0} days")
        self.everybody_title = self.add_heading(
            self.tr("Everybody on the router"), words.format(RANKING_DAYS)
        )
        self.column.addWidget(self.everybody)
        self.column.addWidget(self.no_everybody)
        self.citation = Label(self.theme, "", TextStyle.CAPTION, "text_2")
        self.column.addWidget(self.citation)
        self._own_title = self.add_heading(self.tr("You, from your archive"))
        self.column.addWidget(self.own)
        self.column.addWidget(self.no_own)
        self._account_title = self.add_heading(self.tr("Your account, as the router counts it"))
        self.column.addWidget(self.account)
        self.column.addWidget(self.no_account)
        self.column.addWidget(self.needs_key)
        self.column.addStretch(1)

    async def _show_own(self) -> None:
        now_us = self.subject.services.clock()
        since_us = max(0, now_us - OWN_DAYS * _DAY_US)
        requests = await self.subject.own_requests(since_us=since_us)
        self.own.show_days(own_daily_tokens(requests, now_us, OWN_DAYS))
        spent = own_use(requests).spent
        cost = money_text(spent.cost_usd, is_estimate=spent.estimated_usd > 0)
        words = self.tr("requests: {0}, {1}")
        text = words.format(isolated(count_text(spent.requests)), cost)
        self._own_title.end.setText(text if requests else "")
        self.no_own.setText(self.tr("You sent it nothing in the last {0} days.").format(OWN_DAYS))
        self.no_own.setVisible(not requests)

    async def _show_everybody(self, *, is_fresh: bool) -> Loaded:
        library, endpoint = self.subject.services.models, self.subject.endpoint
        try:
            found = await library.rankings(endpoint, is_fresh=is_fresh)
        except UsageError as error:
            self._say(self.no_everybody, error.text)
            return Loaded()
        except AppError as error:
            self._say(self.no_everybody, self.tr("It was not told yet."))
            return Loaded(failure=error)
        days = daily_tokens(found.value.rows, self.subject.names)
        self.everybody.show_days(days)
        self.citation.setText(found.value.source.citation)
        self.citation.setVisible(bool(days))
        missing = self.tr(
            "This model was not among the 50 that are told of on any of these days; more is not "
            "told."
        )
        self._say(self.no_everybody, "" if days else missing)
        return Loaded(found.fetched_us, found.failure)

    async def _show_account(self, *, is_fresh: bool) -> None:
        library, endpoint = self.subject.services.models, self.subject.endpoint
        self.account.show_days(())
        self._account_title.end.setText("")
        self._say(self.no_account, "")
        try:
            found = await library.activity(endpoint, is_fresh=is_fresh)
        except NoKey:
            self.needs_key.show()
            return
        except AppError as error:
            self._say(self.no_account, error.text)
            # Another key may be taken where this one is not.
            self.needs_key.setVisible(isinstance(error, KeyRejected | Refused))
            return
        self.needs_key.hide()
        names = self.subject.names
        days = account_days(found.value, names)
        self.account.show_days(days)
        cost = money_text(account_cost_usd(found.value, names))
        self._account_title.end.setText(cost if days else "")
        nothing = self.tr("The account used nothing of it in the last 30 days.")
        self._say(self.no_account, "" if days else nothing)

    def _say(self, label: Label, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))
