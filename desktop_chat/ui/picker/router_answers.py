"""What a router answered about its models while the picker is open: orders, and which ones fit.

Owns that an answer to one endpoint's question is never taken for another's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop_chat.core.model_filter import ModelOrder


class RouterAnswers:
    """The answers of the endpoint that is shown."""

    def __init__(self) -> None:
        self._endpoint_id = ""
        self._orders: dict[ModelOrder, tuple[str, ...]] = {}
        self._found: dict[frozenset[tuple[str, str]], frozenset[str]] = {}

    def begin(self, endpoint_id: str) -> None:
        """Forget what was answered, and take the answers of an endpoint from now on."""
        self._endpoint_id = endpoint_id
        self._orders, self._found = {}, {}

    def take_order(self, endpoint_id: str, order: ModelOrder, model_ids: Sequence[str]) -> None:
        """Take the models in an order that only the router can tell."""
        if endpoint_id == self._endpoint_id:
            self._orders[order] = tuple(model_ids)

    def take_found(
        self, endpoint_id: str, question: Mapping[str, str], model_ids: Sequence[str]
    ) -> None:
        """Take the models that the router found."""
        if endpoint_id == self._endpoint_id:
            self._found[frozenset(question.items())] = frozenset(model_ids)

    def ranked(self, order: ModelOrder | None) -> tuple[str, ...] | None:
        """Return the models in an order, () where the list can tell it, None if not answered."""
        if order is None or not order.is_remote:
            return ()
        return self._orders.get(order)

    def found(self, question: Mapping[str, str]) -> frozenset[str] | None:
        """Return the models that were found, None while that is not answered."""
        return self._found.get(frozenset(question.items()))
