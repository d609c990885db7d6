"""All that is stated of one offering: limits, measures, parameters, and the provider's policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.core.figures import count_text
from desktop_chat.core.model_terms import Term
from desktop_chat.core.offerings import Offering, Percentiles, ProviderInfo, provider_of
from desktop_chat.core.price_sheet import price_sheet
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.links import is_allowed, open_link
from desktop_chat.ui.models.figure_text import (
    component_text,
    isolated,
    latency_text,
    price_text,
    speed_text,
    term_text,
    unit_text,
    uptime_text,
)
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip

_SHOWN_IN_TABLE = ("prompt", "completion")


class OfferingDetails(QWidget):
    """What the table has no column for.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.limits = FactList(theme)
        self.measures = FactList(theme)
        self.parameters = Label(theme, "", TextStyle.CODE, "text_2")
        self.links: list[TextButton] = []
        self._build()
        self.hide()

    def show_offering(self, offering: Offering | None, providers: Sequence[ProviderInfo]) -> None:
        """Show an offering; None: nothing.

        Args:
            offering: The one of the row that is chosen.
            providers: Among them the one that offers it, where the router lists it.
        """
        self.setVisible(offering is not None)
        if offering is None:
            return
        provider = provider_of(offering, providers)
        self.limits.set_rows(self._limit_facts(offering))
        self.measures.set_rows([*self._measure_facts(offering), *self._provider_facts(provider)])
        supported = offering.supported_parameters
        known = [name for name in PARAMETERS if name in supported]
        names = [*known, *sorted(supported.difference(known))]
        self.parameters.setText(plain_line("  ".join(names)) or self.tr("no parameters listed"))
        self._show_links(provider)

    def _build(self) -> None:
        px = self._theme.px
        self.parameters.setWordWrap(True)
        self.parameters.setAccessibleName(self.tr("Supported parameters"))
        sides = QGridLayout()
        sides.setHorizontalSpacing(px(32))
        for column, facts in enumerate((self.limits, self.measures)):
            sides.addWidget(facts, 0, column, Qt.AlignmentFlag.AlignTop)
            sides.setColumnStretch(column, 1)
        self._links = QHBoxLayout()
        self._links.setSpacing(px(12))
        self._links.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(8))
        column.addLayout(sides)
        column.addWidget(self.parameters)
        column.addLayout(self._links)

    def _limit_facts(self, offering: Offering) -> list[tuple[str, str]]:
        untold = self.tr("not stated")
        longest, prompt = offering.max_completion_tokens, offering.max_prompt_tokens
        facts = [
            (self.tr("Routing name"), isolated(plain_line(offering.tag))),
            (term_text(Term.MAX_OUTPUT), isolated(count_text(longest)) if longest else untold),
            (term_text(Term.MAX_PROMPT), isolated(count_text(prompt)) if prompt else untold),
        ]
        facts += [
            (
                plain_line(component_text(line.name)),
                f"{price_text(line.prices[0], line.unit)} {unit_text(line.unit)}",
            )
            for line in price_sheet(offering.pricing).lines
            if line.name not in _SHOWN_IN_TABLE and line.prices[0]
        ]
        if offering.has_implicit_caching is not None:
            does = self.tr("by itself") if offering.has_implicit_caching else self.tr("when asked")
            facts.append((self.tr("Prompt cache"), does))
        return facts

    def _measure_facts(self, offering: Offering) -> list[tuple[str, str]]:
        uptimes = (
            (self.tr("{0} in 5 minutes"), offering.uptime_5m),
            (self.tr("{0} in 30 minutes"), offering.uptime_30m),
            (self.tr("{0} in a day"), offering.uptime_1d),
        )
        told = [words.format(uptime_text(each)) for words, each in uptimes if each is not None]
        untold = self.tr("not told")
        return [
            (term_text(Term.UPTIME), ", ".join(told) or untold),
            (term_text(Term.FIRST_TOKEN), _steps(offering.latency_s, latency_text) or untold),
            (term_text(Term.THROUGHPUT), _steps(offering.throughput, speed_text) or untold),
        ]

    def _provider_facts(self, provider: ProviderInfo | None) -> list[tuple[str, str]]:
        if provider is None:
            return []
        stated = (
            (self.tr("Headquarters"), provider.headquarters),
            (self.tr("Data centres"), ", ".join(provider.datacenters)),
        )
        return [(name, plain_line(value)) for name, value in stated if value]

    def _show_links(self, provider: ProviderInfo | None) -> None:
        for link in self.links:
            self._links.removeWidget(link)
            link.deleteLater()
        addresses: list[tuple[str, str]] = []
        if provider is not None:
            addresses = [
                (self.tr("Privacy policy"), provider.privacy_policy_url),
                (self.tr("Terms of service"), provider.terms_url),
                (self.tr("Status page"), provider.status_url),
            ]
        self.links = [self._link(*each) for each in addresses if is_allowed(each[1])]
        for place, link in enumerate(self.links):
            self._links.insertWidget(place, link)

    def _link(self, words: str, address: str) -> TextButton:
        link = TextButton(self._theme, words, ButtonKind.LINK, is_dense=True)
        set_plain_tooltip(link, address)
        link.clicked.connect(lambda: open_link(address))
        return link


def _steps(found: Percentiles | None, text: Callable[[float], str]) -> str:
    """Return three percentiles in one line, "" where there are none."""
    if found is None:
        return ""
    steps = (("p50", found.p50), ("p90", found.p90), ("p99", found.p99))
    return ", ".join(isolated(f"{text(figure)} {name}") for name, figure in steps)
