"""Puts what the picker wants to know to the router: orders, models that fit, providers."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any

from desktop_chat.app.services import Services
from desktop_chat.core.ids import new_id
from desktop_chat.core.model_filter import ModelOrder
from desktop_chat.errors import AppError
from desktop_chat.ui.picker.narrowing import Narrowing


class PickerQuestions:
    """Asks, and hands the answers back; what is young is not asked for again.

    Args:
        services: Know the router.
        narrowing: Asks.
    """

    def __init__(self, services: Services, narrowing: Narrowing) -> None:
        self._services = services
        self._narrowing = narrowing
        narrowing.order_asked.connect(lambda id_, order: self._start(self._ranked(id_, order)))
        narrowing.question_asked.connect(lambda id_, words: self._start(self._found(id_, words)))
        narrowing.providers_asked.connect(lambda id_: self._start(self._providers(id_)))

    def begin(self, endpoint_id: str) -> None:
        """Take another endpoint, whose models are shown next."""
        endpoint = self._services.account.endpoint(endpoint_id)
        is_router = self._services.models.tells_of(endpoint)
        self._narrowing.begin(endpoint_id, is_router=is_router)

    async def _ranked(self, endpoint_id: str, order: ModelOrder) -> None:
        endpoint = self._services.account.endpoint(endpoint_id)
        try:
            found = await self._services.models.ranked_ids(endpoint, order)
        except AppError as error:
            self._narrowing.take_failure(endpoint_id, error)
            return
        self._narrowing.take_order(endpoint_id, order, found.value)
        self._tell(endpoint_id, found.failure)

    async def _found(self, endpoint_id: str, question: Mapping[str, str]) -> None:
        endpoint = self._services.account.endpoint(endpoint_id)
        try:
            found = await self._services.models.found_ids(endpoint, question)
        except AppError as error:
            self._narrowing.take_failure(endpoint_id, error)
            return
        self._narrowing.take_found(endpoint_id, question, found.value)
        self._tell(endpoint_id, found.failure)

    async def _providers(self, endpoint_id: str) -> None:
        endpoint = self._services.account.endpoint(endpoint_id)
        try:
            found = await self._services.models.providers(endpoint)
        except AppError as error:
            self._narrowing.take_failure(endpoint_id, error)
            return
        names = (each.name or each.slug for each in found.value)
        self._narrowing.take_providers(endpoint_id, names)

    def _tell(self, endpoint_id: str, failure: AppError | None) -> None:
        if failure is not None:
            self._narrowing.take_failure(endpoint_id, failure)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"models:{new_id()}", work)
