"""What a conversation weighs and costs: tokens in its context, the next price, the sum so far.

Counts are the endpoint's where it gave them, ours elsewhere. It changes nothing.
"""

from __future__ import annotations

from decimal import Decimal

from desktop_chat.app.session import ChatSession
from desktop_chat.core.message import Message, MessageState
from desktop_chat.core.skeleton import LINE_BYTES
from desktop_chat.core.usage import estimate_tokens

EXPECTED_ANSWER_TOKENS = 500
"""The length of an answer for the price of a first message, where no earlier one says more."""

BYTES_A_TOKEN = 4


class Tally:
    """Counts for one session, remembering what it has counted."""

    def __init__(self, session: ChatSession) -> None:
        self._session = session
        self._tokens: dict[tuple[str, int], int] = {}

    def context_tokens(self, draft: str = "") -> int:
        """Return how many tokens the next request holds, with a draft as its last message."""
        counted, guessed = self._sent_tokens()
        return counted + self._session.prompt_tokens(guessed + estimate_tokens(draft))

    def is_estimate(self, draft: str = "") -> bool:
        """Return whether some of `context_tokens` is our own count."""
        return self._sent_tokens()[1] > 0 or bool(draft)

    def next_cost_usd(self, draft: str = "") -> Decimal | None:
        """Return the price of a draft and an answer as long as the earlier ones; None unknown."""
        model = self._session.model
        if model is None:
            return None
        totals = self._session.totals
        has_answers = totals is not None and totals.counted > 0
        expected = (
            totals.completion_tokens // totals.counted
            if totals is not None and has_answers
            else EXPECTED_ANSWER_TOKENS
        )
        return model.pricing.cost_usd(self.context_tokens(draft), expected)

    def cost_usd(self) -> Decimal | None:
        """Return what all branches have cost together; None where nothing is known."""
        totals = self._session.totals
        return totals.cost_usd if totals is not None and totals.priced else None

    def _sent_tokens(self) -> tuple[int, int]:
        """Return the tokens that the endpoint counted, and our guess of the others.

        The newest answer whose endpoint counted saw all that was before it. What is not in memory
        is guessed by its length.
        """
        total = count = 0
        for message in self._session.newest_first():
            count += 1
            usage = message.record.usage if message.record else None
            if usage is not None and usage.prompt_tokens and not usage.is_estimate:
                if message.state is not MessageState.COMPLETE:
                    # Of an answer that was cut, more may have been billed than received.
                    return usage.prompt_tokens, total + self._estimate(message)
                return usage.prompt_tokens + usage.completion_tokens, total
            total += self._estimate(message)
        total += self._session.lines_before(count) * LINE_BYTES // BYTES_A_TOKEN
        return 0, total + estimate_tokens(self._session.system_prompt)

    def _estimate(self, message: Message) -> int:
        key = (message.id, len(message.text))
        if key not in self._tokens:
            self._tokens[key] = estimate_tokens(message.text)
        return self._tokens[key]
