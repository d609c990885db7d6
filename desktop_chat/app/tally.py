"""What a conversation weighs and costs: tokens in its context, the next price, the sum so far.

Counts are the endpoint's where it gave them, ours elsewhere. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from desktop_chat.app.session import ChatSession
from desktop_chat.core.message import Message
from desktop_chat.core.usage import Usage, estimate_tokens

EXPECTED_ANSWER_TOKENS = 500
"""The length of an answer for the price of a first message, where no earlier one says more."""


class Tally:
    """Counts for one session, remembering what it has counted."""

    def __init__(self, session: ChatSession) -> None:
        self._session = session
        self._tokens: dict[tuple[str, int], int] = {}

    def context_tokens(self, draft: str = "") -> int:
        """Return how many tokens the next request holds, with a draft as its last message."""
        return self._sent_tokens() + estimate_tokens(draft)

    def next_cost_usd(self, draft: str = "") -> Decimal | None:
        """Return the price of a draft and an answer as long as the earlier ones; None unknown."""
        model = self._session.model
        if model is None:
            return None
        answers = [usage.completion_tokens for usage in self._usages() if usage.completion_tokens]
        expected = sum(answers) // len(answers) if answers else EXPECTED_ANSWER_TOKENS
        return model.pricing.cost_usd(self.context_tokens(draft), expected)

    def cost_usd(self) -> Decimal | None:
        """Return what all branches have cost together; None where nothing is known."""
        costs = [usage.cost_usd for usage in self._usages() if usage.cost_usd is not None]
        return sum(costs, Decimal(0)) if costs else None

    def _usages(self) -> Sequence[Usage]:
        records = (message.record for message in self._session.all_messages())
        return [record.usage for record in records if record and record.usage]

    def _sent_tokens(self) -> int:
        """Count from the newest answer whose endpoint counted, which saw all that was before it."""
        total = 0
        for message in reversed(self._session.messages()):
            usage = message.record.usage if message.record else None
            if usage is not None and usage.prompt_tokens and not usage.is_estimate:
                return total + usage.prompt_tokens + usage.completion_tokens
            total += self._estimate(message)
        return total + estimate_tokens(self._session.conversation.system_prompt)

    def _estimate(self, message: Message) -> int:
        key = (message.id, len(message.text))
        if key not in self._tokens:
            self._tokens[key] = estimate_tokens(message.text)
        return self._tokens[key]
