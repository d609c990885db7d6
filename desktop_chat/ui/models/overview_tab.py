"""What a model is: prices, context, description, parameters, one's own use, facts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import count_text, magnitude_text
from desktop_chat.core.language_names import named_languages
from desktop_chat.core.model_activity import own_daily_tokens, week_standing
from desktop_chat.core.offerings import Offering
from desktop_chat.core.parameter_support import Support, parameter_supports, unknown_parameters
from desktop_chat.errors import AppError
from desktop_chat.ui.models import overview_facts
from desktop_chat.ui.models.badge_flow import BadgeFlow
from desktop_chat.ui.models.day_bars import DayBars
from desktop_chat.ui.models.figure_strip import FigureStrip
from desktop_chat.ui.models.overview_facts import Facts
from desktop_chat.ui.models.tab import Heading, Loaded, Tab
from desktop_chat.ui.models.variant_list import VariantList
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.labels import Label

OWN_DAYS = 28
_DAY_US = 86_400_000_000
_FACTS_WIDTH = 268
_BESIDE_FROM = 720
_NO_LIMIT = 16_777_215
_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class OverviewTab(Tab):
    """The first page of a model."""

    def __init__(self, theme: Theme, subject: ModelSubject, parent: QWidget | None = None) -> None:
        super().__init__(theme, subject, parent)
        self.stats = FigureStrip(theme, is_large=True)
        self.description = Label(theme, "")
        self.languages = BadgeFlow(theme)
        self.parameters = BadgeFlow(theme, is_marked=True)
        self.variants_title = Heading(theme, self.tr("Variants"))
        self.variants = VariantList(theme)
        self.use = FigureStrip(theme)
        self.use_days = DayBars(theme, self.tr("Tokens by day"), magnitude_text, is_small=True)
        self.facts = FactList(theme)
        self.now_title = Heading(theme, self.tr("Now"))
        self.now = FactList(theme)
        self._build()

    @override
    async def load(self, *, is_fresh: bool) -> Loaded:
        catalog, endpoint = self.subject.services.catalog, self.subject.endpoint
        found = await catalog.load(endpoint)
        failure: AppError | None = None
        if is_fresh or not found.models:
            try:
                found = await catalog.refresh(endpoint)
            except AppError as error:
                failure = error
        # What is here is shown before anybody is asked for more.
        self._show_model((), [])
        await self._show_use()
        offers = await self._offers(is_fresh=is_fresh)
        self._show_model(offers, await self._standing(is_fresh=is_fresh))
        remark = "" if self.subject.is_listed else self.tr("The list does not have this model.")
        return Loaded(found.fetched_us, failure, remark)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= self.theme.px(_BESIDE_FROM)
        way = QBoxLayout.Direction
        self._sides.setDirection(way.LeftToRight if is_wide else way.TopToBottom)
        width = self.theme.px(_FACTS_WIDTH)
        self._aside.setMinimumWidth(width if is_wide else 0)
        self._aside.setMaximumWidth(width if is_wide else _NO_LIMIT)

    def _build(self) -> None:
        theme = self.theme
        self.description.setWordWrap(True)
        self.description.setTextInteractionFlags(_SELECTABLE)
        main = QVBoxLayout()
        main.setSpacing(theme.px(12))
        main.addWidget(self.stats)
        main.addWidget(self.description)
        main.addWidget(self.languages)
        self._parameters_title = Heading(theme, self.tr("Supported parameters"))
        main.addWidget(self._parameters_title)
        main.addWidget(self.parameters)
        when = self.tr("last {0} days, from your archive").format(OWN_DAYS)
        main.addWidget(Heading(theme, self.tr("Your use"), when))
        self.use.add_end(self.use_days)
        main.addWidget(self.use)
        main.addWidget(self.variants_title)
        main.addWidget(self.variants)
        main.addStretch(1)
        self._aside = QWidget()
        aside = QVBoxLayout(self._aside)
        aside.setContentsMargins(0, 0, 0, 0)
        aside.setSpacing(theme.px(10))
        aside.addWidget(Heading(theme, self.tr("Facts")))
        aside.addWidget(self.facts)
        aside.addWidget(self.now_title)
        aside.addWidget(self.now)
        if self.subject.site_url:
            aside.addWidget(self.new_link(), 0, Qt.AlignmentFlag.AlignLeading)
        aside.addStretch(1)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(theme.px(32))
        self._sides.addLayout(main, 1)
        self._sides.addWidget(self._aside)
        self.column.addLayout(self._sides, 1)

    def _show_model(self, offers: Sequence[Offering], standing: Facts) -> None:
        model = self.subject.model
        self.stats.show_figures(overview_facts.head_figures(model))
        self.description.setText(model.description)
        self.description.setVisible(bool(model.description))
        named = named_languages(model.description)
        self.languages.show_texts([(n, True) for n in named], self.tr("named in the description"))
        self._show_parameters(model)
        self.variants.show_forms(self.subject.forms, self.subject.model_id)
        for widget in (self.variants_title, self.variants):
            widget.setVisible(bool(self.subject.forms))
        offered = overview_facts.offered_facts(offers)
        self.facts.set_rows([*overview_facts.stated_facts(model), *offered, *standing])
        now = overview_facts.present_facts(offers)
        self.now.set_rows(now)
        self.now_title.setVisible(bool(now))

    def _show_parameters(self, model: Model) -> None:
        if model.supported_parameters is None:
            self._parameters_title.end.setText(self.tr("the endpoint gives no list"))
            self.parameters.show_texts([])
            return
        found = parameter_supports(model)
        taken = [each.parameter.name for each in found if each.support is Support.YES]
        others = [each.parameter.name for each in found if each.support is Support.NO]
        counts = (count_text(len(taken)), count_text(len(taken) + len(others)))
        self._parameters_title.end.setText(self.tr("{0} of {1}").format(*counts))
        names = [(name, True) for name in (*taken, *unknown_parameters(model))]
        self.parameters.show_texts([*names, *((name, False) for name in others)])

    async def _show_use(self) -> None:
        now_us = self.subject.services.clock()
        since_us = max(0, now_us - OWN_DAYS * _DAY_US)
        requests = await self.subject.own_requests(since_us=since_us)
        self.use.show_figures(overview_facts.use_figures(requests))
        self.use_days.show_days(own_daily_tokens(requests, now_us, OWN_DAYS))

    async def _offers(self, *, is_fresh: bool) -> tuple[Offering, ...]:
        """Return who offers the model; nobody where that cannot be told: another tab says why."""
        library = self.subject.services.models
        try:
            found = await library.offerings(
                self.subject.endpoint, self.subject.model_id, is_fresh=is_fresh
            )
        except AppError:
            return ()
        return found.value

    async def _standing(self, *, is_fresh: bool) -> Facts:
        library, endpoint = self.subject.services.models, self.subject.endpoint
        try:
            found = await library.rankings(endpoint, is_fresh=is_fresh)
        except AppError:
            return []
        standing = week_standing(found.value.rows, self.subject.names)
        return overview_facts.standing_facts(standing)
