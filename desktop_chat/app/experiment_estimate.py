"""What an experiment would take, and what a cell may cost while it runs.

A count of our own: prompts by their length, answers by the limit that is set or a usual length,
prices from the endpoint's list. What has come back teaches it. Must not know how cells run.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from msgspec import UNSET

from desktop_chat.app.services import Services
from desktop_chat.core.catalog import Model
from desktop_chat.core.experiment import (
    CellSettings,
    Estimate,
    Plan,
    differing_settings,
)
from desktop_chat.core.pricing import EstimatedPrice, Pricing
from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.usage import Usage, estimate_tokens

USUAL_COMPLETION_TOKENS = 300
USUAL_TOKENS_PER_S = 50.0
USUAL_FIRST_TOKEN_S = 1.0
REQUESTS_TO_ASK_FOR = 20
_LIMITS = frozenset({"max_tokens", "max_completion_tokens"})
COST_TO_ASK_FOR = Decimal(1)


@dataclass(frozen=True, slots=True)
class Repriced:
    """A model that costs something else than it did when an estimate was made.

    Attributes:
        title: The model's name on screen.
    """

    title: str
    before: Pricing
    now: Pricing


class Estimator:
    """Estimates the cells of one plan, better with each that has ended.

    Args:
        plan: What is asked, with the prices of its estimate where one was made before.
        services: The catalogue with its prices, the practice model's pace.
    """

    def __init__(self, plan: Plan, services: Services) -> None:
        self._plan = plan
        self._services = services
        self._branch_tokens = sum(estimate_tokens(message.text) for message in plan.messages)
        self._prices = {(each.endpoint_id, each.model): each.pricing for each in plan.prices}
        self._costs: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list[Decimal])

    def note(self, settings: CellSettings, usage: Usage | None) -> None:
        """Learn what a cell has cost."""
        if usage is not None and usage.cost_usd is not None:
            self._costs[settings.lane].append(usage.cost_usd)

    def cost_usd(self, settings: CellSettings) -> Decimal | None:
        """Return what a cell may cost: the mean of its lane, else from prices; None unknown."""
        known = self._costs[settings.lane]
        if known:
            return sum(known, Decimal(0)) / len(known)
        model = self.model(settings)
        return self._priced(settings, model.pricing if model else None)

    def tokens(self, settings: CellSettings) -> tuple[int, int]:
        """Return the tokens of a cell's prompt and of its answer."""
        prompt = self._branch_tokens + estimate_tokens(settings.system_prompt)
        sampling = settings.sampling
        limits = (sampling.max_tokens, sampling.max_completion_tokens)
        known = [limit for limit in limits if limit is not UNSET]
        return prompt, min((*known, USUAL_COMPLETION_TOKENS))

    def model(self, settings: CellSettings) -> Model | None:
        """Return what is known of a cell's model, None for one named by hand."""
        return self._services.catalog.model(settings.endpoint_id, settings.model)

    def whole(self) -> Estimate:
        """Return the estimate of all cells, at the prices that it was first made with."""
        plan = self._plan
        prompt = completion = 0
        seconds = 0.0
        costs: list[Decimal | None] = []
        kinds, cells = differing_settings(plan, _LIMITS)
        for settings in kinds:
            own_prompt, own_completion = self.tokens(settings)
            prompt += own_prompt * cells
            completion += own_completion * cells
            seconds += self._seconds(settings, own_completion) * cells
            costs.append(self._priced(settings, self._estimated_price(settings)))
        known = [cost for cost in costs if cost is not None]
        cost = sum(known, Decimal(0)) * cells if len(known) == len(costs) else None
        at_once = min(plan.concurrency, plan.cell_count)
        longest = seconds / max(1, plan.cell_count)
        rounds = math.ceil(plan.cell_count / at_once)
        return Estimate(plan.cell_count, prompt, completion, cost, longest * rounds)

    @property
    def prices(self) -> tuple[EstimatedPrice, ...]:
        """The prices that the estimate was made with; nothing before `whole`."""
        return tuple(EstimatedPrice(*who, pricing) for who, pricing in self._prices.items())

    def repriced(self) -> tuple[Repriced, ...]:
        """Return the models that have other prices now than when `whole` was asked for."""
        catalog = self._services.catalog
        now = ((catalog.model(*who), before) for who, before in self._prices.items())
        return tuple(
            Repriced(model.title, before, model.pricing)
            for model, before in now
            if model is not None and model.pricing != before
        )

    def _estimated_price(self, settings: CellSettings) -> Pricing | None:
        who = (settings.endpoint_id, settings.model)
        model = self.model(settings)
        if who not in self._prices and model is not None:
            self._prices[who] = model.pricing
        return self._prices.get(who)

    def _priced(self, settings: CellSettings, pricing: Pricing | None) -> Decimal | None:
        if pricing is None:
            return Decimal(0) if settings.endpoint_id == PRACTICE.id else None
        return pricing.cost_usd(*self.tokens(settings))

    def _seconds(self, settings: CellSettings, completion_tokens: int) -> float:
        pace = USUAL_TOKENS_PER_S
        if settings.endpoint_id == PRACTICE.id:
            pace = self._services.settings.settings.practice.tokens_per_s
            return completion_tokens / pace if pace else completion_tokens / 1_000
        return USUAL_FIRST_TOKEN_S + completion_tokens / pace


def needs_confirmation(estimate: Estimate) -> bool:
    """Return whether a person is to be asked first: over 20 requests, or over a dollar."""
    is_costly = estimate.cost_usd is not None and estimate.cost_usd > COST_TO_ASK_FOR
    return estimate.requests > REQUESTS_TO_ASK_FOR or is_costly
