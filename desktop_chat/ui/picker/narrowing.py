"""Which models of a list are shown, and in which order: the controls, and what a router is asked.

Owns that nothing is narrowed or ordered by an answer that is not there. Signals tell what to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox

from desktop_chat.app.model_search import ModelSearch
from desktop_chat.core.catalog import Model
from desktop_chat.core.model_filter import ModelFilter, ModelOrder
from desktop_chat.errors import AppError
from desktop_chat.ui.picker.filter_panel import FilterPanel
from desktop_chat.ui.picker.router_answers import RouterAnswers
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox

_ORDER_WIDTH = 150


class OrderBox(ChoiceBox):
    """Every order that there is; those that only a router can tell, where there is one.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        name = self.tr("Order")
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._titles: dict[ModelOrder | None, str] = {
            None: self.tr("Usual order"),
            ModelOrder.POPULAR: self.tr("Most popular"),
            ModelOrder.WEEKLY: self.tr("Most used this week"),
            ModelOrder.NEWEST: self.tr("Newest"),
            ModelOrder.CHEAPEST: self.tr("Price, lowest first"),
            ModelOrder.DEAREST: self.tr("Price, highest first"),
            ModelOrder.CONTEXT: self.tr("Context, longest first"),
            ModelOrder.FASTEST: self.tr("Throughput, highest first"),
            ModelOrder.QUICKEST: self.tr("Latency, lowest first"),
            ModelOrder.INTELLIGENCE: self.tr("Intelligence index"),
            ModelOrder.CODING: self.tr("Coding index"),
            ModelOrder.AGENTIC: self.tr("Agentic index"),
            ModelOrder.ELO: self.tr("Design Arena Elo"),
        }
        self.setMaxVisibleItems(len(self._titles))
        self._orders: tuple[ModelOrder | None, ...] = ()
        self.offer_router(is_router=False)

    def set_theme(self, theme: Theme) -> None:
        """Take the font, colours and sizes of a theme."""
        super().set_theme(theme)
        self.setFixedWidth(theme.px(_ORDER_WIDTH))

    @property
    def order(self) -> ModelOrder | None:
        """The order that is taken, None for the usual one."""
        return self._orders[self.currentIndex()]

    def take(self, order: ModelOrder | None) -> None:
        """Take an order, as a choice of it does."""
        self.setCurrentIndex(self._orders.index(order))

    def offer_router(self, *, is_router: bool) -> None:
        """Offer what only a router can tell, where there is one; what is taken stays if it can."""
        taken = self.order if self._orders else None
        self.blockSignals(True)
        self._orders = tuple(
            order for order in self._titles if is_router or order is None or not order.is_remote
        )
        self.clear()
        self.addItems([self._titles[order] for order in self._orders])
        self.take(taken if taken in self._orders else None)
        self.blockSignals(False)
        # The list is as wide as its words, whatever the field is.
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + self._theme.px(24))


class Narrowing(QObject):
    """The controls of the picker's head and their panel, and the answers to what they ask.

    Args:
        theme: The colours and sizes at first.
    """

    changed = Signal()
    """Other models are to be shown."""
    order_asked = Signal(str, object)
    """An endpoint, by its id, is to put its models in a ModelOrder that only it can tell."""
    question_asked = Signal(str, object)
    """An endpoint, by its id, is to find models by its own words (dict of str)."""
    providers_asked = Signal(str)
    """The names of an endpoint's providers are wanted."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.order = OrderBox(theme)
        self.button = TextButton(theme, "", drawing="sliders-horizontal")
        self.button.setCheckable(True)
        self.panel = FilterPanel(theme)
        self.panel.hide()
        self._answers = RouterAnswers()
        self._endpoint_id = ""
        self._is_router = False
        self._models: Sequence[Model] | None = None
        self._failure: AppError | None = None
        self.order.currentIndexChanged.connect(lambda _: self._change())
        self.panel.changed.connect(self._change)
        self.button.toggled.connect(self._fold)
        self._name_button()

    @property
    def failure(self) -> AppError | None:
        """Why the router's answer is missing or old, None where it is not."""
        return self._failure

    @property
    def is_active(self) -> bool:
        """Whether any value is asked for."""
        return self.panel.count > 0

    def begin(self, endpoint_id: str, *, is_router: bool) -> None:
        """Take another endpoint; what is asked for stays, as far as it can be answered."""
        self._endpoint_id, self._is_router = endpoint_id, is_router
        self._answers.begin(endpoint_id)
        self._models, self._failure = None, None
        self.order.offer_router(is_router=is_router)
        self.panel.offer_router(is_router=is_router)
        self._name_button()

    def take_models(self, models: Sequence[Model]) -> None:
        """Take the list that is narrowed, and ask what is not known of it."""
        self._models = models
        if self.button.isChecked():
            self.panel.offer_models(models)
        self.ask()

    def take_order(self, endpoint_id: str, order: ModelOrder, model_ids: Sequence[str]) -> None:
        """Take the router's answer."""
        self._answers.take_order(endpoint_id, order, model_ids)
        self.changed.emit()

    def take_found(
        self, endpoint_id: str, question: Mapping[str, str], model_ids: Sequence[str]
    ) -> None:
        """Take the router's answer."""
        self._answers.take_found(endpoint_id, question, model_ids)
        self.changed.emit()

    def take_providers(self, endpoint_id: str, names: Iterable[str]) -> None:
        """Take the names of an endpoint's providers."""
        if endpoint_id == self._endpoint_id:
            self.panel.offer_providers(names)

    def take_failure(self, endpoint_id: str, failure: AppError) -> None:
        """Take that the router did not answer, or that what is known is old."""
        if endpoint_id == self._endpoint_id:
            self._failure = failure
            self.changed.emit()

    def ask(self) -> None:
        """Ask the router what is wanted and not known."""
        self._failure = None
        order, question = self.order.order, self.panel.question
        if order is not None and self._answers.ranked(order) is None:
            self.order_asked.emit(self._endpoint_id, order)
        if question and self._answers.found(question) is None:
            self.question_asked.emit(self._endpoint_id, question)

    def find(
        self, search: ModelSearch, query: str, wanted: ModelFilter, now_s: int
    ) -> list[Model] | None:
        """Return the models to be shown, None where only the router can tell and has not.

        Args:
            search: Over the list.
            query: Words; "" for all.
            wanted: What is asked for beside the controls: traits and ids.
            now_s: Unix time.
        """
        question = self.panel.question
        found = self._answers.found(question) if question else None
        if question and found is None:
            return None
        ids = wanted.ids if found is None or wanted.ids is None else wanted.ids & found
        whole = msgspec.structs.replace(
            self.panel.wanted, traits=wanted.traits, ids=found if ids is None else ids
        )
        order = self.order.order
        ranked = self._answers.ranked(order)
        return search.find(query, whole, None if ranked is None else order, ranked or (), now_s)

    def _change(self) -> None:
        self._name_button()
        self.ask()
        self.changed.emit()

    def _fold(self, is_open: bool) -> None:
        if is_open and self._models is not None:
            self.panel.offer_models(self._models)
        if is_open and self._is_router:
            self.providers_asked.emit(self._endpoint_id)
        self.panel.setVisible(is_open)

    def _name_button(self) -> None:
        count = self.panel.count
        self.button.setText(self.tr("Filters: {0}").format(count) if count else self.tr("Filters"))


def with_first(models: list[Model], first_ids: Iterable[str]) -> list[Model]:
    """Return the models with those of some ids before the others, in the order of the ids."""
    places = {id_: n for n, id_ in enumerate(dict.fromkeys(first_ids))}
    if not places:
        return models
    first = sorted((m for m in models if m.id in places), key=lambda m: places[m.id])
    return [*first, *(model for model in models if model.id not in places)]
