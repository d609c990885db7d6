"""What one request costs while it runs: counted piece by piece, and held against a cap.

Owns the count until the endpoint gives its own. Must not know where costs are kept.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from desktop_chat.app.asking import Question
from desktop_chat.core.calibration import Calibration
from desktop_chat.core.catalog import Model, estimated_usage
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.spending import Allowance, CapKind, CostSource, Spent
from desktop_chat.core.usage import TokenCount, Usage
from desktop_chat.errors import CapReached

_OF = {
    CapKind.MESSAGE: "per message",
    CapKind.CONVERSATION: "per conversation",
    CapKind.DAY: "per day",
    CapKind.MONTH: "per month",
}


class RunningCost:
    """Counts one request.

    Args:
        opening: Its row as it stood when it was sent.
        model: What is known of the model, and with it the prices.
        calibration: Corrects the count.
        allowance: The nearest cap, None where there is none.
        is_free: Whether nobody bills it, whatever the prices say.
    """

    def __init__(
        self,
        opening: Spent,
        model: Model | None,
        calibration: Calibration,
        allowance: Allowance | None = None,
        *,
        is_free: bool = False,
    ) -> None:
        self.opening = opening
        self.allowance = allowance
        self._model = model
        self._is_free = is_free
        self._calibration = calibration
        self._count = TokenCount()

    def add(self, text: str) -> None:
        """Count a piece of the answer."""
        self._count.add(text)

    @property
    def completion_tokens(self) -> int:
        """How many tokens have come, by our own count."""
        opening = self.opening
        return self._calibration.completion_tokens(opening.tokenizer, self._count.tokens)

    @property
    def usage(self) -> Usage:
        """What was consumed so far, by our own count at the listed prices."""
        return estimated_usage(self._model, self.opening.prompt_tokens, self.completion_tokens)

    @property
    def is_over(self) -> bool:
        """Whether more is spent than the nearest cap allows, as far as the prices are known."""
        if self.allowance is None or self._is_free:
            return False
        cost = self.usage.cost_usd
        return cost is not None and cost > self.allowance.left_usd

    def stopped(self) -> CapReached:
        """Return what is said where the cap has ended the answer."""
        allowance = self.allowance
        if allowance is None:
            raise ValueError("No cap can be passed where there is none.")
        spent = allowance.spent_usd + (self.usage.cost_usd or Decimal(0))
        tokens = count_text(self.completion_tokens)
        return CapReached(
            f"Stopped at your cap of {cap_text(allowance)}.",
            advice=f"{cost_text(spent, is_estimate=True)} spent, {tokens} tokens kept.",
            code=allowance.cap.value,
            detail=str(allowance.cap_usd),
        )

    def ended(self, usage: Usage | None, generation_id: str, *, is_charged: bool) -> Spent:
        """Return the row of a request that has ended.

        Args:
            usage: As the endpoint counted it, None where it did not.
            generation_id: The endpoint's id of the answer.
            is_charged: Whether anything was: a refused request costs nothing.
        """
        source, cost = CostSource.ESTIMATE, None
        found = usage or (self.usage if is_charged else Usage())
        if usage is not None and usage.cost_usd is not None:
            source, cost = CostSource.USAGE, usage.cost_usd
        elif usage is not None:
            priced = estimated_usage(self._model, usage.prompt_tokens, usage.completion_tokens)
            source, cost = CostSource.PRICES, priced.cost_usd
        elif is_charged:
            cost = found.cost_usd
        if not is_charged or (self._is_free and cost is None):
            cost = Decimal(0)
        return msgspec.structs.replace(
            self.opening,
            generation_id=generation_id,
            prompt_tokens=found.prompt_tokens,
            completion_tokens=found.completion_tokens,
            guessed_completion=self._count.tokens,
            cost_usd=cost,
            source=source,
        )


def uncapped_cost(question: Question, model: Model | None) -> RunningCost:
    """Return the running cost of a question that no cap holds for."""
    guess = question.prompt_guess
    opening = Spent("", 0, prompt_tokens=guess, guessed_prompt=guess)
    return RunningCost(opening, model, Calibration())


def cap_text(allowance: Allowance) -> str:
    """Return what a cap is: "$0.10 per message"."""
    return f"{cost_text(allowance.cap_usd)} {_OF[allowance.cap]}"
